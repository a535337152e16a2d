#include "plan/turns/turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/turns/any_week.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TurnsPlan Planned(const TurnsWeek& week) {
  const absl::StatusOr<TurnsPlan> plan = PlanTurns(week);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *plan : TurnsPlan{};
}

// "Mia with Ana, Monday 15:00".
std::string Read(const TurnsWeek& week, const Turn& turn) {
  std::string text;
  for (const TurnChild& child : week.children) {
    if (child.id == turn.child) text += child.name + " with ";
  }
  for (const TurnMember& member : week.members) {
    if (member.id == turn.member) text += member.name + ", ";
  }
  const std::string date = LongDate(turn.day);
  const std::string minute = std::to_string(100 + turn.start_minute % 60).substr(1);
  return text + date.substr(0, date.find(' ')) + " " + std::to_string(turn.start_minute / 60) + ":" + minute;
}

std::vector<std::string> Read(const TurnsWeek& week, const TurnsPlan& plan) {
  std::vector<std::string> lines;
  for (const ProposedTurn& proposed : plan.turns) lines.push_back(Read(week, proposed.turn));
  return lines;
}

int TurnsOfPair(const TurnsPlan& plan, int child, int member) {
  int count = 0;
  for (const Turn& turn : TurnsOf(plan)) {
    if (turn.child == ChildNumber(child) && turn.member == MemberNumber(member)) ++count;
  }
  return count;
}

TEST(Turns, OfNobodyAreNone) {
  for (const TurnsWeek& week :
       {WeekOfChildren(0, 0), WeekOfChildren(3, 0), TurnsWeek{.first_day = kMonday, .minutes = 15}}) {
    const TurnsPlan plan = Planned(week);
    EXPECT_THAT(plan.turns, IsEmpty());
    EXPECT_EQ(plan.objective, TurnsObjective{});
    EXPECT_EQ(plan.proof, TurnsProof::kExact);
    EXPECT_EQ(plan.balance.jain_of_pairs, 1);
  }
}

TEST(Turns, WithoutFreeTimeAreAllUnmet) {
  const TurnsPlan plan = Planned(WeekOfChildren(2, 3));
  EXPECT_THAT(plan.turns, IsEmpty());
  EXPECT_EQ(plan.objective.unmet, 6u);
  EXPECT_EQ(plan.objective.largest_unmet, 3u);
}

TEST(Turns, OfAParentAloneAreAllTheirs) {
  TurnsWeek week = WideOpenWeek(2, 2);
  week.members.pop_back();
  std::erase_if(week.windows, [](const FreeWindow& window) { return window.member == MemberNumber(1); });
  const TurnsPlan plan = Planned(week);
  EXPECT_THAT(plan.turns, SizeIs(4));
  EXPECT_EQ(plan.objective.unfairness, 0);
}

TEST(Turns, AreSharedEvenlyWhereThereIsTime) {
  const TurnsPlan plan = Planned(WideOpenWeek(3, 4));
  for (int child = 0; child < 3; ++child) {
    EXPECT_EQ(TurnsOfPair(plan, child, 0), 2);
    EXPECT_EQ(TurnsOfPair(plan, child, 1), 2);
  }
  EXPECT_EQ(plan.balance.largest_deviation_minutes, 0u);
}

TEST(Turns, GoToThePairThatHadLeast) {
  TurnsWeek week = WideOpenWeek(1, 2);
  Hold(week, 0, 0, 4, 3);
  EXPECT_EQ(TurnsOfPair(Planned(week), 0, 1), 2);
}

TEST(Turns, OfEqualPairsGoToTheOneThatWaitedLongest) {
  for (const int longest : {0, 1}) {
    TurnsWeek week = WideOpenWeek(1, 1);
    Hold(week, 0, longest, 1, 9);
    Hold(week, 0, 1 - longest, 1, 2);
    EXPECT_EQ(TurnsOfPair(Planned(week), 0, longest), 1);
  }
}

TEST(Turns, HeldMoreThanFourWeeksAgoNoLongerCount) {
  TurnsWeek week = WideOpenWeek(1, 1);
  Hold(week, 0, 1, 1, 10);
  Hold(week, 0, 0, 8, 29);
  EXPECT_EQ(TurnsOfPair(Planned(week), 0, 0), 1);
}

TEST(Turns, FillAWindowToTheMinute) {
  TurnsWeek week = WeekOfChildren(3, 1);
  AddWindow(week, 0, 2, 901, 946);
  EXPECT_THAT(Read(week, Planned(week)), ElementsAre("Mia with Ana, Wednesday 15:01", "Leo with Ana, Wednesday 15:16",
                                                     "Ida with Ana, Wednesday 15:31"));
  week.windows[0].span.end_minute = 945;
  EXPECT_EQ(Planned(week).objective.unmet, 1u);
}

TEST(Turns, OfBothParentsMayBeAtOnceUnlessTheBabyNeedsOne) {
  TurnsWeek week = WeekOfChildren(2, 1);
  AddWindow(week, 0, 0, 900, 920);
  AddWindow(week, 1, 0, 900, 920);
  EXPECT_EQ(Planned(week).objective.unmet, 0u);
  week.baby_needs_a_parent = true;
  EXPECT_EQ(Planned(week).objective.unmet, 1u);
}

TEST(Turns, ComeToAChildOnceADayAtMost) {
  TurnsWeek week = WeekOfChildren(1, 2);
  AddWindow(week, 0, 0, 900, 1000);
  AddWindow(week, 1, 0, 900, 1000);
  EXPECT_EQ(Planned(week).objective.unmet, 1u);
}

TEST(Turns, AvoidWhatIsBusyOrFixed) {
  TurnsWeek week = WeekOfChildren(2, 1);
  AddWindow(week, 0, 0, 900, 1000);
  week.member_busy.push_back({MemberNumber(0), {kMonday, 890, 930}});
  week.child_busy.push_back({ChildNumber(0), {kMonday, 930, 950}});
  week.fixed.push_back({ChildNumber(1), MemberNumber(0), kMonday, 950, 20});
  EXPECT_THAT(Read(week, Planned(week)), ElementsAre("Mia with Ana, Monday 16:10"));
}

TEST(Turns, SeeAChildThatIsWithOneParentOnly) {
  TurnsWeek week = WideOpenWeek(1, 3);
  for (int day = 0; day < kDaysOfTurns; ++day) {
    week.child_busy.push_back({ChildNumber(0), {kMonday.Plus(day), 0, 1440}, MemberNumber(0)});
  }
  EXPECT_EQ(TurnsOfPair(Planned(week), 0, 1), 3);
}

TEST(Turns, ThatAreFixedCount) {
  TurnsWeek week = WideOpenWeek(1, 2);
  week.fixed.push_back({ChildNumber(0), MemberNumber(0), kMonday.Plus(3), 600, 15});
  const TurnsPlan plan = Planned(week);
  EXPECT_THAT(Read(week, plan), ElementsAre("Mia with Ben, Monday 15:00"));
  EXPECT_EQ(plan.objective.unfairness, 0);
}

TEST(Turns, ThatWereDeclinedAreNotForced) {
  TurnsWeek week = WideOpenWeek(1, 2);
  week.declined.push_back({ChildNumber(0), MemberNumber(0), kMonday});
  Hold(week, 0, 0, 2, 5);
  Hold(week, 0, 1, 2, 4);
  EXPECT_EQ(TurnsOfPair(Planned(week), 0, 1), 2);
}

TEST(Turns, FollowTheWeights) {
  TurnsWeek week = WideOpenWeek(1, 4);
  week.weights = {{ChildNumber(0), MemberNumber(0), 150}, {ChildNumber(0), MemberNumber(1), 50}};
  const TurnsPlan plan = Planned(week);
  EXPECT_EQ(TurnsOfPair(plan, 0, 0), 3);
  EXPECT_EQ(plan.objective.unfairness, 0);
}

TEST(Turns, DoNotFloodAChildThatIsNew) {
  TurnsWeek week = WideOpenWeek(2, 2);
  Hold(week, 0, 0, 6, 7);
  Hold(week, 0, 1, 6, 14);
  week.children[1].since = kMonday;
  const TurnsPlan plan = Planned(week);
  EXPECT_EQ(plan.objective.unfairness, 0);
  week.children[1].since.reset();
  EXPECT_GT(Planned(week).objective.unfairness, 0);
}

TEST(Turns, OfAChildThatCameBackCountFromThatDay) {
  TurnsWeek week = WideOpenWeek(2, 2);
  Hold(week, 0, 0, 2, 20);
  Hold(week, 0, 1, 2, 22);
  Hold(week, 1, 0, 8, 20);
  week.children[1].since = kMonday.Plus(-3);
  EXPECT_EQ(Planned(week).objective.unfairness, 0);
}

TEST(Turns, TakeTheTimeThatSuitsBestOfEquallyFairOnes) {
  TurnsWeek week = WeekOfChildren(1, 1);
  week.members.pop_back();
  AddWindow(week, 0, 1, 900, 915);
  AddWindow(week, 0, 4, 900, 915);
  EXPECT_THAT(Read(week, Planned(week)), ElementsAre("Mia with Ana, Tuesday 15:00"));
  week.windows[0].inconvenience = 1;
  EXPECT_THAT(Read(week, Planned(week)), ElementsAre("Mia with Ana, Friday 15:00"));
}

TEST(Turns, TakeATimeThatSuitsLessWhereThatMakesRoomForAnother) {
  TurnsWeek week = WeekOfChildren(2, 1);
  AddWindow(week, 0, 1, 900, 915);
  week.windows[0].inconvenience = 5;
  AddWindow(week, 0, 1, 905, 930);
  EXPECT_THAT(Read(week, Planned(week)), ElementsAre("Mia with Ana, Tuesday 15:00", "Leo with Ana, Tuesday 15:15"));
}

TEST(Turns, LeaveNoChildWithMoreUnmetThanNeeded) {
  TurnsWeek week = WeekOfChildren(2, 2);
  AddWindow(week, 0, 0, 900, 915);
  AddWindow(week, 0, 1, 900, 915);
  Hold(week, 0, 0, 20, 1);
  const TurnsPlan plan = Planned(week);
  EXPECT_EQ(plan.objective.unmet, 2u);
  EXPECT_EQ(plan.objective.largest_unmet, 1u);
}

TEST(Turns, IgnoreWhatWasHeldWithPeopleWhoAreGone) {
  TurnsWeek week = WideOpenWeek(1, 2);
  week.held.push_back({ChildNumber(8), MemberNumber(0), kMonday.Plus(-1), 60});
  week.held.push_back({ChildNumber(0), MemberNumber(8), kMonday.Plus(-1), 60});
  EXPECT_EQ(Planned(week).objective.unfairness, 0);
}

}  // namespace
}  // namespace toward::plan
