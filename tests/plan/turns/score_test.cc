#include "plan/turns/score.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <vector>

#include "plan/turns/day_choices.h"
#include "plan/turns/problem.h"
#include "tests/plan/turns/any_week.h"

namespace toward::plan::turns {
namespace {

// The search cuts off by this promise, so its proofs rest on it.
RC_GTEST_PROP(Score, OfAWeekIsNeverLessThanWhatItsBeginningPromised, ()) {
  const Problem problem = ProblemOf(AnyWeek({}), {});
  std::array<std::vector<DayChoice>, kDaysOfTurns> choices;
  for (int day = 0; day < kDaysOfTurns; ++day) choices[day] = DayChoices(problem, day);
  const Scoring scoring(problem, choices);
  Counts counts = 0;
  Cost cost;
  Score promised = scoring.AtBest(0, counts, cost);
  for (int day = 0; day < kDaysOfTurns; ++day) {
    const DayChoice& any = choices[day][AnyBetween(0, static_cast<int>(choices[day].size()) - 1)];
    const DayChoice& choice = scoring.IsTooMany(counts + any.turns) ? choices[day].front() : any;
    counts += choice.turns;
    cost = cost + choice.cost;
    const Score now = scoring.AtBest(day + 1, counts, cost);
    RC_ASSERT(promised <= now);
    promised = now;
  }
  RC_ASSERT(scoring.Of(counts, cost) == promised);
}

}  // namespace
}  // namespace toward::plan::turns
