// What a server sends with, by its settings; and the key that push services know it by.

#include "server/reminders/channels_of_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/store/sqlite_store.h"
#include "tests/support/hand_clock.h"
#include "tests/support/household.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

class ChannelsOfServer : public testing::Test {
 protected:
  ChannelsOfServer() {
    store_ = *SqliteStore::Open((directory_.path() / "toward.db").string(), {}, random_);
    settings_.vapid_subject = "mailto:ana@toward-family.org";
    settings_.former_vapid_key_file = File().string();
  }

  std::filesystem::path File() const { return directory_.path() / "vapid.pem"; }
  absl::StatusOr<ServerChannels> Open() { return OpenChannels(settings_, *store_, random_, clock_); }
  std::string PublicKey() {
    const auto channels = Open();
    EXPECT_TRUE(channels.ok()) << channels.status();
    return channels.ok() ? channels->vapid_public_key : "";
  }

  const support::TemporaryDirectory directory_;
  support::HandClock clock_;
  SystemRandom random_;
  std::unique_ptr<SqliteStore> store_;
  ChannelSettings settings_;
};

TEST_F(ChannelsOfServer, TheKeyIsMadeOnceAndNoFileOfIt) {
  const std::string key = PublicKey();
  EXPECT_EQ(key.size(), kP256PointBytes);
  EXPECT_EQ(PublicKey(), key);
  EXPECT_FALSE(std::filesystem::exists(File()));
}

TEST_F(ChannelsOfServer, TheKeyOfAnEarlierVersionsFileIsTakenOver) {
  const P256Key former = P256Key::Draw(random_);
  std::ofstream(File()) << former.ToPem();
  EXPECT_EQ(PublicKey(), former.PublicPoint());
  std::filesystem::remove(File());
  EXPECT_EQ(PublicKey(), former.PublicPoint());
}

TEST_F(ChannelsOfServer, AFileThatComesLaterChangesNothing) {
  const std::string key = PublicKey();
  std::ofstream(File()) << P256Key::Draw(random_).ToPem();
  EXPECT_EQ(PublicKey(), key);
}

TEST_F(ChannelsOfServer, AFileThatHoldsNoKeyIsNotTakenOver) {
  std::ofstream(File()) << "no key";
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kInvalidArgument);
  std::filesystem::remove(File());
  EXPECT_EQ(PublicKey().size(), kP256PointBytes);
}

TEST_F(ChannelsOfServer, WithoutSettingsItCarriesNothing) {
  settings_.vapid_subject.clear();
  const auto channels = Open();
  ASSERT_TRUE(channels.ok());
  EXPECT_EQ(channels->vapid_public_key, "");
  EXPECT_FALSE(channels->post->Carries(ChannelKind::kWebPush));
  EXPECT_FALSE(channels->post->Carries(ChannelKind::kEmail));
}

}  // namespace
}  // namespace toward::server
