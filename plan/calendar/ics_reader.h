// From a calendar file to the times somebody is busy. Titles, places and people are never kept, nor repeated in
// a message.
//
// An event whose times are not known, because its rule is beyond recurrence.h for example, is listed as such and not
// guessed at. Whatever the file says, the work is bounded.
#ifndef TOWARD_PLAN_CALENDAR_ICS_READER_H_
#define TOWARD_PLAN_CALENDAR_ICS_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "plan/calendar/ics_series.h"

namespace toward::plan {

inline constexpr int kBusyWindowDays = 35;
// Thirty separate busy times a day, and the plan takes no more than it needs.
inline constexpr size_t kMaxBusySpans = 1'000;

// Milliseconds since 1970-01-01 UTC.
struct BusySpan {
  int64_t start_ms = 0;
  int64_t end_ms = 0;

  friend bool operator==(const BusySpan&, const BusySpan&) = default;
};

struct BusyQuery {
  // Nothing outside of it is kept.
  BusySpan window;
  // The person's: for times without a zone, and for dates.
  absl::TimeZone zone;
  AllDay all_day = AllDay::kIgnored;
};

struct UnknownEvent {
  // Absent: it does not say.
  std::optional<absl::CivilDay> first_day;
  // A clause: "it repeats in a way Toward does not follow".
  std::string why;
};

struct BusyTimes {
  // By start; they neither overlap nor touch.
  std::vector<BusySpan> spans;
  int events = 0;
  // Of these, events that leave their time free (cancelled or shown as free), events on whole days that were asked to
  // be ignored, and events that take no time.
  int free = 0;
  int all_day = 0;
  int empty = 0;
  std::vector<UnknownEvent> unknown;
  // Sentences for the person, about what had to be assumed.
  std::vector<std::string> warnings;
};

// INVALID_ARGUMENT: no calendar; RESOURCE_EXHAUSTED: larger than the limits here and in ics_calendar.h. Both in a
// sentence for a person.
absl::StatusOr<BusyTimes> ReadBusyTimes(std::string_view ics, const BusyQuery& query);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_READER_H_
