// A whole server and a real push service: from the plan to what the browser reads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fmt/format.h"
#include "tests/server/channels/certificate.h"
#include "tests/server/reminders/test_listener.h"
#include "tests/support/process.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using Stub = v1::ReminderService::Stub;
using Response = v1::TestReminderResponse;

constexpr int64_t kMinuteMs = 60'000;

class PushedTest : public testing::Test {
 protected:
  PushedTest()
      : service_({.arguments = {"/usr/bin/python3", TOWARD_SOURCE_DIR "/tests/server/channels/push_service.py",
                                certificate_.file(), certificate_.key()}}) {
    browser_ = json::parse(service_.WaitForLine("{"));
    server_.config.vapid_subject = "mailto:someone@toward-family.org";
    server_.config.web_push = {.reach = PushReach::kLoopback, .ca_file = certificate_.file()};
    EXPECT_TRUE(server_.Start().ok());
    ana_.emplace(server_);
    ana_->Settle();
    server_.clock.Advance(12 * 60 * kMinuteMs);
    ana_->PlanCheckInAt(20 * 60);
  }

  // Subscribes the device at a path of the service, which says how it answers.
  void Subscribe(const std::string& path) {
    v1::SetWebPushRequest request;
    request.set_endpoint(fmt::format("https://127.0.0.1:{}{}", browser_["port"].get<int>(), path));
    request.set_p256dh(*trust::FromBase64Url(browser_["p256dh"].get<std::string>()));
    request.set_auth(*trust::FromBase64Url(browser_["auth"].get<std::string>()));
    v1::SetWebPushResponse response;
    const grpc::Status status = ana_->Call(&Stub::SetWebPush, request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  json Arrived() { return json::parse(service_.WaitForLine("{")); }
  Response::Outcome Tested() {
    Response response;
    EXPECT_TRUE(ana_->Call(&Stub::TestReminder, v1::TestReminderRequest(), response).ok());
    for (const auto& result : response.results()) {
      if (result.channel() == Response::CHANNEL_WEB_PUSH) return result.outcome();
    }
    return Response::OUTCOME_UNSPECIFIED;
  }

  support::TestServer server_;
  const Certificate certificate_;
  support::Process service_;
  json browser_;
  std::optional<TestListener> ana_;
};

TEST_F(PushedTest, TheBrowserReadsTheCheckInOfTheEvening) {
  Subscribe("/status/201");
  server_.clock.Advance(8 * 60 * kMinuteMs + 30'000);
  const json arrived = Arrived();
  EXPECT_THAT(arrived["text"].get<std::string>(), HasSubstr(R"("kind":"check_in")"));
  EXPECT_LE(std::stoi(arrived["headers"]["ttl"].get<std::string>()), 30 * 60);
}

TEST_F(PushedTest, ATestSaysWhatTheServiceSaid) {
  Subscribe("/status/201");
  EXPECT_EQ(Tested(), Response::OUTCOME_SENT);
  EXPECT_THAT(Arrived()["text"].get<std::string>(), HasSubstr(R"("kind":"test")"));
}

TEST_F(PushedTest, WhatIsGoneIsSwitchedOff) {
  Subscribe("/status/410");
  EXPECT_EQ(Tested(), Response::OUTCOME_GONE);
  ana_->WaitForTheEngine();
  server_.clock.Advance(kMinuteMs);
  EXPECT_EQ(Tested(), Response::OUTCOME_NOT_SET_UP);
}

}  // namespace
}  // namespace toward::server
