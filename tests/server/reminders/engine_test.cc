// The engine through one evening after another: what comes, when, on which channel, and what does not.
#include "tests/server/reminders/engine_test.h"

#include <gmock/gmock.h>

#include "base/log.h"
#include "server/refusals.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(EngineTest, TheCheckInComesToBothAtItsTimeAndOnce) {
  PassTo(At(12, 0, 1));
  for (const Phone& phone : {ana, ben}) {
    ASSERT_THAT(LettersTo(phone), SizeIs(1));
    EXPECT_TRUE(IsAt(LettersTo(phone)[0], At(21, 15)));
    EXPECT_EQ(LettersTo(phone)[0].notice.kind, NoticeKind::kCheckIn);
    EXPECT_EQ(LettersTo(phone)[0].notice.useful_until_ms, At(21, 45));
  }
}

TEST_F(EngineTest, WhatIsDoneBeforeIsNotAskedFor) {
  PassTo(At(21));
  Mark(ana, check_in);
  PassTo(At(23));
  EXPECT_THAT(courier.sent, IsEmpty());
}

TEST_F(EngineTest, AMarkOfTheLastSecondStillCounts) {
  PassTo(At(21, 15) - 1);
  Mark(ben, check_in);
  PassTo(At(23));
  EXPECT_THAT(courier.sent, IsEmpty());
}

TEST_F(EngineTest, AMarkThatIsTakenBackInTimeMakesItWantedAgain) {
  PassTo(At(21, 10));
  Mark(ana, check_in);
  PassTo(At(21, 20));
  Unmark(ana, check_in);
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_GE(LettersTo(ana)[0].at_ms, At(21, 20));
}

TEST_F(EngineTest, ADeviceThatListensSeesItAndWhatItHasShownIsNotPushed) {
  PassTo(At(21));
  Listen(ana);
  PassTo(At(21, 15) + 1'000);
  ASSERT_THAT(ShownOn(ana), SizeIs(1));
  EXPECT_EQ(ShownOn(ana)[0].ritual_id(), check_in.ToBytes());
  EXPECT_EQ(ShownOn(ana)[0].due_time_ms(), At(21, 15));
  ASSERT_TRUE(engine->Acknowledge(SessionOf(ana), ShownOn(ana)[0].key(), now_ms()).ok());
  PassTo(At(23));
  EXPECT_THAT(LettersTo(ana), IsEmpty());
  EXPECT_THAT(LettersTo(ben), SizeIs(1));
}

TEST_F(EngineTest, ADeviceThatListensAndSaysNothingIsPushedAfterSomeSeconds) {
  PassTo(At(21));
  Listen(ana);
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_GE(LettersTo(ana)[0].at_ms, At(21, 15) + kShowMs);
}

TEST_F(EngineTest, ADeviceThatComesLaterSeesWhatIsStillOfUse) {
  PassTo(At(21, 30));
  Listen(ben);
  ASSERT_THAT(ShownOn(ben), SizeIs(1));
  HangUp(ben);
  PassTo(At(21, 40));
  Listen(ben);
  EXPECT_THAT(ShownOn(ben), SizeIs(2));
  ASSERT_TRUE(engine->Acknowledge(SessionOf(ben), ShownOn(ben)[0].key(), now_ms()).ok());
  HangUp(ben);
  Listen(ben);
  EXPECT_THAT(ShownOn(ben), SizeIs(2));
}

TEST_F(EngineTest, ADeviceThatComesTooLateSeesNothing) {
  PassTo(At(22));
  Listen(ben);
  EXPECT_THAT(ShownOn(ben), IsEmpty());
}

TEST_F(EngineTest, WhatIsDoneIsTakenOffTheScreensThatShowIt) {
  PassTo(At(21));
  Listen(ana);
  Listen(ben);
  PassTo(At(21, 16));
  Mark(ben, check_in);
  Step();
  EXPECT_THAT(ClosedOn(ana), ElementsAre(ShownOn(ana)[0].key()));
  EXPECT_THAT(ClosedOn(ben), ElementsAre(ShownOn(ben)[0].key()));
}

TEST_F(EngineTest, PutOffItComesOnceMoreAndEvenInQuietHours) {
  PassTo(At(21, 20));
  const std::string key = NudgeKeyOf(Deliveries().at(0).key);
  const Phone& whose = Deliveries().at(0).key.member == ana.device.member ? ana : ben;
  SetQuietHours(whose, 21 * 60 + 25, 8 * 60);
  EXPECT_EQ(*engine->Snooze(SessionOf(whose), key, 20, now_ms()), At(21, 40));
  PassTo(At(23));
  ASSERT_THAT(LettersTo(whose), SizeIs(2));
  EXPECT_EQ(LettersTo(whose)[1].at_ms, At(21, 40));
  EXPECT_EQ(LettersTo(whose)[1].notice.collapse_key, LettersTo(whose)[0].notice.collapse_key);
  EXPECT_THAT(LettersTo(whose.device.id == ana.device.id ? ben : ana), SizeIs(1));
}

TEST_F(EngineTest, PutOffTwiceBeforeItComesItMoves) {
  PassTo(At(21, 20));
  const Delivery first = Deliveries().at(0);
  const Phone& whose = first.key.member == ana.device.member ? ana : ben;
  const std::string key = NudgeKeyOf(first.key);
  ASSERT_TRUE(engine->Snooze(SessionOf(whose), key, 20, now_ms()).ok());
  ASSERT_TRUE(engine->Snooze(SessionOf(whose), key, 40, now_ms()).ok());
  PassTo(At(23));
  ASSERT_THAT(LettersTo(whose), SizeIs(2));
  EXPECT_EQ(LettersTo(whose)[1].at_ms, At(22));
}

TEST_F(EngineTest, WhatThereIsNoReminderOfCannotBePutOff) {
  EXPECT_EQ(engine->Snooze(SessionOf(ana), std::string(kNudgeKeyBytes, 'x'), 5, now_ms()).status(), UnknownReminder());
}

TEST_F(EngineTest, AfterAPauseOfTheServerWhatIsOfUseIsSentLate) {
  PassTo(At(21));
  StopServer();
  SetClock(At(21, 40));
  StartServer();
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_GE(LettersTo(ana)[0].at_ms, At(21, 40));
}

TEST_F(EngineTest, WhatWasMissedIsOneDigestOnTheStreamInWakingHours) {
  PassTo(At(21));
  StopServer();
  SetClock(At(23));
  StartServer();
  PassTo(At(7, 59, 1));
  Listen(ana);
  EXPECT_THAT(ShownOn(ana), IsEmpty());
  PassTo(At(12, 0, 1));
  ASSERT_THAT(ShownOn(ana), SizeIs(1));
  EXPECT_EQ(ShownOn(ana)[0].ritual_id(), "");
  EXPECT_THAT(courier.sent, IsEmpty());
}

TEST_F(EngineTest, AClockThatStartsBehindHoldsEverythingUntilItHasComeUp) {
  PassTo(At(21));
  StopServer();
  SetClock(At(21) - 40 * kDayMs);
  StartServer();
  PassTo(now_ms() + kHourMs);
  EXPECT_THAT(courier.sent, IsEmpty());
  SetClock(At(21, 16));
  PassTo(At(21, 20));
  EXPECT_THAT(LettersTo(ana), SizeIs(1));
}

TEST_F(EngineTest, ANewTimeZoneMovesWhatIsToCome) {
  PassTo(At(20));
  SetZone("Atlantic/Azores");
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(1));
  EXPECT_TRUE(IsAt(LettersTo(ana)[0], At(22, 15)));
}

TEST_F(EngineTest, NewZoneDataHasAllDueTimesComputedAnew) {
  PassTo(At(20));
  StopServer();
  zone_data = "2026b";
  StartServer();
  EXPECT_THAT(*(*store->NewReminderReader())->Due(0, 10), SizeIs(2));
  PassTo(At(23));
  EXPECT_THAT(courier.sent, SizeIs(2));
}

TEST_F(EngineTest, SpeaksOfZoneDataOnlyWhenItHasChanged) {
  const auto says_so_at_start_with = [this](const std::string& name) {
    zone_data = name;
    StopServer();
    Log::SetLevel(LogLevel::kInfo);
    testing::internal::CaptureStderr();
    StartServer();
    Log::SetLevel(LogLevel::kError);
    return testing::internal::GetCapturedStderr().find("time zone data has changed") != std::string::npos;
  };
  // Then the store is as a new one: it knows of none.
  says_so_at_start_with("");
  EXPECT_FALSE(says_so_at_start_with("2026a"));
  EXPECT_FALSE(says_so_at_start_with("2026a"));
  EXPECT_TRUE(says_so_at_start_with("2026b"));
  EXPECT_FALSE(says_so_at_start_with("2026b"));
}

TEST_F(EngineTest, TheSecondOneComesWhenAskedForAndNothingHasHappened) {
  Remind(ana, check_in, 21 * 60, false, 20);
  PassTo(At(21, 10));
  EXPECT_THAT(LettersTo(ana), SizeIs(1));
  PassTo(At(23));
  EXPECT_THAT(LettersTo(ana), SizeIs(2));
}

TEST_F(EngineTest, APauseOfOneQuietensTheCheckInForBoth) {
  Pause(ben, today(), today());
  PassTo(At(23));
  EXPECT_THAT(courier.sent, IsEmpty());
}

TEST_F(EngineTest, APlannedTimeIsRemindedOfToWhoseTurnItIs) {
  PlanTime(ben, 18 * 60);
  PassTo(At(18));
  EXPECT_THAT(LettersTo(ana), IsEmpty());
  ASSERT_THAT(LettersTo(ben), SizeIs(1));
  EXPECT_EQ(LettersTo(ben)[0].notice.kind, NoticeKind::kOneOnOne);
}

TEST_F(EngineTest, AFamilyNeverLookedAtIsRemindedOfWhatIsDueAtThatMoment) {
  SetClock(At(21, 15));
  MoveIn();
  PassTo(At(23));
  for (const Phone& phone : {ana, ben}) {
    ASSERT_THAT(LettersTo(phone), SizeIs(1));
    EXPECT_EQ(LettersTo(phone)[0].notice.kind, NoticeKind::kCheckIn);
  }
}

TEST_F(EngineTest, AFamilyNeverLookedAtIsNotRemindedOfWhatWasDueBefore) {
  SetClock(At(21, 15) + 1);
  MoveIn();
  PassTo(At(23));
  EXPECT_THAT(LettersTo(ana), IsEmpty());
}

TEST_F(EngineTest, ATimeThatIsPastWhenItIsSetIsNotAskedForThatDay) {
  Remind(ana, check_in, 11 * 60);
  PassTo(At(23));
  EXPECT_THAT(LettersTo(ana), IsEmpty());
}

}  // namespace
}  // namespace toward::server
