// ReminderService against the real server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "server/reminders/nudge_words.h"
#include "tests/server/reminders/test_listener.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using Stub = v1::ReminderService::Stub;

constexpr int64_t kMinuteMs = 60'000;

class ReminderServiceTest : public testing::Test {
 protected:
  void Start() {
    ASSERT_TRUE(server_.Start().ok());
    ana_.emplace(server_);
    ana_->Settle();
    ben_.emplace(server_);
    ben_->Join(*ana_);
    // The engine knows both, and what is asked for comes later than that.
    server_.clock.Advance(12 * 60 * kMinuteMs);
    ana_->PlanCheckInAt(20 * 60);
  }
  // The clock shows so many minutes after midnight of the test's day.
  void PassTo(int minute) { server_.clock.Advance(HandClockMs(minute) - server_.clock.WallMs()); }
  static int64_t HandClockMs(int minute) { return support::HandClock::kStartMs + minute * kMinuteMs; }

  support::TestServer server_;
  std::optional<TestListener> ana_, ben_;
};

TEST_F(ReminderServiceTest, AReminderReachesADeviceThatListens) {
  Start();
  const auto listen = ana_->Listen();
  EXPECT_TRUE(listen->Next().has_value());
  PassTo(20 * 60);
  const auto response = listen->NextWord();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->nudge().ritual_id(), ana_->check_in.ToBytes());
  EXPECT_EQ(response->nudge().due_time_ms(), HandClockMs(20 * 60));
  EXPECT_EQ(response->nudge().useful_until_ms(), HandClockMs(20 * 60 + 30));
  EXPECT_FALSE(response->nudge().neutral_title().empty());
}

TEST_F(ReminderServiceTest, WhatThePartnerMarksIsTakenOffTheScreen) {
  Start();
  const auto listen = ana_->Listen();
  ASSERT_TRUE(listen->Next().has_value());
  PassTo(20 * 60);
  const auto shown = listen->NextWord();
  ASSERT_TRUE(shown.has_value());
  v1::Moment moment;
  moment.set_alive(true);
  moment.set_ritual_id(ana_->check_in.ToBytes());
  moment.set_day(shown->nudge().day());
  moment.set_member_id(ben_->member.ToBytes());
  moment.set_outcome(v1::Moment::OUTCOME_DONE);
  ben_->Write(v1::KIND_MOMENT, ben_->random.NewId<RecordId>(), moment);
  auto closed = listen->NextWord();
  while (closed.has_value() && closed->closed_keys().empty()) closed = listen->NextWord();
  ASSERT_TRUE(closed.has_value());
  EXPECT_THAT(closed->closed_keys(), ElementsAre(shown->nudge().key()));
}

TEST_F(ReminderServiceTest, WhatWasNotAcknowledgedIsShownAgainAndWhatWasIsNot) {
  Start();
  std::string key;
  {
    const auto listen = ana_->Listen();
    ASSERT_TRUE(listen->Next().has_value());
    PassTo(20 * 60);
    key = listen->NextWord()->nudge().key();
  }
  const auto again = ana_->Listen();
  EXPECT_EQ(again->NextWord()->nudge().key(), key);
  v1::AcknowledgeRequest request;
  request.set_key(key);
  v1::AcknowledgeResponse response;
  EXPECT_TRUE(ana_->Call(&Stub::Acknowledge, request, response).ok());
  v1::SnoozeRequest snooze;
  snooze.set_key(key);
  snooze.set_minutes(10);
  v1::SnoozeResponse snoozed;
  const auto third = ana_->Listen();
  ASSERT_TRUE(third->Next().has_value());
  ASSERT_TRUE(ana_->Call(&Stub::Snooze, snooze, snoozed).ok());
  EXPECT_EQ(snoozed.due_time_ms(), HandClockMs(20 * 60 + 10));
  PassTo(20 * 60 + 10);
  EXPECT_EQ(third->NextWord()->nudge().due_time_ms(), HandClockMs(20 * 60 + 10));
}

TEST_F(ReminderServiceTest, WhatIsNotThereCannotBePutOff) {
  Start();
  v1::SnoozeRequest request;
  request.set_key(std::string(kNudgeKeyBytes, 'x'));
  request.set_minutes(10);
  v1::SnoozeResponse response;
  EXPECT_EQ(ana_->Call(&Stub::Snooze, request, response).error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_minutes(0);
  EXPECT_EQ(ana_->Call(&Stub::Snooze, request, response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_minutes(10);
  request.set_key("short");
  EXPECT_EQ(ana_->Call(&Stub::Snooze, request, response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ReminderServiceTest, TheSleepingBabyBringsItTenMinutesLater) {
  Start();
  const auto listen = ana_->Listen();
  ASSERT_TRUE(listen->Next().has_value());
  PassTo(19 * 60);
  v1::SayAsleepRequest request;
  v1::SayAsleepResponse response;
  ASSERT_TRUE(ben_->Call(&Stub::SayAsleep, request, response).ok());
  EXPECT_EQ(response.outcome(), v1::SayAsleepResponse::OUTCOME_SCHEDULED);
  EXPECT_EQ(response.due_time_ms(), HandClockMs(19 * 60 + 10));
  PassTo(19 * 60 + 10);
  EXPECT_EQ(listen->NextWord()->nudge().due_time_ms(), HandClockMs(19 * 60 + 10));
}

TEST_F(ReminderServiceTest, AStreamShowsLifeAndEndsWithItsSessionAndWithTheServer) {
  Start();
  const auto first = ana_->Listen();
  ASSERT_TRUE(first->Next().has_value());
  server_.clock.Advance(30'000);
  EXPECT_TRUE(first->Next().has_value());
  server_.clock.Advance(kSessionLifetimeMs);
  EXPECT_EQ(first->End(), grpc::StatusCode::UNAUTHENTICATED);
  ASSERT_TRUE(ana_->OpenSession().ok());
  const auto second = ana_->Listen();
  ASSERT_TRUE(second->Next().has_value());
  server_.server().Shutdown();
  EXPECT_EQ(second->End(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ReminderServiceTest, WithoutASettingThereIsNoWebPushAndThereAreNoLinks) {
  Start();
  v1::SetWebPushResponse pushed;
  EXPECT_EQ(ana_->Call(&Stub::SetWebPush, v1::SetWebPushRequest(), pushed).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  v1::CreateLinkRequest request;
  request.set_kind(v1::LINK_KIND_ASLEEP);
  v1::CreateLinkResponse created;
  EXPECT_EQ(ana_->Call(&Stub::CreateLink, request, created).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(ReminderServiceTest, TheKeyForSubscriptionsStaysTheSame) {
  server_.config.vapid_subject = "mailto:someone@example.org";
  Start();
  v1::SetWebPushResponse first;
  ASSERT_TRUE(ana_->Call(&Stub::SetWebPush, v1::SetWebPushRequest(), first).ok());
  EXPECT_EQ(first.vapid_public_key().size(), kP256PointBytes);
  server_.Stop();
  ASSERT_TRUE(server_.Start().ok());
  TestListener eva(server_);
  eva.Settle();
  v1::SetWebPushResponse second;
  ASSERT_TRUE(eva.Call(&Stub::SetWebPush, v1::SetWebPushRequest(), second).ok());
  EXPECT_EQ(second.vapid_public_key(), first.vapid_public_key());
}

TEST_F(ReminderServiceTest, ASubscriptionToAPrivateNetworkIsRefused) {
  server_.config.vapid_subject = "mailto:someone@example.org";
  Start();
  v1::SetWebPushRequest request;
  request.set_endpoint("https://192.168.1.1/push");
  request.set_p256dh(P256Key::Draw(ana_->random).PublicPoint());
  request.set_auth(std::string(16, 'a'));
  v1::SetWebPushResponse response;
  EXPECT_EQ(ana_->Call(&Stub::SetWebPush, request, response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_endpoint("https://push.example.com/1");
  EXPECT_EQ(ana_->Call(&Stub::SetWebPush, request, response).error_code(), grpc::StatusCode::OK);
}

TEST_F(ReminderServiceTest, ATestReachesTheStreamAndOnlyOnceAMinute) {
  Start();
  const auto listen = ana_->Listen();
  ASSERT_TRUE(listen->Next().has_value());
  v1::TestReminderResponse response;
  ASSERT_TRUE(ana_->Call(&Stub::TestReminder, v1::TestReminderRequest(), response).ok());
  std::map<int, int> outcomes;
  for (const auto& result : response.results()) outcomes[result.channel()] = result.outcome();
  EXPECT_EQ(outcomes[v1::TestReminderResponse::CHANNEL_STREAM], v1::TestReminderResponse::OUTCOME_SENT);
  EXPECT_EQ(outcomes[v1::TestReminderResponse::CHANNEL_EMAIL], v1::TestReminderResponse::OUTCOME_NOT_SET_UP);
  EXPECT_FALSE(listen->NextWord()->nudge().neutral_title().empty());
  EXPECT_EQ(ana_->Call(&Stub::TestReminder, v1::TestReminderRequest(), response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace toward::server
