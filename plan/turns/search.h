// Choosing one way to spend each day.
//
// The fairness of a week depends only on how many turns each pair has in it, not on when. So the search walks through
// the days with the set of all counts that are reachable, each with its least cost: what remains of the many weeks that
// lead to the same counts is one. A week found beforehand by local search cuts off every count from which nothing
// better can come, and is the answer when nothing does.
#ifndef TOWARD_PLAN_TURNS_SEARCH_H_
#define TOWARD_PLAN_TURNS_SEARCH_H_

#include <array>
#include <cstddef>
#include <vector>

#include "plan/turns/day_choices.h"
#include "plan/turns/problem.h"
#include "plan/turns/score.h"
#include "plan/turns/turns.h"

namespace toward::plan::turns {

struct ChosenWeek {
  // By day, as DayChoices lists them.
  std::array<int, kDaysOfTurns> choice{};
  Score score;
};

class Search {
 public:
  explicit Search(const Problem& problem);

  // `most_states`: see kMostTurnStates.
  ChosenWeek Best(size_t most_states, TurnsProof& proof) const;

  const DayChoice& ChoiceOf(const ChosenWeek& week, int day) const { return choices_[day][week.choice[day]]; }

 private:
  // Counts after some days, and the cheapest way there.
  struct State {
    Counts counts = 0;
    Cost cost;
    // Its place in the layer of the day before, and what that day was.
    int from = 0;
    int choice = 0;
  };
  using Layer = std::vector<State>;

  // After each day, only the counts from which the best can come are followed.
  ChosenWeek DayByDay() const;
  // Changes one day or two, while that betters the week.
  ChosenWeek Improved(ChosenWeek week) const;
  bool ImproveOneDay(ChosenWeek& week, int day) const;
  bool ImproveTwoDays(ChosenWeek& week, int one, int other) const;
  // Takes `changed` if it is allowed and better.
  bool Take(ChosenWeek& week, std::array<int, kDaysOfTurns> changed) const;

  // The states after one more day from which something better than `known` can come; empty when there are none or more
  // than `most_states`, and then `too_many` is set.
  Layer NextLayer(const Layer& layer, int day, const Score& known, size_t most_states, bool& too_many) const;
  ChosenWeek WeekTo(const std::vector<Layer>& layers, int last) const;

  std::array<std::vector<DayChoice>, kDaysOfTurns> choices_;
  Scoring scoring_;
};

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_SEARCH_H_
