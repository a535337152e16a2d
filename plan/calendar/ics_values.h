// The values of calendar properties (RFC 5545, 3.3): times and durations. What is not written as the RFC says is
// absent.
#ifndef TOWARD_PLAN_CALENDAR_ICS_VALUES_H_
#define TOWARD_PLAN_CALENDAR_ICS_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {

// A DATE or DATE-TIME as it is written; the zone, if any, is a parameter of its property.
struct IcsTime {
  enum class Kind { kDate, kWall, kUtc };
  Kind kind = Kind::kWall;
  // Midnight for a date.
  absl::CivilSecond wall;
};

// "20261124", "20261124T200000" or "20261124T200000Z", from the year 1 to 9999.
std::optional<IcsTime> ParseIcsTime(std::string_view text);

// "20261124T200000".
std::string IcsWallText(absl::CivilSecond wall);
// "20261124T200000Z"; milliseconds are cut off.
std::string IcsUtcText(int64_t wall_ms);

// Days and weeks are of the calendar, the rest is exact: a day that clocks shorten is still one day.
struct IcsDuration {
  int days = 0;
  int seconds = 0;
};

// "PT45M", "P1DT12H", "P2W", "-PT5M"; at most ten years.
std::optional<IcsDuration> ParseIcsDuration(std::string_view text);

// A UTC-OFFSET, "+0100" or "-023000", as seconds east of UTC.
std::optional<int> ParseIcsOffset(std::string_view text);
std::string IcsOffsetText(int seconds);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_VALUES_H_
