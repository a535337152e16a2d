// The parts of a calendar file that say when somebody is busy, as written. Titles, places, people and alarms are passed
// over and never kept.
#ifndef TOWARD_PLAN_CALENDAR_ICS_CALENDAR_H_
#define TOWARD_PLAN_CALENDAR_ICS_CALENDAR_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "plan/calendar/ics_values.h"

namespace toward::plan {

inline constexpr size_t kMaxIcsBytes = 5 * 1024 * 1024;
// Of events and free/busy components together.
inline constexpr size_t kMaxIcsEvents = 10'000;

// A time and the name of its zone; empty: none was named.
struct IcsZonedTime {
  IcsTime time;
  std::string zone;
};

// One of an RDATE or FREEBUSY: a time, for a period also its end or its duration.
struct IcsPeriod {
  IcsZonedTime start;
  std::optional<IcsTime> end;
  std::optional<IcsDuration> duration;
};

struct IcsEvent {
  // Empty: none, so it has nothing to do with any other event.
  std::string uid;
  int sequence = 0;
  std::optional<IcsZonedTime> start;
  std::optional<IcsZonedTime> end;
  std::optional<IcsDuration> duration;
  // Which time of a series this replaces; absent: none.
  std::optional<IcsZonedTime> recurrence_id;
  // It replaces all later times as well.
  bool and_future = false;
  // Different ones only.
  std::vector<std::string> rules;
  std::vector<IcsPeriod> more;
  std::vector<IcsZonedTime> excluded;
  bool cancelled = false;
  // Shown as free.
  bool free = false;
  // Something that decides its times cannot be read.
  bool unreadable = false;
};

// One offset of an embedded zone, in force from each of its onsets on.
struct IcsObservance {
  std::optional<IcsTime> start;
  std::optional<int> offset_from_seconds;
  std::optional<int> offset_to_seconds;
  std::vector<std::string> rules;
  std::vector<IcsTime> more;
};

struct IcsZone {
  std::string name;
  std::vector<IcsObservance> observances;
};

struct IcsCalendar {
  // X-WR-TIMEZONE; empty: none.
  std::string zone;
  std::vector<IcsZone> zones;
  std::vector<IcsEvent> events;
  // Of VFREEBUSY, those that are not free.
  std::vector<IcsPeriod> busy;
  size_t free_busy_components = 0;
};

// INVALID_ARGUMENT: `text` is no calendar. RESOURCE_EXHAUSTED: it is larger than the limits above.
absl::StatusOr<IcsCalendar> ParseIcs(std::string_view text);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_CALENDAR_H_
