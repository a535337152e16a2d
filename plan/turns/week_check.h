// What a week to plan must keep to before anyone looks into it.
#ifndef TOWARD_PLAN_TURNS_WEEK_CHECK_H_
#define TOWARD_PLAN_TURNS_WEEK_CHECK_H_

#include "absl/status/status.h"
#include "plan/turns/turns.h"

namespace toward::plan::turns {

// INVALID_ARGUMENT with one sentence, as PlanTurns says.
absl::Status CheckWeek(const TurnsWeek& week);
// The same for one more turn of a week that was checked.
absl::Status CheckTurn(const TurnsWeek& week, const Turn& turn);

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_WEEK_CHECK_H_
