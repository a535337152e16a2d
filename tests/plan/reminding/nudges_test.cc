#include "plan/reminding/nudges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using What = Decision::What;

constexpr int64_t kMinute = 60'000;

class Nudges : public testing::Test {
 protected:
  // Wall clock of the Tuesday, Lisbon time.
  int64_t At(uint32_t hour, uint32_t minute = 0) { return plan_.calendar->WallMs(kTuesday, hour * 60 + minute); }

  std::vector<Nudge> Of(const MemberId& member, const DayEvents& events = {}) {
    return NudgesOf(Shown(plan_), member, kTuesday, events);
  }
  std::vector<Nudge> About(const RecordId& ritual, const DayEvents& events = {}) {
    std::vector<Nudge> nudges = Of(kAna, events);
    std::erase_if(nudges, [&](const Nudge& nudge) { return nudge.id.ritual != ritual; });
    return nudges;
  }
  Nudge CheckIn(const DayEvents& events = {}) { return About(kCheckIn, events).at(0); }
  Decision Now(const Nudge& nudge, int64_t now_ms, Asked asked = Asked::kByPlan) {
    return Decide(Shown(plan_), nudge, now_ms, asked);
  }

  void Remind(const RecordId& ritual, std::optional<Reminder::When> when) {
    plan_.reminders.push_back({.id = ExampleId<RecordId>('r'), .member = kAna, .ritual = ritual, .when = when});
  }
  Preference& Prefer(const MemberId& member) {
    plan_.preferences.push_back({.id = IdCast<RecordId>(member), .member = member});
    return plan_.preferences.back();
  }
  void PlanTime(const MemberId& member, uint32_t start_minute) {
    plan_.slots.push_back({.id = ExampleId<RecordId>('s'),
                           .ritual = kTime,
                           .day = kTuesday,
                           .child = kMia,
                           .member = member,
                           .start_minute = start_minute,
                           .minutes = 15});
  }

  Plan plan_ = ExamplePlan();
};

TEST_F(Nudges, UsuallyTheThankYouComesAtEightAndTheCheckInAtAQuarterPastNine) {
  ASSERT_THAT(Of(kAna), SizeIs(2));
  EXPECT_EQ(Of(kAna)[0].id.ritual, kThanks);
  EXPECT_EQ(Of(kAna)[0].due_ms, At(20));
  EXPECT_EQ(Of(kAna)[1].id.ritual, kCheckIn);
  EXPECT_EQ(Of(kAna)[1].due_ms, At(21, 15));
  EXPECT_EQ(Of(kAna)[1].useful_until_ms, At(21, 45));
}

TEST_F(Nudges, WithoutACalendarThereAreNone) {
  plan_.calendar.reset();
  EXPECT_THAT(Of(kAna), IsEmpty());
}

TEST_F(Nudges, OnesOwnTimeReplacesTheUsualOneForOneselfAlone) {
  Remind(kCheckIn, Reminder::When{.minute = 22 * 60});
  EXPECT_EQ(CheckIn().due_ms, At(22));
  EXPECT_EQ(Of(kBen)[1].due_ms, At(21, 15));
}

TEST_F(Nudges, WhoWantsNoneGetsNone) {
  Remind(kCheckIn, std::nullopt);
  EXPECT_THAT(About(kCheckIn), IsEmpty());
}

TEST_F(Nudges, TheSleepingBabyBringsTheCheckInTenMinutesLater) {
  const Nudge nudge = CheckIn({.asleep_ms = At(19, 40)});
  EXPECT_EQ(nudge.due_ms, At(19, 50));
  EXPECT_EQ(nudge.useful_until_ms, At(20, 35));
  EXPECT_TRUE(nudge.after_asleep);
}

TEST_F(Nudges, AnAfternoonNapBringsNothing) { EXPECT_EQ(CheckIn({.asleep_ms = At(14)}).due_ms, At(21, 15)); }

TEST_F(Nudges, TheSameThingOfADayHasOneIdentityHoweverItCameToBeDue) {
  EXPECT_EQ(CheckIn({.asleep_ms = At(19)}).id, CheckIn().id);
}

TEST_F(Nudges, ASecondOneComesOnlyWhenAskedForAndWithItsOwnIdentity) {
  EXPECT_THAT(About(kCheckIn), SizeIs(1));
  Remind(kCheckIn, Reminder::When{.minute = 21 * 60, .second_after_minutes = 45});
  ASSERT_THAT(About(kCheckIn), SizeIs(2));
  EXPECT_EQ(About(kCheckIn)[1].due_ms, At(21, 45));
  EXPECT_EQ(About(kCheckIn)[1].id.stage, Stage::kSecond);
}

TEST_F(Nudges, APlannedTimeIsRemindedOfTenMinutesBeforeToWhoseTurnItIs) {
  PlanTime(kAna, 17 * 60 + 30);
  ASSERT_THAT(About(kTime), SizeIs(1));
  EXPECT_EQ(About(kTime)[0].due_ms, At(17, 20));
  EXPECT_EQ(About(kTime)[0].id.child, kMia);
  EXPECT_THAT(Of(kBen), SizeIs(2));
}

TEST_F(Nudges, ATimeAfterMidnightIsOfTheSameNight) {
  Remind(kCheckIn, Reminder::When{.minute = 60});
  EXPECT_EQ(CheckIn().due_ms, plan_.calendar->StartMs(kTuesday.Plus(1)) - 2 * 60 * kMinute);
}

TEST_F(Nudges, IsSentFromItsDueTimeUntilItIsOfNoUse) {
  const Nudge nudge = CheckIn();
  EXPECT_EQ(Now(nudge, nudge.due_ms - 1).what, What::kWait);
  EXPECT_EQ(Now(nudge, nudge.due_ms - 1).again_ms, nudge.due_ms);
  EXPECT_EQ(Now(nudge, nudge.due_ms).what, What::kSend);
  EXPECT_EQ(Now(nudge, nudge.useful_until_ms).what, What::kSend);
  EXPECT_EQ(Now(nudge, nudge.useful_until_ms + 1).what, What::kExpired);
}

TEST_F(Nudges, ThePartnersMarkSettlesTheCheckInForBoth) {
  Mark(plan_, kCheckIn, kBen);
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).what, What::kDone);
}

TEST_F(Nudges, ThePartnersThankYouSettlesNothing) {
  Mark(plan_, kThanks, kBen);
  EXPECT_EQ(Now(About(kThanks)[0], At(20)).what, What::kSend);
  Mark(plan_, kThanks, kAna);
  EXPECT_EQ(Now(About(kThanks)[0], At(20)).what, What::kDone);
}

TEST_F(Nudges, WhatIsSkippedBegunOrDeclinedIsNotAskedForAgain) {
  PlanTime(kAna, 18 * 60);
  const Nudge nudge = About(kTime)[0];
  for (const auto outcome :
       {v1::Moment::OUTCOME_SKIPPED, v1::Moment::OUTCOME_PART, v1::Moment::OUTCOME_CHILD_DECLINED}) {
    plan_.moments.clear();
    Mark(plan_, kTime, kBen, outcome);
    EXPECT_EQ(Now(nudge, At(18)).what, What::kDone) << outcome;
  }
}

TEST_F(Nudges, ASlotThatIsTakenOutIsNotAskedFor) {
  PlanTime(kAna, 18 * 60);
  const Nudge nudge = About(kTime)[0];
  plan_.slots[0].alive = false;
  EXPECT_EQ(Now(nudge, At(18)).what, What::kNotWanted);
}

TEST_F(Nudges, ADayOutsideTheCadenceIsNotAskedFor) {
  plan_.rituals[2].cadence.clear_weekdays();
  plan_.rituals[2].cadence.add_weekdays(6);
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).what, What::kNotWanted);
}

TEST_F(Nudges, APauseOfEitherQuietensTheCheckInAndLeavesThePartnersThankYou) {
  Prefer(kBen).pauses = {{kTuesday, kTuesday.Plus(3)}};
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).what, What::kNotWanted);
  EXPECT_EQ(Now(About(kThanks)[0], At(20)).what, What::kSend);
}

TEST_F(Nudges, QuietHoursHoldWhatIsStillOfUseAtTheirEnd) {
  Prefer(kAna).quiet_hours = QuietHours{21 * 60, 21 * 60 + 30};
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).what, What::kWait);
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).again_ms, At(21, 30));
  EXPECT_EQ(Now(CheckIn(), At(21, 30)).what, What::kSend);
}

TEST_F(Nudges, QuietHoursThatOutlastItMergeItIntoTheDigestAtTheirEnd) {
  Prefer(kAna).quiet_hours = QuietHours{21 * 60, 7 * 60};
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).what, What::kMerge);
  EXPECT_EQ(Now(CheckIn(), At(21, 20)).again_ms, plan_.calendar->WallMs(kTuesday.Plus(1), 7 * 60));
}

TEST_F(Nudges, WhatSomebodyAskedForComesInQuietHoursToo) {
  Prefer(kAna).quiet_hours = QuietHours{21 * 60, 7 * 60};
  EXPECT_EQ(Now(CheckIn(), At(21, 20), Asked::kExplicitly).what, What::kSend);
}

TEST_F(Nudges, EqualStartAndEndMeanNoQuietHours) {
  Prefer(kAna).quiet_hours = QuietHours{0, 0};
  EXPECT_EQ(QuietUntil(plan_, kAna, At(22)), std::nullopt);
}

TEST_F(Nudges, NextDueFindsTheNextOneOfTodayThenOfTomorrow) {
  const Plan plan = Shown(plan_);
  EXPECT_EQ(NextDue(plan, kAna, {}, At(12), 7), At(20));
  EXPECT_EQ(NextDue(plan, kAna, {}, At(20), 7), At(21, 15));
  EXPECT_EQ(NextDue(plan, kAna, {}, At(21, 15), 7), plan_.calendar->WallMs(kTuesday.Plus(1), 20 * 60));
}

TEST_F(Nudges, NextDueSeesASlotDaysAhead) {
  Remind(kCheckIn, std::nullopt);
  Remind(kThanks, std::nullopt);
  PlanTime(kAna, 18 * 60);
  plan_.slots[0].day = kTuesday.Plus(4);
  const Plan plan = Shown(plan_);
  EXPECT_EQ(NextDue(plan, kAna, {}, At(12), 3), std::nullopt);
  EXPECT_EQ(NextDue(plan, kAna, {}, At(12), 7), plan_.calendar->WallMs(kTuesday.Plus(4), 17 * 60 + 50));
}

// A reminder at half past two at night, every day of two years, in zones whose clocks do strange things.
class NightlyNudge : public testing::TestWithParam<const char*> {};

TEST_P(NightlyNudge, ComesOnceForEachPlanDayInOrder) {
  Plan plan = ExamplePlan();
  plan.calendar = *Calendar::Make(GetParam(), 3);
  plan.reminders.push_back({.id = ExampleId<RecordId>('r'),
                            .member = kAna,
                            .ritual = kCheckIn,
                            .when = Reminder::When{.minute = 150, .after_asleep = false, .second_after_minutes = 0}});
  plan = Shown(plan);
  int64_t before_ms = 0;
  for (PlanDay day = kTuesday; day < kTuesday.Plus(2 * 366); day = day.Plus(1)) {
    std::vector<Nudge> nudges = NudgesOf(plan, kAna, day, {});
    std::erase_if(nudges, [](const Nudge& nudge) { return nudge.id.ritual != kCheckIn; });
    ASSERT_THAT(nudges, SizeIs(1)) << IsoDate(day);
    EXPECT_GT(nudges[0].due_ms, before_ms) << IsoDate(day);
    EXPECT_GT(nudges[0].useful_until_ms, nudges[0].due_ms);
    before_ms = nudges[0].due_ms;
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, NightlyNudge,
                         testing::Values("Europe/Lisbon", "America/New_York", "America/Santiago", "Africa/Cairo",
                                         "Australia/Lord_Howe", "Asia/Beirut", "Atlantic/Azores", "Pacific/Apia",
                                         "Africa/Casablanca"));

}  // namespace
}  // namespace toward::plan
