// What planning a week promises, whatever the week.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "plan/turns/turns.h"
#include "tests/plan/turns/any_week.h"
#include "tests/plan/turns/brute_force.h"

namespace toward::plan {
namespace {

constexpr Bounds kTiny = {.children = 2, .days = 3, .windows_a_day = 2};

TurnsPlan Planned(const TurnsWeek& week, size_t most_states = kMostTurnStates) {
  const absl::StatusOr<TurnsPlan> plan = PlanTurns(week, most_states);
  RC_ASSERT(plan.ok());
  return *plan;
}

uint32_t TurnsFor(const std::vector<Turn>& turns, const RecordId& child) {
  return static_cast<uint32_t>(
      std::count_if(turns.begin(), turns.end(), [&](const Turn& turn) { return turn.child == child; }));
}

void ExpectWithinCaps(const TurnsWeek& week, const TurnsPlan& plan) {
  const std::vector<Turn> turns = TurnsOf(plan);
  RC_ASSERT(BrokenRule(week, turns) == "");
  for (const Turn& turn : turns) {
    RC_ASSERT(IsInWindow(week, turn));
    RC_ASSERT(turn.minutes == week.minutes);
  }
  uint32_t unmet = 0;
  for (const TurnChild& child : week.children) {
    const uint32_t fixed = TurnsFor(week.fixed, child.id);
    const uint32_t wanted = child.turns > fixed ? child.turns - fixed : 0;
    RC_ASSERT(TurnsFor(turns, child.id) <= wanted);
    unmet += wanted - TurnsFor(turns, child.id);
  }
  RC_ASSERT(unmet == plan.objective.unmet);
}

RC_GTEST_PROP(TurnsAtRandom, KeepTheRules, ()) {
  const TurnsWeek week = AnyWeek({});
  ExpectWithinCaps(week, Planned(week));
}

RC_GTEST_PROP(TurnsAtRandom, KeepTheRulesWhereOnlyTheLocalSearchRuns, ()) {
  const TurnsWeek week = AnyWeek({.children = 6});
  const TurnsPlan plan = Planned(week, 0);
  ExpectWithinCaps(week, plan);
  RC_ASSERT(plan.proof == TurnsProof::kHeuristic);
}

RC_GTEST_PROP(TurnsAtRandom, AreTheSameInAnyOrderOfTheInput, ()) {
  const TurnsWeek week = AnyWeek({});
  const TurnsPlan plan = Planned(week);
  const TurnsPlan shuffled = Planned(Shuffled(week));
  RC_ASSERT(plan.turns == shuffled.turns);
  RC_ASSERT(plan.objective == shuffled.objective);
  RC_ASSERT(plan.proof == shuffled.proof);
}

RC_GTEST_PROP(TurnsAtRandom, AreAsFairAsTheBestOfAllWeeks, ()) {
  const TurnsWeek week = AnyWeek(kTiny);
  const TurnsPlan plan = Planned(week);
  RC_ASSERT(plan.proof == TurnsProof::kExact);
  RC_ASSERT(plan.objective == LeastObjective(week));
}

RC_GTEST_PROP(TurnsAtRandom, OfTheLocalSearchAreNeverBetterThanTheProvenOnes, ()) {
  const TurnsWeek week = AnyWeek({});
  const TurnsPlan proven = Planned(week);
  const TurnsPlan found = Planned(week, 0);
  RC_ASSERT(proven.proof == TurnsProof::kExact);
  RC_ASSERT(proven.objective <= found.objective);
  RC_ASSERT(proven.objective.unmet == found.objective.unmet);
}

RC_GTEST_PROP(TurnsAtRandom, AreAsFairWhoeverHasWhichId, ()) {
  TurnsWeek week = AnyWeek({});
  const TurnsPlan plan = Planned(week);
  const auto renamed = [&](RecordId& child) {
    child = ChildNumber(static_cast<int>(week.children.size()) - 1 - (child.bytes().back() - '0'));
  };
  for (TurnChild& child : week.children) renamed(child.id);
  for (ChildBusy& busy : week.child_busy) renamed(busy.child);
  for (Turn& turn : week.fixed) renamed(turn.child);
  for (HeldTurn& held : week.held) renamed(held.child);
  for (DeclinedTurn& declined : week.declined) renamed(declined.child);
  for (TurnWeight& weight : week.weights) renamed(weight.child);
  RC_ASSERT(Planned(week).objective == plan.objective);
}

RC_GTEST_PROP(TurnsAtRandom, AreNoFewerWithMoreFreeTime, ()) {
  TurnsWeek week = AnyWeek({});
  const TurnsPlan before = Planned(week);
  AddWindow(week, 0, AnyBetween(0, 6), 900, 960);
  RC_ASSERT(Planned(week).objective.unmet <= before.objective.unmet);
}

RC_GTEST_PROP(TurnsAtRandom, EachSayWhyInOneSentenceThatRatesNobody, ()) {
  const TurnsWeek week = AnyWeek({});
  for (const ProposedTurn& proposed : Planned(week).turns) {
    const std::string& reason = proposed.reason;
    RC_ASSERT(std::count(reason.begin(), reason.end(), '.') == 1);
    RC_ASSERT(reason.back() == '.');
    for (const char* word : {" owe", "more", "less", "only", "behind", "should", "must", "finally", "never", "than"}) {
      RC_ASSERT(reason.find(word) == std::string::npos);
    }
  }
}

// Half a year, a week at a time: each plan is held and becomes history. All children are there all the time.
RC_GTEST_PROP(TurnsAtRandom, StayFairOverHalfAYear, ()) {
  TurnsWeek week = WeekOfChildren(AnyBetween(1, 3), static_cast<uint32_t>(AnyBetween(1, 3)));
  for (int number = 0; number < 26; ++number) {
    week.windows.clear();
    for (int day = 0; day < kDaysOfTurns; ++day) {
      for (int member = 0; member < 2; ++member) AddWindow(week, member, day, 900, 960);
    }
    week.member_busy.clear();
    for (int busy = AnyBetween(0, 5); busy > 0; --busy) {
      week.member_busy.push_back({MemberNumber(AnyBetween(0, 1)), {kMonday.Plus(AnyBetween(0, 6)), 900, 960}});
    }
    const TurnsPlan plan = Planned(week);
    RC_ASSERT(plan.objective.unmet == 0u);
    RC_ASSERT(plan.balance.largest_deviation_minutes <= 2 * week.minutes);
    for (HeldTurn& held : week.held) held.day = held.day.Plus(-7);
    for (const Turn& turn : TurnsOf(plan)) {
      week.held.push_back({turn.child, turn.member, turn.day.Plus(-7), turn.minutes});
    }
  }
}

}  // namespace
}  // namespace toward::plan
