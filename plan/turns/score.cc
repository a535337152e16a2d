#include "plan/turns/score.h"

#include <algorithm>

namespace toward::plan::turns {

Scoring::Scoring(const Problem& problem, const std::array<std::vector<DayChoice>, kDaysOfTurns>& choices)
    : children_(problem.child_count()), wanted_(problem.wanted) {
  for (int child = 0; child < children_; ++child) {
    for (int first = 0; first <= wanted_[child]; ++first) {
      for (int second = 0; first + second <= wanted_[child]; ++second) {
        best_[kDaysOfTurns][child][first][second] = PartOf(problem, child, first, second);
      }
    }
    LookAhead(child, choices);
  }
}

Scoring::ChildPart Scoring::PartOf(const Problem& problem, int child, int with_first, int with_second) const {
  ChildPart part{static_cast<uint32_t>(wanted_[child] - with_first - with_second)};
  const PerMember<int> turns = {with_first, with_second};
  for (int member = 0; member < problem.member_count(); ++member) {
    const int64_t deviation = problem.Deviation(child, member, turns[member]);
    part.unfairness += deviation * deviation;
    part.recency += turns[member] * problem.recency[child][member];
  }
  return part;
}

void Scoring::LookAhead(int child, const std::array<std::vector<DayChoice>, kDaysOfTurns>& choices) {
  for (int day = kDaysOfTurns - 1; day >= 0; --day) {
    PerMember<bool> possible{};
    for (const DayChoice& choice : choices[day]) {
      for (int member = 0; member < kMostMembers; ++member)
        possible[member] |= CountOf(choice.turns, child, member) > 0;
    }
    const auto& after = best_[day + 1][child];
    for (int first = 0; first <= wanted_[child]; ++first) {
      for (int second = 0; first + second <= wanted_[child]; ++second) {
        ChildPart& best = best_[day][child][first][second];
        best = after[first][second];
        if (first + second == wanted_[child]) continue;
        if (possible[0]) best = std::min(best, after[first + 1][second]);
        if (possible[1]) best = std::min(best, after[first][second + 1]);
      }
    }
  }
}

Score Scoring::AtBest(int days, Counts counts, const Cost& cost) const {
  Score score{.cost = cost};
  score.objective.moved = static_cast<uint32_t>(cost.moved);
  for (int child = 0; child < children_; ++child) {
    const ChildPart& part = best_[days][child][CountOf(counts, child, 0)][CountOf(counts, child, 1)];
    score.objective.unmet += part.unmet;
    score.objective.largest_unmet = std::max(score.objective.largest_unmet, part.unmet);
    score.objective.unfairness += part.unfairness;
    score.recency += part.recency;
  }
  return score;
}

bool Scoring::IsTooMany(Counts counts) const {
  for (int child = 0; child < children_; ++child) {
    if (CountOf(counts, child, 0) + CountOf(counts, child, 1) > wanted_[child]) return true;
  }
  return false;
}

}  // namespace toward::plan::turns
