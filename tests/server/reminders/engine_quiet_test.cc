// The engine around sleep: the baby that sleeps at last, and hours in which nothing comes.
#include <gmock/gmock.h>

#include "server/refusals.h"
#include "tests/server/reminders/engine_test.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(EngineTest, TheSleepingBabyBringsTheCheckInToBothTenMinutesLaterAndOnceADay) {
  PassTo(At(20));
  const auto said = SayAsleep(ana);
  EXPECT_EQ(said.outcome(), v1::SayAsleepResponse::OUTCOME_SCHEDULED);
  EXPECT_EQ(said.due_time_ms(), At(20, 10));
  PassTo(At(20, 3));
  EXPECT_EQ(SayAsleep(ben).due_time_ms(), At(20, 10));
  PassTo(At(20, 30));
  for (const Phone& phone : {ana, ben}) {
    ASSERT_THAT(LettersTo(phone), SizeIs(1));
    EXPECT_TRUE(IsAt(LettersTo(phone)[0], At(20, 10)));
    EXPECT_EQ(LettersTo(phone)[0].notice.kind, NoticeKind::kAsleep);
  }
  EXPECT_EQ(SayAsleep(ben).outcome(), v1::SayAsleepResponse::OUTCOME_NOTHING_TO_DO);
  PassTo(At(23));
  EXPECT_THAT(courier.sent, SizeIs(2));
}

TEST_F(EngineTest, AwakeAgainCallsItOffAndTheUsualTimeHolds) {
  PassTo(At(20));
  SayAsleep(ana);
  PassTo(At(20, 9));
  EXPECT_EQ(SayAsleep(ana, true).outcome(), v1::SayAsleepResponse::OUTCOME_CALLED_OFF);
  PassTo(At(21));
  EXPECT_THAT(courier.sent, IsEmpty());
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_TRUE(IsAt(LettersTo(ana)[0], At(21, 15)));
}

TEST_F(EngineTest, AnAfternoonNapIsNothingToDo) {
  PassTo(At(14));
  EXPECT_EQ(SayAsleep(ana).outcome(), v1::SayAsleepResponse::OUTCOME_NOTHING_TO_DO);
}

TEST_F(EngineTest, QuietHoursHoldOneAndItComesAtTheirEnd) {
  SetQuietHours(ana, 21 * 60, 21 * 60 + 30);
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_TRUE(IsAt(LettersTo(ana)[0], At(21, 30)));
  EXPECT_EQ(LettersTo(ana)[0].notice.kind, NoticeKind::kCheckIn);
}

TEST_F(EngineTest, SeveralThatQuietHoursHeldAreOneDigest) {
  Remind(ana, thanks, 21 * 60 + 5);
  SetQuietHours(ana, 21 * 60, 21 * 60 + 30);
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_TRUE(IsAt(LettersTo(ana)[0], At(21, 30)));
  EXPECT_EQ(LettersTo(ana)[0].notice.kind, NoticeKind::kDigest);
}

TEST_F(EngineTest, WhatQuietHoursOutlastIsOneDigestInTheMorning) {
  SetQuietHours(ana, 21 * 60, 7 * 60);
  PassTo(At(12, 0, 1));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_TRUE(IsAt(LettersTo(ana)[0], At(7, 0, 1)));
  EXPECT_EQ(LettersTo(ana)[0].notice.kind, NoticeKind::kDigest);
}

TEST_F(EngineTest, ADigestOfWhatIsDoneMeanwhileDoesNotCome) {
  SetQuietHours(ana, 21 * 60, 7 * 60);
  PassTo(At(23));
  Mark(ana, check_in);
  PassTo(At(12, 0, 1));
  EXPECT_THAT(LettersTo(ana), IsEmpty());
}

}  // namespace
}  // namespace toward::server
