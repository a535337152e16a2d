#include "plan/turns/turns.h"

#include <algorithm>
#include <tuple>

#include "base/status_macros.h"
#include "plan/turns/fair_share.h"
#include "plan/turns/problem.h"
#include "plan/turns/reasons.h"
#include "plan/turns/repair.h"
#include "plan/turns/search.h"
#include "plan/turns/week_check.h"

namespace toward::plan {
namespace {

using turns::ChosenWeek;
using turns::DayChoice;
using turns::Problem;
using turns::RepairedWeek;
using turns::Search;

void SortByTime(std::vector<Turn>& turns) {
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.day, a.start_minute, a.member, a.child) < std::tie(b.day, b.start_minute, b.member, b.child);
  });
}

std::vector<Turn> TurnsOf(const Problem& problem, const Search& search, const ChosenWeek& chosen) {
  std::vector<Turn> all;
  for (int day = 0; day < kDaysOfTurns; ++day) {
    const DayChoice& choice = search.ChoiceOf(chosen, day);
    for (int child = 0; child < problem.child_count(); ++child) {
      if (choice.start[child] < 0) continue;
      const int member = turns::CountOf(choice.turns, child, 0) > 0 ? 0 : 1;
      all.push_back({problem.children[child].id, problem.members[member].id, problem.first_day.Plus(day),
                     static_cast<uint32_t>(choice.start[child]), static_cast<uint32_t>(problem.turn_minutes)});
    }
  }
  SortByTime(all);
  return all;
}

turns::PerPair<int> TurnsByPair(const Problem& problem, const std::vector<Turn>& all) {
  turns::PerPair<int> turns{};
  for (const Turn& turn : all) {
    ++turns[turns::PlaceOf(problem.children, turn.child)][turns::PlaceOf(problem.members, turn.member)];
  }
  return turns;
}

// The best week of a problem, and its turns still without reasons.
struct Solution {
  Problem problem;
  std::vector<Turn> turns;
  TurnsPlan plan;
};
Solution Solve(const TurnsWeek& week, const turns::Repair& repair, size_t most_states) {
  Solution solution{turns::ProblemOf(week, repair)};
  const Search search(solution.problem);
  const ChosenWeek chosen = search.Best(most_states, solution.plan.proof);
  solution.turns = TurnsOf(solution.problem, search, chosen);
  solution.plan.objective = chosen.score.objective;
  solution.plan.balance = turns::BalanceOf(solution.problem, TurnsByPair(solution.problem, solution.turns));
  return solution;
}

}  // namespace

absl::StatusOr<TurnsPlan> PlanTurns(const TurnsWeek& week, size_t most_states) {
  RETURN_IF_ERROR(turns::CheckWeek(week));
  Solution solution = Solve(week, {}, most_states);
  std::vector<Turn> all = week.fixed;
  all.insert(all.end(), solution.turns.begin(), solution.turns.end());
  for (const Turn& turn : solution.turns) {
    solution.plan.turns.push_back({turn, turns::ReasonFor(week, solution.problem, all, turn)});
  }
  return std::move(solution.plan);
}

absl::StatusOr<TurnsPlan> RepairTurns(const TurnsWeek& week, const std::vector<ProposedTurn>& current,
                                      const std::vector<Turn>& fallen_out, size_t most_states) {
  RETURN_IF_ERROR(turns::CheckWeek(week));
  for (const ProposedTurn& proposed : current) RETURN_IF_ERROR(turns::CheckTurn(week, proposed.turn));
  for (const Turn& turn : fallen_out) RETURN_IF_ERROR(turns::CheckTurn(week, turn));
  const RepairedWeek repaired = turns::RepairedWeekOf(week, current, fallen_out);
  Solution solution = Solve(repaired.week, repaired.repair, most_states);
  solution.turns.insert(solution.turns.end(), repaired.pinned.begin(), repaired.pinned.end());
  SortByTime(solution.turns);
  solution.plan.turns =
      turns::WithReasons(solution.problem, repaired, current, solution.turns, solution.plan.objective.moved);
  return std::move(solution.plan);
}

}  // namespace toward::plan
