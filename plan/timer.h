// The timer of a check-in, which both devices show. It says when it began; each device counts for itself. All times are
// milliseconds since 1970-01-01 UTC by the server's clock.
#ifndef TOWARD_PLAN_TIMER_H_
#define TOWARD_PLAN_TIMER_H_

#include <cstdint>

#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::plan {

v1::Moment::Timer StartedTimer(int64_t now_ms, uint32_t length_seconds);
// A paused one, or a running one, stays as it is.
v1::Moment::Timer PausedTimer(v1::Moment::Timer timer, int64_t now_ms);
v1::Moment::Timer ResumedTimer(v1::Moment::Timer timer, int64_t now_ms);

bool IsPaused(const v1::Moment::Timer& timer);
// How long it has run, without the pauses: from 0 to its length.
int64_t ElapsedMs(const v1::Moment::Timer& timer, int64_t now_ms);
int64_t LeftMs(const v1::Moment::Timer& timer, int64_t now_ms);
// The same in minutes, one that has begun counted as a whole one.
int64_t LeftMinutes(const v1::Moment::Timer& timer, int64_t now_ms);

// The check-in of the day that has begun and is not marked yet. Null: none.
const Moment* BegunCheckIn(const Plan& plan, PlanDay day);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_TIMER_H_
