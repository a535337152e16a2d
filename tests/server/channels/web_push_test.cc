// Reminders to a browser, by way of a real push service on this machine that decrypts and verifies them in Python.

#include "server/channels/web_push.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "tests/server/channels/certificate.h"
#include "tests/support/hand_clock.h"
#include "tests/support/process.h"

namespace toward::server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr int64_t kHalfAnHour = 30 * 60 * 1000;
constexpr const char* kKey = "abcdefghijklmnopqrstuvwxyz_-0123";
constexpr const char* kSubject = "mailto:ana@toward-family.org";

std::string Bytes(const std::string& base64url) {
  std::string bytes;
  EXPECT_TRUE(absl::WebSafeBase64Unescape(base64url, &bytes));
  return bytes;
}

class WebPushTest : public testing::Test {
 protected:
  WebPushTest()
      : service_({.arguments = {"/usr/bin/python3", TOWARD_SOURCE_DIR "/tests/server/channels/push_service.py",
                                certificate_.file(), certificate_.key()}}) {
    const json said = json::parse(service_.WaitForLine("{"));
    port_ = said["port"];
    keys_ = {.p256dh = Bytes(said["p256dh"]), .auth = Bytes(said["auth"])};
    options_ = {.reach = PushReach::kLoopback, .ca_file = certificate_.file()};
    Open();
  }

  // A sender with the options as they are now.
  void Open() {
    auto made = WebPushSender::Make(vapid_key_, kSubject, &clock_, &random_, options_);
    ASSERT_TRUE(made.ok()) << made.status();
    sender_ = *std::move(made);
  }

  Subscription At(const std::string& path, const std::string& host = "127.0.0.1") const {
    return {.endpoint = fmt::format("https://{}:{}{}", host, port_, path), .keys = keys_};
  }

  SendResult Send(const Subscription& subscription, NoticeKind kind = NoticeKind::kCheckIn,
                  int64_t useful_ms = kHalfAnHour) {
    std::promise<SendResult> sent;
    const absl::Status taken =
        sender_->Send({.kind = kind, .collapse_key = kKey, .useful_until_ms = NowMs() + useful_ms}, subscription,
                      [&](const SendResult& result) { sent.set_value(result); });
    EXPECT_TRUE(taken.ok()) << taken;
    return taken.ok() ? sent.get_future().get() : SendResult{};
  }

  // Why nothing is sent.
  absl::StatusCode Refused(const Notice& notice, const Subscription& subscription) {
    return sender_->Send(notice, subscription, [](const SendResult&) { ADD_FAILURE(); }).code();
  }

  int64_t NowMs() const { return clock_.WallMs(); }

  SendOutcome Outcome(const std::string& path) { return Send(At(path)).outcome; }

  // The next request that the service got.
  json Arrived() { return json::parse(service_.WaitForLine("{")); }

  bool NothingArrived() {
    service_.Kill();
    return service_.output().find("\"path\"") == std::string::npos;
  }

  support::HandClock clock_;
  SystemRandom random_;
  const std::string vapid_key_ = MakeVapidKeyPem(random_);
  const Certificate certificate_;
  support::Process service_;
  int port_ = 0;
  PushKeys keys_;
  WebPushOptions options_;
  std::unique_ptr<WebPushSender> sender_;
};

TEST_F(WebPushTest, TheBrowserReadsWhatWasSent) {
  EXPECT_EQ(Outcome("/status/201"), SendOutcome::kAccepted);
  EXPECT_EQ(Arrived()["text"],
            R"({"kind":"check_in","title":"Ten minutes for the two of you","body":"If tonight has room for it.",)"
            R"("tag":"abcdefghijklmnopqrstuvwxyz_-0123"})");
}

TEST_F(WebPushTest, TheServiceHearsHowLongHowUrgentAndWhatItReplaces) {
  Send(At("/status/201"));
  const json headers = Arrived()["headers"];
  EXPECT_EQ(headers["ttl"], "1800");
  EXPECT_EQ(headers["urgency"], "normal");
  EXPECT_EQ(headers["topic"], kKey);
  EXPECT_EQ(headers["content-encoding"], "aes128gcm");
}

TEST_F(WebPushTest, WhatIsNoLongerUsefulIsNotSent) {
  EXPECT_EQ(Send(At("/status/201"), NoticeKind::kCheckIn, -1).outcome, SendOutcome::kTryLater);
  EXPECT_TRUE(NothingArrived());
}

TEST_F(WebPushTest, WhatIsUsefulForAMomentIsKeptForAMoment) {
  Send(At("/status/201"), NoticeKind::kCheckIn, 0);
  EXPECT_EQ(Arrived()["headers"]["ttl"], "0");
  Send(At("/status/201"), NoticeKind::kCheckIn, 1'999);
  EXPECT_EQ(Arrived()["headers"]["ttl"], "1");
}

TEST_F(WebPushTest, ADigestIsNotUrgent) {
  Send(At("/status/201"), NoticeKind::kDigest);
  EXPECT_EQ(Arrived()["headers"]["urgency"], "low");
}

TEST_F(WebPushTest, TheServerSignsForTheServiceAndForHalfADay) {
  Send(At("/status/201", "localhost"));
  const json claims = Arrived()["claims"];
  EXPECT_EQ(claims["aud"], fmt::format("https://localhost:{}", port_));
  EXPECT_EQ(claims["sub"], kSubject);
  EXPECT_EQ(claims["exp"], NowMs() / 1000 + 12 * 60 * 60);
  EXPECT_EQ(claims["key"], sender_->public_key());
}

TEST_F(WebPushTest, ItsLengthTellsNothingAndNoTwoAreAlike) {
  std::set<int> lengths;
  std::set<std::string> digests;
  for (const NoticeKind kind :
       {NoticeKind::kCheckIn, NoticeKind::kAppreciation, NoticeKind::kOneOnOne, NoticeKind::kExtra, NoticeKind::kAsleep,
        NoticeKind::kDigest, NoticeKind::kTest, NoticeKind::kTest}) {
    Send(At("/status/201"), kind);
    const json request = Arrived();
    lengths.insert(request["body_bytes"].get<int>());
    digests.insert(request["body_digest"].get<std::string>());
  }
  EXPECT_EQ(lengths.size(), 1u);
  EXPECT_EQ(digests.size(), 8u);
}

TEST_F(WebPushTest, ConnectionsAreKept) {
  Send(At("/status/201"));
  const int first = Arrived()["connection"];
  Send(At("/status/410"));
  EXPECT_EQ(Arrived()["connection"], first);
}

TEST_F(WebPushTest, EachAnswerHasItsMeaning) {
  for (const int code : {200, 201, 202}) {
    EXPECT_EQ(Outcome(fmt::format("/status/{}", code)), SendOutcome::kAccepted) << code;
  }
  for (const int code : {404, 410}) {
    EXPECT_EQ(Outcome(fmt::format("/status/{}", code)), SendOutcome::kGone) << code;
  }
  for (const int code : {408, 429, 500, 502, 503}) {
    EXPECT_EQ(Outcome(fmt::format("/status/{}", code)), SendOutcome::kTryLater) << code;
  }
  for (const int code : {400, 401, 403, 413, 301}) {
    EXPECT_EQ(Outcome(fmt::format("/status/{}", code)), SendOutcome::kRefused) << code;
  }
}

TEST_F(WebPushTest, ABusyServiceSaysWhenToComeBack) {
  EXPECT_EQ(Send(At("/status/429/120")).retry_after_ms, 120'000);
  EXPECT_EQ(Send(At("/status/503/7")).retry_after_ms, 7'000);
  EXPECT_EQ(Send(At("/status/503")).retry_after_ms, 0);
  EXPECT_EQ(Send(At("/status/429/999999999999")).retry_after_ms, 24LL * 60 * 60 * 1000);
  EXPECT_EQ(Send(At("/status/429/soon")).retry_after_ms, 0);
}

TEST_F(WebPushTest, ARedirectIsNotFollowed) {
  EXPECT_EQ(Outcome("/redirect"), SendOutcome::kRefused);
  EXPECT_EQ(Arrived()["path"], "/redirect");
  EXPECT_EQ(Outcome("/status/201"), SendOutcome::kAccepted);
  EXPECT_EQ(Arrived()["path"], "/status/201");
  service_.Kill();
  EXPECT_THAT(service_.WaitForLine("\"path\""), "");
}

TEST_F(WebPushTest, ALongAnswerIsNotReadToItsEnd) { EXPECT_EQ(Outcome("/flood"), SendOutcome::kAccepted); }

TEST_F(WebPushTest, AConnectionCutAfterTheRequestLeavesItUnknown) {
  EXPECT_EQ(Outcome("/close"), SendOutcome::kUnknown);
}

TEST_F(WebPushTest, SilenceAfterTheRequestLeavesItUnknown) {
  options_.total_timeout_ms = 1'000;
  Open();
  EXPECT_EQ(Outcome("/hang"), SendOutcome::kUnknown);
}

TEST_F(WebPushTest, NobodyListeningIsAskedAgainLater) {
  service_.Kill();
  EXPECT_EQ(Outcome("/status/201"), SendOutcome::kTryLater);
}

TEST_F(WebPushTest, ACertificateNobodyVouchesForIsNotTrusted) {
  options_.ca_file.clear();
  Open();
  EXPECT_EQ(Outcome("/status/201"), SendOutcome::kTryLater);
  EXPECT_TRUE(NothingArrived());
}

TEST_F(WebPushTest, APublicNameThatLeadsHomeIsNotConnectedTo) {
  options_.reach = PushReach::kPublic;
  options_.known_addresses = {fmt::format("push.example.org:{}:127.0.0.1", port_)};
  Open();
  EXPECT_EQ(Send(At("/status/201", "push.example.org")).outcome, SendOutcome::kRefused);
  EXPECT_TRUE(NothingArrived());
}

TEST_F(WebPushTest, TheSameNameIsReachedWhereThisMachineIsAllowed) {
  options_.known_addresses = {fmt::format("push.example.org:{}:127.0.0.1", port_)};
  Open();
  EXPECT_EQ(Send(At("/status/201", "push.example.org")).outcome, SendOutcome::kAccepted);
}

TEST_F(WebPushTest, AProxyOfTheEnvironmentIsNotUsed) {
  setenv("https_proxy", "http://127.0.0.1:1", 1);
  setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  EXPECT_EQ(Outcome("/status/201"), SendOutcome::kAccepted);
  unsetenv("https_proxy");
  unsetenv("ALL_PROXY");
}

TEST_F(WebPushTest, TheEndpointIsNotPrinted) {
  testing::internal::CaptureStderr();
  Outcome("/status/410/secret");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("answer=410"));
  EXPECT_THAT(log, Not(HasSubstr("secret")));
}

TEST_F(WebPushTest, OnlyPublicHttpsEndpointsAreKept) {
  const auto check = [this](const std::string& endpoint) {
    return CheckSubscription({.endpoint = endpoint, .keys = keys_}).code();
  };
  EXPECT_EQ(check("https://fcm.googleapis.com/fcm/send/abc"), absl::StatusCode::kOk);
  for (const char* endpoint :
       {"", "http://fcm.googleapis.com/x", "https://localhost/x", "https://127.0.0.1/x", "https://127.1/x",
        "https://0x7f000001/x", "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://169.254.169.254/latest",
        "https://192.168.1.1/x", "https://router/x", "https://nas.local/x", "https://user@fcm.googleapis.com/x"}) {
    EXPECT_EQ(check(endpoint), absl::StatusCode::kInvalidArgument) << endpoint;
    options_.reach = PushReach::kPublic;
    Open();
    const Subscription subscription = {.endpoint = endpoint, .keys = keys_};
    EXPECT_EQ(Refused({.collapse_key = kKey}, subscription), absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(WebPushTest, KeysOfAnotherFormAreNotKept) {
  Subscription subscription = {.endpoint = "https://fcm.googleapis.com/x", .keys = keys_};
  subscription.keys.auth += "x";
  EXPECT_THAT(std::string(CheckSubscription(subscription).message()), HasSubstr("16 bytes"));
  subscription.keys = {.p256dh = std::string(65, '\4'), .auth = keys_.auth};
  EXPECT_THAT(std::string(CheckSubscription(subscription).message()), HasSubstr("65 bytes"));
}

TEST_F(WebPushTest, ANoticeWithAMalformedKeyIsNotSent) {
  EXPECT_EQ(Refused({.collapse_key = "x\r\nX: y"}, At("/status/201")), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(NothingArrived());
}

TEST(Vapid, TheContactIsARealOne) {
  SystemRandom random;
  const std::string key = MakeVapidKeyPem(random);
  for (const char* good :
       {"mailto:ana@toward-family.org", "https://toward-family.org", "https://toward-family.org/contact"}) {
    EXPECT_TRUE(Vapid::Make(key, good).ok()) << good;
  }
  for (const char* bad :
       {"", "ana@toward-family.org", "mailto:", "mailto:root@localhost", "mailto:root@server", "mailto:root@nas.local",
        "mailto:ana", "http://toward-family.org", "https://localhost", "https://192.168.1.1", "https://nas.local/"}) {
    EXPECT_THAT(std::string(Vapid::Make(key, bad).status().message()), HasSubstr("must be a real one")) << bad;
  }
}

TEST(Vapid, TheKeyIsMadeOnceAndThenStaysTheSame) {
  SystemRandom random;
  const std::string key = MakeVapidKeyPem(random);
  EXPECT_EQ((*Vapid::Make(key, kSubject))->public_key(), (*Vapid::Make(key, kSubject))->public_key());
  EXPECT_NE((*Vapid::Make(key, kSubject))->public_key(),
            (*Vapid::Make(MakeVapidKeyPem(random), kSubject))->public_key());
  EXPECT_EQ(Vapid::Make("", kSubject).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace toward::server
