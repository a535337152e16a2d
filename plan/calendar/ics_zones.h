// What the zone names of a calendar file mean.
//
// In this order: a name of the zone database, also behind a vendor's prefix ("/example.org/2005/Europe/Berlin"); a name
// Windows uses; a zone the file brings with it; the zone the file names for everything (X-WR-TIMEZONE); the person's
// own, which is a guess and said so.
#ifndef TOWARD_PLAN_CALENDAR_ICS_ZONES_H_
#define TOWARD_PLAN_CALENDAR_ICS_ZONES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "plan/calendar/ics_calendar.h"
#include "plan/calendar/recurrence.h"

namespace toward::plan {

// A zone of the database, or the offsets that a file brings with it. A value type.
class WallClock {
 public:
  // From `onset` on, as the clock shows it before, it is another number of seconds east of UTC.
  struct Change {
    absl::CivilSecond onset;
    int from_seconds = 0;
    int to_seconds = 0;
  };

  explicit WallClock(absl::TimeZone zone) : zone_(zone) {}
  // At least one change.
  explicit WallClock(std::vector<Change> changes);

  // Skipped and repeated times as InstantOf.
  absl::Time At(absl::CivilSecond nominal) const;
  absl::CivilSecond ShownAt(absl::Time time) const;
  // Absent for offsets of a file.
  std::optional<absl::TimeZone> zone() const { return zone_; }

 private:
  std::optional<absl::TimeZone> zone_;
  // By onset.
  std::vector<Change> changes_;
};

// The zone of the database that `name` means, by itself, behind a vendor's prefix or as Windows says it.
std::optional<absl::TimeZone> FindNamedZone(std::string_view name);

class IcsZones {
 public:
  // `own`: the person's zone. Embedded zones are right within a year of `around`, which is a window of instants.
  IcsZones(const IcsCalendar& calendar, absl::TimeZone own, absl::Time around_start, absl::Time around_end,
           ExpansionBudget& budget);

  // The clock of a DATE-TIME with this TZID; empty: the person's own, where they are.
  const WallClock& Find(const std::string& name);
  const WallClock& own() const { return own_; }

  // How many names nothing was known about.
  int guessed() const { return guessed_; }

 private:
  WallClock Resolve(const std::string& name);

  const WallClock own_;
  std::optional<absl::TimeZone> of_file_;
  std::map<std::string, WallClock> embedded_;
  std::map<std::string, WallClock> found_;
  int guessed_ = 0;
};

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_ZONES_H_
