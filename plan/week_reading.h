// A week of one-on-one time as the plan has it: who is there, who is busy when, what was held, settled or declined.
#ifndef TOWARD_PLAN_WEEK_READING_H_
#define TOWARD_PLAN_WEEK_READING_H_

#include <cstdint>

#include "plan/plan.h"
#include "plan/plan_day.h"
#include "plan/turns_week.h"

namespace toward::plan {

// As WeekAheadOf, of a plan that has a calendar and this one-on-one ritual.
WeekAhead ReadWeek(const Plan& shown, const Plan& everything, const Ritual& ritual, PlanDay day, int64_t now_ms);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_WEEK_READING_H_
