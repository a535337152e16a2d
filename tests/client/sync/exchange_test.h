// Ana and Ben, a device each, and the real server in this process.
#ifndef TOWARD_TESTS_CLIENT_SYNC_EXCHANGE_TEST_H_
#define TOWARD_TESTS_CLIENT_SYNC_EXCHANGE_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <string>

#include "tests/client/sync/device.h"
#include "tests/support/test_server.h"

namespace toward::client {

class ExchangeTest : public testing::Test {
 protected:
  void SetUp() override {
    BeginWithAna();
    ben_.JoinFamilyOf(ana_);
  }

  void BeginWithAna() {
    StartServer();
    // The same port every time.
    server_.config.listen = server_.server().address();
    ana_.BeginFamily(Url());
  }

  void StartServer() {
    const absl::Status started = server_.Start();
    ASSERT_TRUE(started.ok()) << started;
  }
  // Puts the server's files aside, as a backup would.
  void BackUpServer() {
    server_.Stop();
    std::filesystem::copy(server_.config.data_directory, backup_.path(),
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    StartServer();
  }
  void RestoreServer() {
    server_.Stop();
    std::filesystem::remove_all(server_.config.data_directory);
    std::filesystem::copy(backup_.path(), server_.config.data_directory, std::filesystem::copy_options::recursive);
    StartServer();
  }

  static void SyncAll(std::initializer_list<Device*> devices) {
    // Once to give, once to get what the others gave.
    for (int i = 0; i < 2; ++i) {
      for (Device* device : devices) {
        const absl::Status synced = device->Sync();
        EXPECT_TRUE(synced.ok()) << synced;
      }
    }
  }

  std::string Url() { return "http://" + server_.config.listen; }

  support::TestServer server_;
  const support::TemporaryDirectory backup_;
  Device ana_;
  Device ben_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_SYNC_EXCHANGE_TEST_H_
