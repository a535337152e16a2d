// From what a wall clock shows to moments, and back, in any time zone.
//
// A time that somebody chose, 20:30 on 1 November, is its own identity: it outlives changes of the zone's rules, and
// two of them can be one moment. Moments are computed from it where they are needed, and are no identity.
#ifndef TOWARD_PLAN_CALENDAR_WALL_TIME_H_
#define TOWARD_PLAN_CALENDAR_WALL_TIME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {

// The zone of an IANA name; absent when this device has no data for it. Names that mean something else on another
// device ("localtime") or a file are not known.
std::optional<absl::TimeZone> FindZone(std::string_view name);

// When a wall clock shows `nominal`. A time that clocks skip is shifted by what they skip (02:30 is 03:30); of one that
// they repeat, it is the first (RFC 5545, 3.3.5).
absl::Time InstantOf(absl::CivilSecond nominal, absl::TimeZone zone);

// Whether no wall clock ever shows `nominal`.
bool SkippedByClocks(absl::CivilSecond nominal, absl::TimeZone zone);

// What a wall clock shows at the instant of `nominal`: itself, or the shifted time where it is skipped.
absl::CivilSecond ShownWall(absl::CivilSecond nominal, absl::TimeZone zone);

// Minutes after midnight, 0 to 1439, on a wall clock.
uint32_t MinuteOfDay(int64_t wall_ms, absl::TimeZone zone);

// "18:05"; 1440 is "24:00", the end of a day.
std::string ClockText(uint32_t minute);
// Reads "18:05", and "24:00" as 1440. Absent: it is no time of day.
std::optional<uint32_t> ParseClock(std::string_view text);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_WALL_TIME_H_
