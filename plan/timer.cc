#include "plan/timer.h"

#include <algorithm>

namespace toward::plan {
namespace {

constexpr int64_t kMsPerSecond = 1'000;
constexpr int64_t kMsPerMinute = 60 * kMsPerSecond;

// Whatever a record says, times can be subtracted.
int64_t Bounded(int64_t time_ms) { return std::clamp(time_ms, int64_t{0}, int64_t{1} << 52); }

int64_t LengthMs(const v1::Moment::Timer& timer) { return timer.length_seconds() * kMsPerSecond; }

}  // namespace

v1::Moment::Timer StartedTimer(int64_t now_ms, uint32_t length_seconds) {
  v1::Moment::Timer timer;
  timer.set_start_time_ms(now_ms);
  timer.set_length_seconds(length_seconds);
  return timer;
}

v1::Moment::Timer PausedTimer(v1::Moment::Timer timer, int64_t now_ms) {
  if (!IsPaused(timer)) timer.set_pause_time_ms(now_ms);
  return timer;
}

v1::Moment::Timer ResumedTimer(v1::Moment::Timer timer, int64_t now_ms) {
  if (!IsPaused(timer)) return timer;
  const int64_t paused_ms = std::max(Bounded(now_ms) - Bounded(timer.pause_time_ms()), int64_t{0});
  timer.set_paused_seconds(timer.paused_seconds() + static_cast<uint32_t>(paused_ms / kMsPerSecond));
  timer.clear_pause_time_ms();
  return timer;
}

bool IsPaused(const v1::Moment::Timer& timer) { return timer.pause_time_ms() != 0; }

int64_t ElapsedMs(const v1::Moment::Timer& timer, int64_t now_ms) {
  const int64_t until_ms = IsPaused(timer) ? timer.pause_time_ms() : now_ms;
  const int64_t paused_ms = timer.paused_seconds() * kMsPerSecond;
  return std::clamp(Bounded(until_ms) - Bounded(timer.start_time_ms()) - paused_ms, int64_t{0}, LengthMs(timer));
}

int64_t LeftMs(const v1::Moment::Timer& timer, int64_t now_ms) { return LengthMs(timer) - ElapsedMs(timer, now_ms); }

int64_t LeftMinutes(const v1::Moment::Timer& timer, int64_t now_ms) {
  return (LeftMs(timer, now_ms) + kMsPerMinute - 1) / kMsPerMinute;
}

const Moment* BegunCheckIn(const Plan& plan, PlanDay day) {
  const Ritual* const check_in = FindRitual(plan, v1::Ritual::TYPE_CHECK_IN);
  if (check_in == nullptr) return nullptr;
  const auto found = std::find_if(plan.moments.begin(), plan.moments.end(), [&](const Moment& moment) {
    return moment.ritual == check_in->id && moment.day == day && moment.timer &&
           moment.outcome == v1::Moment::OUTCOME_UNSPECIFIED;
  });
  return found == plan.moments.end() ? nullptr : &*found;
}

}  // namespace toward::plan
