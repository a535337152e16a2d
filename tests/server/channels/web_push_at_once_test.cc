// Many pushes at once, by way of a push service on this machine that speaks HTTP/2, or only HTTP/1.1.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "server/channels/web_push.h"
#include "tests/server/channels/certificate.h"
#include "tests/support/hand_clock.h"
#include "tests/support/process.h"

namespace toward::server {
namespace {

using nlohmann::json;

constexpr const char* kKey = "abcdefghijklmnopqrstuvwxyz_-0123";

enum class Protocol { kHttp1, kHttp2 };

// What came of the pushes of a test, in the order in which it came.
class Outcomes {
 public:
  void Add(const std::string& path, const SendResult& result) {
    const std::lock_guard lock(mutex_);
    results_.emplace_back(path, result);
    came_.notify_all();
  }
  std::vector<std::pair<std::string, SendResult>> Wait(size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return results_.size() >= count; });
    return results_;
  }
  size_t size() {
    const std::lock_guard lock(mutex_);
    return results_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::pair<std::string, SendResult>> results_;
};

class WebPushAtOnce : public testing::Test {
 protected:
  void Start(Protocol protocol) {
    support::CommandLine command{.arguments = {"/usr/bin/python3",
                                               TOWARD_SOURCE_DIR "/tests/server/channels/push_service.py",
                                               certificate_.file(), certificate_.key()}};
    if (protocol == Protocol::kHttp2) command.arguments.emplace_back("h2");
    service_.emplace(command);
    const json said = json::parse(service_->WaitForLine("{"));
    port_ = said["port"];
    EXPECT_TRUE(absl::WebSafeBase64Unescape(said["p256dh"].get<std::string>(), &keys_.p256dh));
    EXPECT_TRUE(absl::WebSafeBase64Unescape(said["auth"].get<std::string>(), &keys_.auth));
    options_.reach = PushReach::kLoopback;
    options_.ca_file = certificate_.file();
    sender_ =
        *WebPushSender::Make(MakeVapidKeyPem(random_), "mailto:ana@toward-family.org", &clock_, &random_, options_);
  }

  void Send(int count, const std::string& path, const std::string& host = "127.0.0.1") {
    for (int i = 0; i < count; ++i) {
      const Subscription to{.endpoint = fmt::format("https://{}:{}{}", host, port_, path), .keys = keys_};
      ASSERT_TRUE(sender_
                      ->Send({.collapse_key = kKey, .useful_until_ms = clock_.WallMs() + 60'000}, to,
                             [this, path](const SendResult& result) { outcomes_.Add(path, result); })
                      .ok());
    }
  }

  std::map<SendOutcome, int> Counted(size_t count) {
    std::map<SendOutcome, int> counted;
    for (const auto& [path, result] : outcomes_.Wait(count)) ++counted[result.outcome];
    return counted;
  }

  json Arrived() { return json::parse(service_->WaitForLine("{")); }

  // Outlives the sender, which still answers while it stops.
  Outcomes outcomes_;
  support::HandClock clock_;
  SystemRandom random_;
  const Certificate certificate_;
  WebPushOptions options_;
  int port_ = 0;
  PushKeys keys_;
  std::unique_ptr<WebPushSender> sender_;
  // Before the sender ends: what hangs then ends with it.
  std::optional<support::Process> service_;
};

TEST_F(WebPushAtOnce, ManyToOneHostShareAConnection) {
  Start(Protocol::kHttp2);
  // None is answered before all are there.
  Send(kPushTransfers / 2, fmt::format("/gather/{}", kPushTransfers / 2));
  EXPECT_EQ(Counted(kPushTransfers / 2), (std::map<SendOutcome, int>{{SendOutcome::kAccepted, kPushTransfers / 2}}));
  std::set<int> connections;
  for (int i = 0; i < kPushTransfers / 2; ++i) connections.insert(Arrived()["connection"].get<int>());
  EXPECT_EQ(connections.size(), 1u);
}

TEST_F(WebPushAtOnce, AHostWithoutHttp2GetsSeveralConnections) {
  Start(Protocol::kHttp1);
  Send(2 * kPushConnectionsPerHost, fmt::format("/gather/{}", kPushConnectionsPerHost));
  EXPECT_EQ(Counted(2 * kPushConnectionsPerHost),
            (std::map<SendOutcome, int>{{SendOutcome::kAccepted, 2 * kPushConnectionsPerHost}}));
  std::set<int> connections;
  for (int i = 0; i < 2 * kPushConnectionsPerHost; ++i) connections.insert(Arrived()["connection"].get<int>());
  EXPECT_EQ(connections.size(), static_cast<size_t>(kPushConnectionsPerHost));
}

TEST_F(WebPushAtOnce, NoMoreThanTheBoundAreUnderWay) {
  options_.transfers = 8;
  Start(Protocol::kHttp2);
  for (const char* host : {"127.0.0.1", "localhost"}) Send(20, "/hang", host);
  for (int i = 0; i < options_.transfers; ++i) EXPECT_EQ(Arrived()["path"], "/hang");
  EXPECT_EQ(sender_->room(), static_cast<int>(kPushesWaiting) - (40 - options_.transfers));
  service_->Kill();
  EXPECT_EQ(service_->WaitForLine("\"path\""), "");
}

TEST_F(WebPushAtOnce, ASlowHostDoesNotHoldUpAnother) {
  Start(Protocol::kHttp2);
  Send(200, "/hang", "localhost");
  for (int i = 0; i < kPushTransfers / 2; ++i) EXPECT_EQ(Arrived()["path"], "/hang");
  Send(kPushTransfers / 2, "/status/201");
  for (int i = 0; i < kPushTransfers / 2; ++i) EXPECT_EQ(Arrived()["path"], "/status/201");
  EXPECT_EQ(Counted(kPushTransfers / 2), (std::map<SendOutcome, int>{{SendOutcome::kAccepted, kPushTransfers / 2}}));
  service_->Kill();
}

TEST_F(WebPushAtOnce, AHostThatIsSilentForATimeoutIsLeftAlone) {
  options_.total_timeout_ms = 1'000;
  options_.transfers = 8;
  Start(Protocol::kHttp2);
  Send(30, "/hang");
  EXPECT_EQ(Counted(30), (std::map<SendOutcome, int>{{SendOutcome::kUnknown, 4}, {SendOutcome::kTryLater, 26}}));
  Send(1, "/status/201");
  const SendResult refused = outcomes_.Wait(31).back().second;
  EXPECT_EQ(refused.outcome, SendOutcome::kTryLater);
  EXPECT_EQ(refused.retry_after_ms, kSlowHostRestMs);
  clock_.Advance(kSlowHostRestMs);
  Send(1, "/status/201");
  EXPECT_EQ(outcomes_.Wait(32).back().second.outcome, SendOutcome::kAccepted);
}

TEST_F(WebPushAtOnce, StoppingAnswersAllThatWaits) {
  options_.transfers = 2;
  options_.total_timeout_ms = 1'000;
  Start(Protocol::kHttp2);
  Send(20, "/hang");
  EXPECT_EQ(Arrived()["path"], "/hang");
  sender_->Stop();
  EXPECT_EQ(outcomes_.size(), 20u);
  EXPECT_EQ(sender_->room(), 0);
  Send(1, "/status/201");
  EXPECT_EQ(outcomes_.Wait(21).back().second.outcome, SendOutcome::kTryLater);
}

}  // namespace
}  // namespace toward::server
