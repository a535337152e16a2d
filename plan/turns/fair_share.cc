#include "plan/turns/fair_share.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <optional>

namespace toward::plan::turns {
namespace {

constexpr int64_t kMostMinutesHeld = int64_t{kTurnHistoryDays} * 1440;
constexpr int64_t kMostMinutesFixed = int64_t{kDaysOfTurns} * 1440;
constexpr int64_t kUsualWeight = 100;
constexpr int64_t kWeightAfterDecline = 50;

struct Pair {
  int child = 0;
  int member = 0;
};

// Absent when either is not of this week.
template <typename OfPair>
std::optional<Pair> PairOf(const Problem& problem, const OfPair& entry) {
  const Pair pair{PlaceOf(problem.children, entry.child), PlaceOf(problem.members, entry.member)};
  if (pair.child < 0 || pair.member < 0) return std::nullopt;
  return pair;
}

bool InHistory(const Problem& problem, PlanDay day) {
  return problem.first_day.Plus(-kTurnHistoryDays) <= day && day < problem.first_day;
}

// Whether the child came during the weeks that count.
bool IsNew(const Problem& problem, const TurnChild& child) {
  return child.since.has_value() && *child.since > problem.first_day.Plus(-kTurnHistoryDays);
}

// The minutes an average pair of the children who were always there had before `day`.
int64_t UsualMinutesBefore(const TurnsWeek& week, const Problem& problem, PlanDay day) {
  int64_t minutes = 0;
  for (const HeldTurn& held : week.held) {
    const std::optional<Pair> pair = PairOf(problem, held);
    if (!pair || held.day >= day || !InHistory(problem, held.day) || IsNew(problem, problem.children[pair->child])) {
      continue;
    }
    minutes += held.minutes;
  }
  const auto settled = std::count_if(problem.children.begin(), problem.children.end(),
                                     [&](const TurnChild& child) { return !IsNew(problem, child); });
  const int64_t pairs = settled * problem.member_count();
  return pairs == 0 ? 0 : std::min(minutes / pairs, kMostMinutesHeld);
}

void SetHeldMinutes(const TurnsWeek& week, Problem& problem) {
  for (const HeldTurn& held : week.held) {
    const std::optional<Pair> pair = PairOf(problem, held);
    if (!pair || !InHistory(problem, held.day)) continue;
    const TurnChild& child = problem.children[pair->child];
    if (IsNew(problem, child) && held.day < *child.since) continue;
    int64_t& minutes = problem.minutes_before[pair->child][pair->member];
    minutes = std::min(minutes + held.minutes, kMostMinutesHeld);
    int& recency = problem.recency[pair->child][pair->member];
    recency = std::max(recency, held.day.number() - problem.first_day.number() + kTurnHistoryDays + 1);
  }
}

void AddCreditsAndFixed(const TurnsWeek& week, Problem& problem) {
  for (int child = 0; child < problem.child_count(); ++child) {
    if (!IsNew(problem, problem.children[child])) continue;
    const int64_t credit = UsualMinutesBefore(week, problem, *problem.children[child].since);
    for (int member = 0; member < problem.member_count(); ++member) {
      int64_t& minutes = problem.minutes_before[child][member];
      minutes = std::min(minutes + credit, kMostMinutesHeld);
    }
  }
  PerPair<int64_t> fixed_minutes{};
  for (const Turn& fixed : week.fixed) {
    const Pair pair = *PairOf(problem, fixed);
    int64_t& minutes = fixed_minutes[pair.child][pair.member];
    minutes = std::min(minutes + fixed.minutes, kMostMinutesFixed);
  }
  for (int child = 0; child < problem.child_count(); ++child) {
    for (int member = 0; member < problem.member_count(); ++member) {
      problem.minutes_before[child][member] += fixed_minutes[child][member];
    }
  }
}

void SetWeights(const TurnsWeek& week, Problem& problem) {
  for (auto& of_child : problem.weight) of_child.fill(kUsualWeight);
  for (const TurnWeight& weight : week.weights) {
    const Pair pair = *PairOf(problem, weight);
    problem.weight[pair.child][pair.member] = weight.percent;
  }
  for (const DeclinedTurn& declined : week.declined) {
    const Pair pair = *PairOf(problem, declined);
    int64_t& weight = problem.weight[pair.child][pair.member];
    weight = std::min(weight, kWeightAfterDecline);
  }
  int64_t divisor = 0;
  int64_t sum = 0;
  for (int child = 0; child < problem.child_count(); ++child) {
    for (int member = 0; member < problem.member_count(); ++member) {
      divisor = std::gcd(divisor, problem.weight[child][member]);
      sum += problem.weight[child][member];
    }
  }
  if (divisor == 0) return;
  for (auto& of_child : problem.weight) {
    for (int64_t& weight : of_child) weight /= divisor;
  }
  problem.weight_sum = sum / divisor;
}

double JainsIndex(const std::vector<double>& minutes) {
  double sum = 0;
  double squares = 0;
  for (const double value : minutes) {
    sum += value;
    squares += value * value;
  }
  return squares == 0 ? 1 : sum * sum / (static_cast<double>(minutes.size()) * squares);
}

}  // namespace

void SetFairShares(const TurnsWeek& week, Problem& problem) {
  SetHeldMinutes(week, problem);
  AddCreditsAndFixed(week, problem);
  SetWeights(week, problem);
  for (int child = 0; child < problem.child_count(); ++child) {
    problem.total_minutes += int64_t{problem.wanted[child]} * problem.turn_minutes;
    for (int member = 0; member < problem.member_count(); ++member) {
      problem.total_minutes += problem.minutes_before[child][member];
    }
  }
}

TurnsBalance BalanceOf(const Problem& problem, const PerPair<int>& turns) {
  std::vector<double> of_children;
  std::vector<double> of_pairs;
  int64_t largest = 0;
  for (int child = 0; child < problem.child_count(); ++child) {
    double of_child = 0;
    for (int member = 0; member < problem.member_count(); ++member) {
      const int64_t added = int64_t{turns[child][member]} * problem.turn_minutes;
      of_pairs.push_back(static_cast<double>(problem.minutes_before[child][member] + added));
      of_child += of_pairs.back();
      largest = std::max(largest, std::abs(problem.Deviation(child, member, turns[child][member])));
    }
    of_children.push_back(of_child);
  }
  const double deviation = static_cast<double>(largest) / static_cast<double>(problem.weight_sum);
  return {static_cast<uint32_t>(std::lround(deviation)), JainsIndex(of_children), JainsIndex(of_pairs)};
}

}  // namespace toward::plan::turns
