// What each pair has had, and what share of everybody's minutes is theirs.
#ifndef TOWARD_PLAN_TURNS_FAIR_SHARE_H_
#define TOWARD_PLAN_TURNS_FAIR_SHARE_H_

#include "plan/turns/problem.h"
#include "plan/turns/turns.h"

namespace toward::plan::turns {

// Sets the minutes, weights and recency of `problem`, whose people and wanted turns are set.
void SetFairShares(const TurnsWeek& week, Problem& problem);

// With these turns placed, beside the fixed ones.
TurnsBalance BalanceOf(const Problem& problem, const PerPair<int>& turns);

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_FAIR_SHARE_H_
