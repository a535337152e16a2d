// What a person asks of a real server.

#include "client/reminding/reminder_calls.h"

#include <map>

#include "tests/client/reminding/reminding_test.h"

namespace toward::client {
namespace {

using Baby = ReminderCalls::Baby;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ReminderCallsTest : public RemindingTest {};

TEST_F(ReminderCallsTest, TheBabySleepsAndWakesUpAgain) {
  PassTo(19 * 60 + 30);
  const auto asleep = Calls(ana_)->SayAsleep(Baby::kAsleep);
  ASSERT_TRUE(asleep.ok()) << asleep.status();
  EXPECT_EQ(asleep->outcome(), v1::SayAsleepResponse::OUTCOME_SCHEDULED);
  EXPECT_EQ(asleep->due_time_ms(), At(19 * 60 + 40));
  const auto awake = Calls(ben_)->SayAsleep(Baby::kAwake);
  ASSERT_TRUE(awake.ok()) << awake.status();
  EXPECT_EQ(awake->outcome(), v1::SayAsleepResponse::OUTCOME_CALLED_OFF);
  const auto again = Calls(ben_)->SayAsleep(Baby::kAwake);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->outcome(), v1::SayAsleepResponse::OUTCOME_NOTHING_TO_DO);
}

TEST_F(ReminderCallsTest, AReminderComesOnceMoreWhenItWasPutOff) {
  const auto listener = Listen(ben_);
  PassTo(20 * 60);
  const auto nudge = Next<v1::Nudge>(*listener);
  ASSERT_TRUE(nudge.has_value());
  EXPECT_TRUE(Calls(ben_)->Acknowledge(nudge->key()).ok());
  const auto due_ms = Calls(ben_)->Snooze(nudge->key(), 10);
  ASSERT_TRUE(due_ms.ok()) << due_ms.status();
  EXPECT_EQ(*due_ms, At(20 * 60 + 10));
  PassTo(20 * 60 + 10);
  const auto again = Next<v1::Nudge>(*listener);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->key(), nudge->key());
  EXPECT_EQ(again->due_time_ms(), *due_ms);
}

TEST_F(ReminderCallsTest, WhatNeverCameCannotBePutOff) {
  EXPECT_TRUE(absl::IsNotFound(Calls(ben_)->Snooze(std::string(24, 'k'), 10).status()));
}

TEST_F(ReminderCallsTest, ATestSaysWhatHappenedAndComesOnceAMinute) {
  const auto listener = Listen(ben_);
  ASSERT_TRUE(Next<Alive>(*listener).has_value());
  const auto tested = Calls(ben_)->Test();
  ASSERT_TRUE(tested.ok()) << tested.status();
  std::map<int, int> outcomes;
  for (const auto& result : tested->results()) outcomes[result.channel()] = result.outcome();
  EXPECT_EQ(outcomes[v1::TestReminderResponse::CHANNEL_STREAM], v1::TestReminderResponse::OUTCOME_SENT);
  EXPECT_EQ(outcomes[v1::TestReminderResponse::CHANNEL_EMAIL], v1::TestReminderResponse::OUTCOME_NOT_SET_UP);
  EXPECT_EQ(NextRitual(*listener), "");
  EXPECT_TRUE(absl::IsResourceExhausted(Calls(ben_)->Test().status()));
}

TEST_F(ReminderCallsTest, LinksNeedAServerThatAnswersHttp) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Calls(ana_)->CreateLink(v1::LINK_KIND_ASLEEP).status()));
  server_.Stop();
  server_.config.http_listen = "127.0.0.1:0";
  StartServer();
  const auto calendar = Calls(ana_)->CreateLink(v1::LINK_KIND_CALENDAR_FEED);
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_THAT(*calendar, StartsWith("/calendar/"));
  EXPECT_THAT(*calendar, EndsWith(".ics"));
  const auto asleep = Calls(ana_)->CreateLink(v1::LINK_KIND_ASLEEP);
  ASSERT_TRUE(asleep.ok()) << asleep.status();
  EXPECT_THAT(*asleep, StartsWith("/asleep/"));
  EXPECT_TRUE(Calls(ana_)->RevokeLink(v1::LINK_KIND_ASLEEP).ok());
  EXPECT_TRUE(Calls(ana_)->RevokeLink(v1::LINK_KIND_ASLEEP).ok());
}

TEST_F(ReminderCallsTest, WithoutAServerThereIsOneSentence) {
  const auto calls = Calls(ana_);
  server_.Stop();
  const absl::Status status = calls->SayAsleep(Baby::kAsleep).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot be reached"));
  EXPECT_TRUE(absl::IsUnavailable(ReminderCalls::Open(ana_.identity()).status()));
}

}  // namespace
}  // namespace toward::client
