// Recurrence rules of RFC 5545, as far as people's calendars use them: on dates, as every time of a rule is at the
// wall-clock time of its first.
//
//   FREQ      DAILY  WEEKLY  MONTHLY  YEARLY
//   INTERVAL  COUNT  UNTIL  WKST  BYMONTH              with each of them
//   BYDAY     TU (each)   1FR, -1SU (MONTHLY, YEARLY)   of the month; of the year for YEARLY without BYMONTH
//   BYMONTHDAY 15, -1     DAILY, MONTHLY, YEARLY with BYMONTH
//   BYSETPOS  1, -1       MONTHLY
//
// Everything else is refused, and so is what implementations disagree about: a wrong guess would look like knowledge.
#ifndef TOWARD_PLAN_CALENDAR_RECURRENCE_H_
#define TOWARD_PLAN_CALENDAR_RECURRENCE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {

enum class Frequency { kDaily, kWeekly, kMonthly, kYearly };

// The last moment a time may have.
struct Until {
  // A date: all of that day; kWall: as a wall clock shows it; kUtc: a moment.
  enum class Kind { kDate, kWall, kUtc };
  Kind kind = Kind::kUtc;
  absl::CivilSecond time;
};

struct WeekdayChoice {
  absl::Weekday weekday = absl::Weekday::monday;
  // 0: each; 2: the second; -1: the last of the month or year.
  int ordinal = 0;
};

struct RecurrenceRule {
  Frequency frequency = Frequency::kDaily;
  // 1 or more.
  int interval = 1;
  std::optional<int> count;
  std::optional<Until> until;
  absl::Weekday week_start = absl::Weekday::monday;
  std::vector<WeekdayChoice> by_day;
  // 1 to 31, or -31 to -1 counted from the end.
  std::vector<int> by_month_day;
  // 1 to 12.
  std::vector<int> by_month;
  // Places within one month's days, from 1, or from -1 backwards; none is 0.
  std::vector<int> by_set_position;
};

// Reads the value of an RRULE. INVALID_ARGUMENT: it is malformed, or outside the grammar above.
absl::StatusOr<RecurrenceRule> ParseRecurrenceRule(std::string_view text);

// Whether a series may begin at `start`: whether it is one of the rule's own dates. If it is not, RFC 5545 leaves open
// what is meant.
bool FollowsItsRule(const RecurrenceRule& rule, absl::CivilSecond start);

// A number of dates an expansion may look at; shared between rules, it bounds the work for a whole file.
struct ExpansionBudget {
  int64_t dates = 0;
};

// The times of a series that begins at `start`, from `from` up to, not including, `to`, oldest first. `zone` decides
// what an UNTIL in UTC means on the wall clock; absent: as if the wall clock showed UTC.
//
// INVALID_ARGUMENT: `start` is not among the rule's own dates, so nobody knows what is meant. RESOURCE_EXHAUSTED: the
// budget is used up. Without COUNT the work depends on the length of the window only, else on its distance from
// `start`.
absl::StatusOr<std::vector<absl::CivilSecond>> Expand(const RecurrenceRule& rule, absl::CivilSecond start,
                                                      std::optional<absl::TimeZone> zone, absl::CivilSecond from,
                                                      absl::CivilSecond to, ExpansionBudget& budget);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_RECURRENCE_H_
