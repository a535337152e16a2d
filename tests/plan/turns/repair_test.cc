#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/turns/turns.h"
#include "tests/plan/turns/any_week.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kAgreed[] = "Agreed at breakfast.";

// On Monday + `day`, 15 minutes.
Turn TurnOn(int child, int member, int day, uint32_t start_minute) {
  return {ChildNumber(child), MemberNumber(member), kMonday.Plus(day), start_minute, 15};
}

TurnsPlan Repaired(const TurnsWeek& week, const std::vector<Turn>& current, const std::vector<Turn>& fallen_out) {
  std::vector<ProposedTurn> proposed;
  for (const Turn& turn : current) proposed.push_back({turn, kAgreed});
  const absl::StatusOr<TurnsPlan> plan = RepairTurns(week, proposed, fallen_out);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *plan : TurnsPlan{};
}

TEST(Repair, OfAnEmptyWeekIsEmpty) {
  EXPECT_THAT(Repaired(WeekOfChildren(0, 0), {}, {}).turns, IsEmpty());
  EXPECT_THAT(Repaired(WeekOfChildren(2, 3), {}, {}).turns, IsEmpty());
}

TEST(Repair, FindsAnotherTimeAndMovesNothingElse) {
  TurnsWeek week = WeekOfChildren(2, 1);
  AddWindow(week, 0, 1, 900, 930);
  AddWindow(week, 0, 3, 900, 930);
  const Turn mia = TurnOn(0, 0, 1, 900);
  const Turn leo = TurnOn(1, 0, 1, 915);
  const TurnsPlan plan = Repaired(week, {mia, leo}, {mia});
  EXPECT_THAT(plan.turns, ElementsAre(ProposedTurn{leo, kAgreed},
                                      ProposedTurn{TurnOn(0, 0, 3, 900),
                                                   "This takes the place of Mia's time on Tuesday 24 November."}));
  EXPECT_EQ(plan.objective.moved, 0u);
}

TEST(Repair, MovesOneOnlyIfThatMakesRoom) {
  TurnsWeek week = WeekOfChildren(2, 1);
  AddWindow(week, 0, 1, 900, 915);
  AddWindow(week, 0, 3, 900, 915);
  AddWindow(week, 0, 4, 900, 915);
  // Mia is there on Wednesday and on Thursday, where Leo is now.
  for (const int day : {0, 1, 4, 5, 6}) week.child_busy.push_back({ChildNumber(0), {kMonday.Plus(day), 0, 1440}});
  const Turn mia = TurnOn(0, 0, 2, 900);
  const Turn leo = TurnOn(1, 0, 3, 900);
  const TurnsPlan plan = Repaired(week, {mia, leo}, {mia});
  EXPECT_EQ(plan.objective.moved, 1u);
  EXPECT_THAT(
      plan.turns,
      ElementsAre(ProposedTurn{TurnOn(1, 0, 1, 900),
                               "This moved from Thursday 26 November, 15:00, to make room for a time that fell out."},
                  ProposedTurn{TurnOn(0, 0, 3, 900),
                               "This takes the place of Mia's time on Wednesday 25 November, "
                               "and one other time moved to make room."}));
}

TEST(Repair, KeepsWhatIsOutsideTheFreeWindows) {
  const Turn mia = TurnOn(0, 0, 1, 600);
  const Turn leo = TurnOn(1, 1, 2, 600);
  EXPECT_THAT(Repaired(WeekOfChildren(2, 1), {mia, leo}, {leo}).turns, ElementsAre(ProposedTurn{mia, kAgreed}));
}

TEST(Repair, TreatsATurnUnderSomethingBusyAsFallenOut) {
  TurnsWeek week = WeekOfChildren(1, 1);
  AddWindow(week, 1, 4, 900, 915);
  week.member_busy.push_back({MemberNumber(0), {kMonday.Plus(1), 0, 1440}});
  EXPECT_THAT(
      Repaired(week, {TurnOn(0, 0, 1, 900)}, {}).turns,
      ElementsAre(ProposedTurn{TurnOn(0, 1, 4, 900), "This takes the place of Mia's time on Tuesday 24 November."}));
}

TEST(Repair, LeavesOtherUnmetTurnsToTheNextPlan) {
  TurnsWeek week = WeekOfChildren(1, 3);
  for (int day = 0; day < kDaysOfTurns; ++day) AddWindow(week, 0, day, 900, 915);
  const Turn mia = TurnOn(0, 0, 1, 900);
  EXPECT_THAT(Repaired(week, {mia}, {}).turns, ElementsAre(ProposedTurn{mia, kAgreed}));
  EXPECT_EQ(Repaired(week, {mia}, {mia}).turns.size(), 1u);
}

TEST(Repair, NeverMovesATurnOfAnotherLength) {
  TurnsWeek week = WeekOfChildren(3, 1);
  AddWindow(week, 0, 1, 900, 915);
  AddWindow(week, 0, 3, 900, 915);
  for (const int day : {0, 1, 2, 4, 5, 6}) week.child_busy.push_back({ChildNumber(0), {kMonday.Plus(day), 0, 1440}});
  const Turn mia = TurnOn(0, 0, 2, 900);
  Turn leo = TurnOn(1, 0, 3, 895);
  leo.minutes = 10;
  const Turn ida = TurnOn(2, 1, 6, 900);
  const TurnsPlan plan = Repaired(week, {mia, ida, leo}, {mia});
  EXPECT_THAT(plan.turns, ElementsAre(ProposedTurn{leo, kAgreed}, ProposedTurn{ida, kAgreed}));
  EXPECT_EQ(plan.objective.unmet, 1u);
}

TEST(Repair, TreatsASecondTurnOnTheDayOfAFixedOneAsFallenOut) {
  TurnsWeek week = WeekOfChildren(1, 2);
  week.fixed = {TurnOn(0, 1, 1, 600)};
  AddWindow(week, 0, 4, 900, 915);
  EXPECT_THAT(
      Repaired(week, {TurnOn(0, 0, 1, 900)}, {}).turns,
      ElementsAre(ProposedTurn{TurnOn(0, 0, 4, 900), "This takes the place of Mia's time on Tuesday 24 November."}));
}

TEST(Repair, DoesNotReplaceWhatWasNeverAskedFor) {
  TurnsWeek week = WeekOfChildren(1, 1);
  for (int day = 0; day < kDaysOfTurns; ++day) AddWindow(week, 0, day, 900, 915);
  const Turn one = TurnOn(0, 0, 1, 900);
  const Turn extra = TurnOn(0, 0, 5, 900);
  EXPECT_THAT(Repaired(week, {one, extra}, {extra}).turns, ElementsAre(ProposedTurn{one, kAgreed}));
  EXPECT_EQ(Repaired(week, {one, extra}, {}).turns.size(), 2u);
}

TEST(Repair, KeepsAllButOneOfTurnsThatWereMadeForTheSameTime) {
  TurnsWeek week = WeekOfChildren(2, 1);
  const TurnsPlan plan = Repaired(week, {TurnOn(0, 0, 1, 900), TurnOn(1, 0, 1, 910)}, {});
  EXPECT_EQ(plan.turns.size(), 1u);
  EXPECT_EQ(plan.objective.moved, 1u);
  EXPECT_EQ(plan.objective.unmet, 1u);
}

TEST(Repair, RefusesTurnsOfAnotherWeekOrOfStrangers) {
  const TurnsWeek week = WeekOfChildren(1, 1);
  for (const Turn& turn : {TurnOn(0, 0, 7, 900), TurnOn(3, 0, 1, 900), TurnOn(0, 3, 1, 900), TurnOn(0, 0, 1, 1440)}) {
    EXPECT_EQ(RepairTurns(week, {{turn, kAgreed}}, {}).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(RepairTurns(week, {}, {turn}).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace toward::plan
