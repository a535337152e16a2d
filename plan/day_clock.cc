#include "plan/day_clock.h"

namespace toward::plan {

DayClock::DayClock(const Calendar& calendar, PlanDay day)
    : day_(day), begins_minute_(static_cast<uint32_t>(calendar.day_start_hour()) * 60) {
  for (uint32_t minute = 0; minute < kMinutes; ++minute) {
    start_ms_[minute] = calendar.WallMs(day, minute);
    const absl::CivilMinute wall = calendar.WallAt(start_ms_[minute]);
    shown_[minute] = static_cast<uint32_t>(wall.hour() * 60 + wall.minute()) == minute;
  }
}

uint32_t DayClock::Weekday(uint32_t minute) const {
  return static_cast<uint32_t>(day_.Plus(minute < begins_minute_ ? 1 : 0).Weekday());
}

}  // namespace toward::plan
