// All that can happen on one day: which children have a turn with which parent.
//
// Whether a set of turns fits into a day is decided by adding them in the order of time. Of all ways to have served the
// same pairs, only one that ends earliest can be better for what comes after; so each set keeps its earliest end (more
// than one where a later end costs less), and windows of any length are searched to the minute.
#ifndef TOWARD_PLAN_TURNS_DAY_CHOICES_H_
#define TOWARD_PLAN_TURNS_DAY_CHOICES_H_

#include <compare>
#include <cstdint>
#include <vector>

#include "plan/turns/problem.h"

namespace toward::plan::turns {

// Turns each pair has had in the week so far, four bits a pair. Two are added as numbers.
using Counts = uint64_t;

inline int CountShift(int child, int member) { return 4 * (child * kMostMembers + member); }
inline Counts OneTurn(int child, int member) { return Counts{1} << CountShift(child, member); }
inline int CountOf(Counts counts, int child, int member) {
  return static_cast<int>(counts >> CountShift(child, member) & 15);
}

// What turns cost beside being fair. Least is best, the first first; costs of days add up.
struct Cost {
  // Turns that could have stayed and did not.
  int moved = 0;
  int inconvenience = 0;
  // Days from the beginning of the week, over all turns.
  int days_waited = 0;

  Cost operator+(const Cost& other) const {
    return {moved + other.moved, inconvenience + other.inconvenience, days_waited + other.days_waited};
  }
  friend auto operator<=>(const Cost&, const Cost&) = default;
};

// One way to spend a day.
struct DayChoice {
  // The day's turns: none or one for each child.
  Counts turns = 0;
  Cost cost;
  // When the child's turn starts; -1: it has none.
  PerChild<int> start{};
};

// Every set of turns that `day` (0 to 6) has room for, once each and in the cheapest way. In a fixed order; the first
// is no turn at all.
std::vector<DayChoice> DayChoices(const Problem& problem, int day);

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_DAY_CHOICES_H_
