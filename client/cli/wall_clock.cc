#include "client/cli/wall_clock.h"

#include <optional>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/plan_view.h"
#include "plan/calendar/wall_time.h"

namespace toward::client {

absl::StatusOr<std::string> WallClockText(Home& home, int64_t wall_ms) {
  ASSIGN_OR_RETURN(const std::optional<plan::Calendar> calendar, LoadCalendar(home.replica()));
  if (!calendar) return PlanNotArrived();
  const absl::CivilMinute wall = calendar->WallAt(wall_ms);
  return plan::ClockText(static_cast<uint32_t>(wall.hour() * 60 + wall.minute()));
}

}  // namespace toward::client
