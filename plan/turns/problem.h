// A week to plan in the numbers the search works with: children and members are places in a list sorted by id, days are
// 0 to 6, and what is busy, fixed or declined has been taken out of the free time.
#ifndef TOWARD_PLAN_TURNS_PROBLEM_H_
#define TOWARD_PLAN_TURNS_PROBLEM_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "plan/turns/turns.h"

namespace toward::plan::turns {

inline constexpr int kMostMembers = 2;

template <typename T>
using PerMember = std::array<T, kMostMembers>;
template <typename T>
using PerChild = std::array<T, kMostTurnChildren>;
template <typename T>
using PerPair = PerChild<PerMember<T>>;

// Free minutes of a pair on a day, from the start up to, not including, the end.
struct Opening {
  int start = 0;
  int end = 0;
  int inconvenience = 0;

  friend auto operator<=>(const Opening&, const Opening&) = default;
};

// A turn that may stay where it is.
struct Standing {
  int member = 0;
  int start = 0;
};

struct DayProblem {
  // Sorted; empty where the pair can have no turn on that day.
  PerPair<std::vector<Opening>> openings;
  PerChild<std::vector<Standing>> standing;
};

struct Problem {
  std::vector<TurnMember> members;
  std::vector<TurnChild> children;
  PlanDay first_day;
  int turn_minutes = 0;
  bool one_parent_at_a_time = false;

  // Turns to place, beside the fixed ones.
  PerChild<int> wanted{};
  // What each pair had in the last weeks, is credited with and has fixed in this week.
  PerPair<int64_t> minutes_before{};
  PerPair<int64_t> weight{};
  // Of all pairs together; 1 when there are none.
  int64_t weight_sum = 1;
  // Everybody's, with all turns placed.
  int64_t total_minutes = 0;
  // How short ago the pair last had time, before the week: 0 (more than four weeks) to kTurnHistoryDays.
  PerPair<int> recency{};

  std::array<DayProblem, kDaysOfTurns> days;

  int child_count() const { return static_cast<int>(children.size()); }
  int member_count() const { return static_cast<int>(members.size()); }
  // The pair's minutes with `turns` more, less its target, times weight_sum.
  int64_t Deviation(int child, int member, int64_t turns) const {
    return weight_sum * (minutes_before[child][member] + turns * turn_minutes) - weight[child][member] * total_minutes;
  }
};

// Where in the list; -1: nowhere.
template <typename Person, typename PersonId>
int PlaceOf(const std::vector<Person>& people, const PersonId& id) {
  const auto found = std::find_if(people.begin(), people.end(), [&](const Person& person) { return person.id == id; });
  return found == people.end() ? -1 : static_cast<int>(found - people.begin());
}

// What a repair adds to a week.
struct Repair {
  // Turns of the usual length that may stay or be moved, sorted.
  std::vector<Turn> standing;
  // Pairs that are not offered on a day because their turn fell out.
  std::vector<DeclinedTurn> closed;
};

// `week`: checked. For a new plan `repair` is empty.
Problem ProblemOf(const TurnsWeek& week, const Repair& repair);

// Whether `turn` lies over nothing that is busy, declined or fixed. It need not lie in a free window.
bool CanStay(const TurnsWeek& week, const Turn& turn);

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_PROBLEM_H_
