// The calendar feed: planned times as a file that calendar programs subscribe to.
//
// Equal values give equal bytes, whenever they are written: DTSTAMP is when the event changed, nothing depends on a
// clock. A time that clocks skip is written as the shifted time, in a series as a replacement of that one time, because
// programs disagree about what it would mean.
#ifndef TOWARD_PLAN_CALENDAR_ICS_WRITER_H_
#define TOWARD_PLAN_CALENDAR_ICS_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {

inline constexpr int kFeedPastDays = 7;
inline constexpr int kFeedFutureDays = 90;

// One time of a series, by its day there, moved to another time.
struct FeedMove {
  absl::CivilDay day;
  absl::CivilMinute start;
  int minutes = 0;
};

struct FeedRepeat {
  // 1 = Monday to 7 = Sunday, ascending, at least one.
  std::vector<int> weekdays;
  // Absent: it goes on.
  std::optional<absl::CivilDay> last_day;
  // Days on which it does not happen.
  std::vector<absl::CivilDay> skipped;
  std::vector<FeedMove> moved;
};

struct FeedEvent {
  // The same for the life of the event, unlike that of any other; says nothing about anybody.
  std::string uid;
  // What a wall clock in the feed's zone is to show; for a series, it begins on the first of its weekdays from here on.
  absl::CivilMinute start;
  // 1 or more.
  int minutes = 0;
  // Whoever hosts the calendar program reads it.
  std::string title;
  // Milliseconds since 1970-01-01 UTC.
  int64_t modified_ms = 0;
  // Greater after each change that can be seen; programs may overlook a change without.
  int sequence = 0;
  std::optional<FeedRepeat> repeat;
};

enum class FeedShows { kFree, kBusy };

struct Feed {
  std::string name;
  absl::TimeZone zone;
  // The days that must be right, both included: for them, times that clocks skip are looked for.
  absl::CivilDay first_day;
  absl::CivilDay last_day;
  FeedShows shows = FeedShows::kFree;
  // An alarm of the calendar program's own, before each event. Absent: none.
  std::optional<int> alarm_minutes;
  // In any order.
  std::vector<FeedEvent> events;
};

std::string WriteFeed(const Feed& feed);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_WRITER_H_
