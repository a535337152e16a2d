#include "plan/turns_week.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

// Of the week of kTuesday.
const PlanDay kMonday = kTuesday.Plus(-1);
const PlanDay kSaturday = kTuesday.Plus(4);

Slot SlotWith(const MemberId& member, PlanDay day, uint32_t start_minute, const RecordId& child = kMia) {
  return {.id = ExampleId<RecordId>(static_cast<char>('a' + day.number() % 26)),
          .ritual = kTime,
          .day = day,
          .child = child,
          .member = member,
          .start_minute = start_minute,
          .minutes = 10,
          .reason = "Agreed at breakfast."};
}

// Tests: a family on Tuesday evening, from its plan to turns.
class WeekOfAPlan : public testing::Test {
 protected:
  int64_t At(PlanDay day, uint32_t minute) const { return plan_.calendar->WallMs(day, minute); }
  WeekAhead Ahead() const { return WeekAheadOf(Shown(plan_), plan_, week_of_, now_ms_); }
  TurnsPlan Proposed() const {
    const absl::StatusOr<TurnsPlan> plan = ProposeTurns(Ahead());
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan.value_or(TurnsPlan{});
  }
  TurnsPlan Repaired() const {
    const absl::StatusOr<TurnsPlan> plan = RepairTurns(Ahead());
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan.value_or(TurnsPlan{});
  }
  static std::vector<PlanDay> DaysOf(const TurnsPlan& plan) {
    std::vector<PlanDay> days;
    for (const ProposedTurn& proposed : plan.turns) days.push_back(proposed.turn.day);
    return days;
  }
  Ritual& Time() { return plan_.rituals[0]; }
  void TimesAWeek(uint32_t times) {
    Time().cadence.Clear();
    Time().cadence.set_times_per_week(times);
  }
  void AddSpan(const MemberId& member, int64_t start_ms, int64_t end_ms) {
    Busy busy{.id = ExampleId<RecordId>('y'), .member = member};
    busy.span.emplace().set_start_time_ms(start_ms);
    busy.span->set_end_time_ms(end_ms);
    plan_.busy.push_back(busy);
  }

  Plan plan_ = ExamplePlan();
  PlanDay week_of_ = kTuesday;
  int64_t now_ms_ = At(kTuesday, 12 * 60);
};

TEST_F(WeekOfAPlan, IsPlannedFromNowOn) {
  EXPECT_THAT(DaysOf(Proposed()), ElementsAre(kTuesday, kTuesday.Plus(1), kTuesday.Plus(2), kTuesday.Plus(3), kSaturday,
                                              kSaturday.Plus(1)));
  now_ms_ = At(kTuesday, 18 * 60 + 15);
  EXPECT_EQ(DaysOf(Proposed()).front(), kTuesday.Plus(1));
  EXPECT_THAT(Unplaced(Ahead(), Proposed()), IsEmpty()) << "what has passed is owed to nobody";
}

TEST_F(WeekOfAPlan, NextWeekIsPlannedWhole) {
  week_of_ = kTuesday.Plus(7);
  EXPECT_THAT(Proposed().turns, SizeIs(7));
  EXPECT_EQ(DaysOf(Proposed()).front(), kMonday.Plus(7));
}

TEST_F(WeekOfAPlan, ATurnTodayLeavesTimeToGetReady) {
  now_ms_ = At(kTuesday, 17 * 60 + 2);
  EXPECT_EQ(Proposed().turns.front().turn.start_minute, 17u * 60 + 15);
}

TEST_F(WeekOfAPlan, TheCadenceSaysHowManyAndOnWhichDays) {
  TimesAWeek(3);
  EXPECT_THAT(Proposed().turns, SizeIs(3));
  Time().cadence.Clear();
  Time().cadence.add_weekdays(1);
  Time().cadence.add_weekdays(6);
  EXPECT_THAT(DaysOf(Proposed()), ElementsAre(kSaturday));
}

TEST_F(WeekOfAPlan, TheRitualsOwnWindowsAreUsed) {
  v1::Ritual::Windows::Window& window = *Time().windows.emplace().add_windows();
  window.add_weekdays(6);
  window.set_start_minute(600);
  window.set_end_minute(630);
  EXPECT_THAT(DaysOf(Proposed()), ElementsAre(kSaturday));
  EXPECT_THAT(Unplaced(Ahead(), Proposed()),
              ElementsAre(AllOf(Field(&UnplacedTurns::turns, 4u), Field(&UnplacedTurns::why, NoRoom::kNoWindow))));
}

TEST_F(WeekOfAPlan, WhatWasHeldCountsAndIsNotPlannedAgain) {
  TimesAWeek(2);
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_DONE, kMonday).minutes = 12;
  Mark(plan_, kTime, kBen, v1::Moment::OUTCOME_PART, kMonday).minutes = 4;
  EXPECT_THAT(Ahead().week.fixed, ElementsAre(Turn{kMia, kAna, kMonday, 180, 12}));
  EXPECT_THAT(Proposed().turns, SizeIs(1));
}

TEST_F(WeekOfAPlan, FourWeeksBeforeSayWhoseTurnItIs) {
  TimesAWeek(1);
  for (int days = 2; days < 6; ++days) Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_DONE, kTuesday.Plus(-days));
  ASSERT_THAT(Proposed().turns, SizeIs(1));
  EXPECT_EQ(Proposed().turns[0].turn.member, kBen);
  EXPECT_EQ(Proposed().turns[0].reason, "Mia's last four were with Ana, so this one is with Ben.");
}

TEST_F(WeekOfAPlan, SettledTimesStayAndOnlyTheRestIsProposed) {
  TimesAWeek(2);
  plan_.slots = {SlotWith(kBen, kTuesday.Plus(2), 1050)};
  EXPECT_THAT(Ahead().settled,
              ElementsAre(ProposedTurn{{kMia, kBen, kTuesday.Plus(2), 1050, 10}, "Agreed at breakfast."}));
  const std::vector<PlanDay> days = DaysOf(Proposed());
  ASSERT_THAT(days, SizeIs(1));
  EXPECT_NE(days[0], kTuesday.Plus(2));
}

TEST_F(WeekOfAPlan, ASlotThatHasPassedIsNoDebt) {
  TimesAWeek(1);
  plan_.slots = {SlotWith(kBen, kMonday, 1050)};
  EXPECT_THAT(Ahead().settled, IsEmpty());
  EXPECT_THAT(Repaired().turns, IsEmpty());
}

TEST_F(WeekOfAPlan, APauseHasNoRoom) {
  plan_.preferences = {{.id = {}, .member = kAna, .pauses = {{kTuesday, kSaturday}}}};
  for (const ProposedTurn& proposed : Proposed().turns) {
    EXPECT_TRUE(proposed.turn.member == kBen || proposed.turn.day > kSaturday);
  }
  plan_.preferences.push_back({.id = {}, .member = kBen, .pauses = {{kTuesday, kSaturday}}});
  EXPECT_THAT(DaysOf(Proposed()), ElementsAre(kSaturday.Plus(1)));
  EXPECT_THAT(Unplaced(Ahead(), Proposed()), IsEmpty()) << "days on which nobody is asked";
}

TEST_F(WeekOfAPlan, BusyTimesOfBothLeaveNothing) {
  for (const MemberId& member : {kAna, kBen}) AddSpan(member, now_ms_, At(kTuesday.Plus(9), 0));
  EXPECT_THAT(Proposed().turns, IsEmpty());
  EXPECT_THAT(Unplaced(Ahead(), Proposed()), ElementsAre(Field(&UnplacedTurns::why, NoRoom::kNobodyFree)));
}

TEST_F(WeekOfAPlan, SiblingsShareTooFewTimes) {
  const RecordId ida = ExampleId<RecordId>('I');
  plan_.children.push_back({.id = ida, .name = "Ida"});
  v1::Ritual::Windows::Window& window = *Time().windows.emplace().add_windows();
  window.add_weekdays(6);
  window.set_start_minute(600);
  window.set_end_minute(610);
  TimesAWeek(1);
  EXPECT_THAT(Proposed().turns, SizeIs(1)) << "the baby needs the other parent";
  EXPECT_THAT(Unplaced(Ahead(), Proposed()), ElementsAre(Field(&UnplacedTurns::why, NoRoom::kOtherTurns)));
  plan_.children[1].alive = false;
  EXPECT_THAT(Proposed().turns, SizeIs(2)) << "without a baby both parents are free";
}

TEST_F(WeekOfAPlan, ADeclinedPairHasNoTurnThatDay) {
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_CHILD_DECLINED, kTuesday);
  AddSpan(kBen, At(kTuesday, 12 * 60), At(kTuesday, 20 * 60));
  EXPECT_EQ(DaysOf(Proposed()).front(), kTuesday.Plus(1));
  EXPECT_THAT(Ahead().week.declined, SizeIs(1));
}

TEST_F(WeekOfAPlan, ASkippedDayIsLeftAlone) {
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_SKIPPED, kTuesday);
  EXPECT_EQ(DaysOf(Proposed()).front(), kTuesday.Plus(1));
  EXPECT_THAT(Unplaced(Ahead(), Proposed()), IsEmpty());
}

TEST_F(WeekOfAPlan, WhatFellOutIsFoundAnotherPlaceOnce) {
  TimesAWeek(2);
  Slot dropped = SlotWith(kBen, kTuesday.Plus(1), 1050);
  dropped.alive = false;
  plan_.slots = {dropped, SlotWith(kAna, kTuesday.Plus(2), 1050)};
  EXPECT_THAT(Ahead().fallen_out, SizeIs(1));
  EXPECT_THAT(Repaired().turns, SizeIs(2));
  // It moved to another day: the slot it had does not say when any more.
  plan_.slots[0].minutes = 0;
  EXPECT_THAT(Repaired().turns, SizeIs(1));
}

TEST_F(WeekOfAPlan, ABusyTimeThatComesInBetweenIsSeen) {
  plan_.slots = {SlotWith(kBen, kTuesday.Plus(1), 1050), SlotWith(kAna, kTuesday.Plus(2), 1050)};
  EXPECT_THAT(InTheWay(Ahead()), IsEmpty());
  AddSpan(kBen, At(kTuesday.Plus(1), 1055), At(kTuesday.Plus(1), 1056));
  EXPECT_THAT(InTheWay(Ahead()), ElementsAre(Field(&Turn::member, kBen)));
  const Turn before = Ahead().settled[0].turn;
  Turn after = before;
  after.member = kAna;
  EXPECT_TRUE(HasRoomFor(Ahead(), after, before));
  after.day = kTuesday.Plus(2);
  EXPECT_FALSE(HasRoomFor(Ahead(), after, before)) << "Mia has a time with Ana that day";
}

TEST_F(WeekOfAPlan, ASlotSaysWhatTheTurnSays) {
  const ProposedTurn proposed = Proposed().turns.front();
  const Slot slot = SlotOf(proposed, kTime);
  plan_.slots = {slot};
  EXPECT_THAT(Ahead().settled, ElementsAre(proposed));
}

TEST_F(WeekOfAPlan, WithoutARitualNothingIsAskedFor) {
  Time().alive = false;
  EXPECT_THAT(Proposed().turns, IsEmpty());
}

TEST_F(WeekOfAPlan, MoreChildrenThanThePlannerTakesAreNoError) {
  for (char letter = 'a'; letter < 'i'; ++letter) {
    plan_.children.push_back({.id = ExampleId<RecordId>(letter), .name = std::string(1, letter)});
  }
  TimesAWeek(1);
  EXPECT_THAT(Ahead().week.children, SizeIs(kMostTurnChildren));
}

}  // namespace
}  // namespace toward::plan
