// The line is cut after every few bytes from the server, wherever in an exchange that is: the next try goes on from
// what is on disk, and in the end both hold the same.

#include <functional>
#include <optional>

#include "tests/client/sync/exchange_test.h"
#include "tests/support/relay.h"

namespace toward::client {
namespace {

constexpr size_t kStep = 37;
constexpr size_t kLongestExchange = 10'000;

class CutsTest : public ExchangeTest {
 protected:
  void SetUp() override {
    ExchangeTest::SetUp();
    const std::string address = server_.server().address();
    relay_.emplace(std::stoi(address.substr(address.rfind(':') + 1)));
    ana_.Reach("http://127.0.0.1:" + std::to_string(relay_->port()));
  }

  // Tries with the line cut after more and more bytes, until one try gets through. `before` makes what it exchanges.
  void CutEverywhere(const std::function<void(uint32_t)>& before) {
    absl::Status status = absl::UnavailableError("");
    uint32_t tries = 0;
    for (size_t bytes = 0; !status.ok() && bytes < kLongestExchange; bytes += kStep) {
      before(++tries);
      relay_->CutAfterServerBytes(bytes);
      status = ana_.Sync();
      EXPECT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
      relay_->StopCutting();
    }
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_GT(tries, 10U);
    SyncAll({&ana_, &ben_});
    EXPECT_EQ(ana_.Waiting(), 0);
    EXPECT_EQ(ana_.Screen(), ben_.Screen());
  }
  // So that the next exchange opens a session, too.
  void ForgetSession() { ASSERT_TRUE(ana_.replica().SetSetting("session_token", "").ok()); }

  std::optional<support::Relay> relay_;
};

TEST_F(CutsTest, WhileSending) {
  CutEverywhere([this](uint32_t tries) {
    ForgetSession();
    ana_.Do(Lasted('a', tries));
    ana_.Do(Noted('b', "Soup."));
  });
}

TEST_F(CutsTest, WhileReceiving) {
  CutEverywhere([this](uint32_t tries) {
    ForgetSession();
    ben_.Do(Lasted('a', tries));
    ben_.Do(Noted('b', "On the stairs."));
    ASSERT_TRUE(ben_.Sync().ok());
  });
}

TEST_F(CutsTest, WhileBothWriteTheSame) {
  CutEverywhere([this](uint32_t tries) {
    ana_.Do(NotedAndLasted('a', "Soup.", tries));
    ben_.Do(NotedAndLasted('a', "Bread.", tries));
    ASSERT_TRUE(ben_.Sync().ok());
  });
}

TEST_F(CutsTest, WhileTheClockIsFoundWrong) {
  CutEverywhere([this](uint32_t tries) {
    ana_.clock.SetWrong(int64_t{tries} * 86'400'000);
    ana_.clock.Reboot();
    ana_.Do(Lasted('a', tries));
  });
}

}  // namespace
}  // namespace toward::client
