// What repairing a week promises, whatever the week and whatever fell out.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "plan/turns/turns.h"
#include "tests/plan/turns/any_week.h"
#include "tests/plan/turns/brute_force.h"

namespace toward::plan {
namespace {

constexpr Bounds kTiny = {.children = 2, .days = 3, .windows_a_day = 2};

std::vector<ProposedTurn> AnyPlanned(const TurnsWeek& week) {
  const absl::StatusOr<TurnsPlan> plan = PlanTurns(week);
  RC_ASSERT(plan.ok());
  return plan->turns;
}

TurnsPlan Repaired(const TurnsWeek& week, const std::vector<ProposedTurn>& current,
                   const std::vector<Turn>& fallen_out) {
  const absl::StatusOr<TurnsPlan> plan = RepairTurns(week, current, fallen_out);
  RC_ASSERT(plan.ok());
  return *plan;
}

std::vector<ProposedTurn> Without(std::vector<ProposedTurn> current, const Turn& turn) {
  std::erase_if(current, [&](const ProposedTurn& proposed) { return proposed.turn == turn; });
  return current;
}

size_t NotIn(const std::vector<Turn>& turns, const std::vector<ProposedTurn>& current) {
  return static_cast<size_t>(std::count_if(current.begin(), current.end(), [&](const ProposedTurn& proposed) {
    return std::find(turns.begin(), turns.end(), proposed.turn) == turns.end();
  }));
}

RC_GTEST_PROP(RepairAtRandom, ChangesNothingWhenNothingFellOut, ()) {
  const TurnsWeek week = AnyWeek({});
  const std::vector<ProposedTurn> current = AnyPlanned(week);
  const TurnsPlan repaired = Repaired(week, current, {});
  RC_ASSERT(repaired.turns == current);
  RC_ASSERT(repaired.objective.moved == 0u);
}

RC_GTEST_PROP(RepairAtRandom, KeepsTheRulesAndOffersNothingAgain, ()) {
  const TurnsWeek week = AnyWeek({});
  const std::vector<ProposedTurn> current = AnyPlanned(week);
  RC_PRE(!current.empty());
  const Turn gone = AnyOf(current);
  const TurnsPlan repaired = Repaired(week, current, {gone});
  const std::vector<Turn> turns = TurnsOf(repaired);
  RC_ASSERT(BrokenRule(week, turns) == "");
  for (const Turn& turn : turns) {
    RC_ASSERT(turn.member != gone.member || !Overlap(turn, gone));
    RC_ASSERT(turn.child != gone.child || turn.member != gone.member || turn.day != gone.day);
  }
  RC_ASSERT(NotIn(turns, Without(current, gone)) == repaired.objective.moved);
}

RC_GTEST_PROP(RepairAtRandom, LeavesEverythingElseWhereThereIsNoOtherTime, ()) {
  TurnsWeek week = AnyWeek({});
  const std::vector<ProposedTurn> current = AnyPlanned(week);
  RC_PRE(!current.empty());
  const Turn gone = AnyOf(current);
  week.windows.clear();
  const TurnsPlan repaired = Repaired(week, current, {gone});
  RC_ASSERT(repaired.turns == Without(current, gone));
  RC_ASSERT(repaired.objective.unmet == 1u);
}

// With all others fixed there is a place for what fell out: then nobody moves. And nobody moves for nothing.
RC_GTEST_PROP(RepairAtRandom, MovesNothingWhereThereIsRoomBesideTheOthers, ()) {
  const TurnsWeek week = AnyWeek({});
  const std::vector<ProposedTurn> current = AnyPlanned(week);
  RC_PRE(!current.empty());
  const Turn gone = AnyOf(current);
  const TurnsPlan repaired = Repaired(week, current, {gone});
  TurnsWeek around = week;
  for (const ProposedTurn& proposed : Without(current, gone)) around.fixed.push_back(proposed.turn);
  around.member_busy.push_back({gone.member, {gone.day, 0, 1440}});
  for (TurnChild& child : around.children) {
    const auto fixed = std::count_if(around.fixed.begin(), around.fixed.end(),
                                     [&](const Turn& turn) { return turn.child == child.id; });
    child.turns = static_cast<uint32_t>(fixed) + (child.id == gone.child ? 1 : 0);
  }
  const absl::StatusOr<TurnsPlan> beside = PlanTurns(around);
  RC_ASSERT(beside.ok());
  if (!beside->turns.empty()) RC_ASSERT(repaired.objective.moved == 0u);
  if (repaired.objective.moved > 0) RC_ASSERT(repaired.objective.unmet == 0u);
}

// A parent is called away for a whole day: what was there falls out by itself.
RC_GTEST_PROP(RepairAtRandom, TreatsWhatIsOverlaidAsFallenOut, ()) {
  TurnsWeek week = AnyWeek({});
  const std::vector<ProposedTurn> current = AnyPlanned(week);
  const PlanDay day = kMonday.Plus(AnyBetween(0, 6));
  week.member_busy.push_back({MemberNumber(0), {day, 0, 1440}});
  const TurnsPlan repaired = Repaired(week, current, {});
  RC_ASSERT(BrokenRule(week, TurnsOf(repaired)) == "");
  const auto there_were = std::count_if(current.begin(), current.end(), [&](const ProposedTurn& proposed) {
    return proposed.turn.member == MemberNumber(0) && proposed.turn.day == day;
  });
  RC_ASSERT(NotIn(TurnsOf(repaired), current) == repaired.objective.moved + static_cast<size_t>(there_were));
}

RC_GTEST_PROP(RepairAtRandom, MovesAsFewAndIsAsFairAsTheBestOfAllRepairs, ()) {
  TurnsWeek week = AnyWeek(kTiny);
  const std::vector<ProposedTurn> current = AnyPlanned(week);
  RC_PRE(!current.empty());
  const Turn gone = AnyOf(current);
  const TurnsPlan repaired = Repaired(week, current, {gone});
  RC_ASSERT(repaired.proof == TurnsProof::kExact);

  // The oracle's week: no more turns than there were, and for the one that fell out neither its time nor its day.
  std::vector<Turn> standing;
  for (const ProposedTurn& proposed : Without(current, gone)) standing.push_back(proposed.turn);
  for (TurnChild& child : week.children) {
    const auto of_child = [&](const Turn& turn) { return turn.child == child.id; };
    child.turns = static_cast<uint32_t>(std::count_if(standing.begin(), standing.end(), of_child) +
                                        std::count_if(week.fixed.begin(), week.fixed.end(), of_child)) +
                  (child.id == gone.child ? 1 : 0);
  }
  week.child_busy.push_back({gone.child, {gone.day, 0, 1440}, gone.member});
  week.member_busy.push_back({gone.member, {gone.day, gone.start_minute, gone.start_minute + gone.minutes}});
  RC_ASSERT(repaired.objective == LeastObjective(week, standing));
}

RC_GTEST_PROP(RepairAtRandom, IsTheSameInAnyOrderOfTheInput, ()) {
  const TurnsWeek week = AnyWeek({});
  std::vector<ProposedTurn> current = AnyPlanned(week);
  RC_PRE(!current.empty());
  const Turn gone = AnyOf(current);
  const TurnsPlan repaired = Repaired(week, current, {gone});
  std::reverse(current.begin(), current.end());
  RC_ASSERT(Repaired(Shuffled(week), current, {gone}).turns == repaired.turns);
}

}  // namespace
}  // namespace toward::plan
