// How good a week is, and how good it can still become.
#ifndef TOWARD_PLAN_TURNS_SCORE_H_
#define TOWARD_PLAN_TURNS_SCORE_H_

#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "plan/turns/day_choices.h"
#include "plan/turns/problem.h"
#include "plan/turns/turns.h"

namespace toward::plan::turns {

// Least is best, the first first.
struct Score {
  TurnsObjective objective;
  // How short ago the pairs that have a turn had one before, over all turns.
  int recency = 0;
  Cost cost;

  friend auto operator<=>(const Score&, const Score&) = default;
};

// Scores weeks of one problem. Nearly all of a score is a sum over children, and a child's part depends only on how
// many turns it has with each parent, so it is worked out once for all counts.
class Scoring {
 public:
  // `choices`: of each day.
  Scoring(const Problem& problem, const std::array<std::vector<DayChoice>, kDaysOfTurns>& choices);

  // Of a whole week, with no more turns for a child than it wants.
  Score Of(Counts counts, const Cost& cost) const { return AtBest(kDaysOfTurns, counts, cost); }
  // No week that begins with these turns on its first `days` days scores less. Nor is that score always reached: it
  // lets each child have the best of the rest of the week for itself.
  Score AtBest(int days, Counts counts, const Cost& cost) const;
  // Whether a child has more turns than it wants.
  bool IsTooMany(Counts counts) const;

 private:
  static constexpr int kCounts = kDaysOfTurns + 1;

  struct ChildPart {
    uint32_t unmet = 0;
    int64_t unfairness = 0;
    int recency = 0;

    friend auto operator<=>(const ChildPart&, const ChildPart&) = default;
  };

  ChildPart PartOf(const Problem& problem, int child, int with_first, int with_second) const;
  // From the end of the week to its beginning.
  void LookAhead(int child, const std::array<std::vector<DayChoice>, kDaysOfTurns>& choices);

  int children_;
  PerChild<int> wanted_;
  // After so many days, by child and its turns with the first and second member.
  std::array<PerChild<std::array<std::array<ChildPart, kCounts>, kCounts>>, kDaysOfTurns + 1> best_{};
};

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_SCORE_H_
