// When one event of a calendar file happens: the event itself, its rule, and what replaces single times of it. All of
// them have one UID.
#ifndef TOWARD_PLAN_CALENDAR_ICS_SERIES_H_
#define TOWARD_PLAN_CALENDAR_ICS_SERIES_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "plan/calendar/ics_calendar.h"
#include "plan/calendar/ics_zones.h"
#include "plan/calendar/recurrence.h"

namespace toward::plan {

enum class AllDay { kIgnored, kBusy };

// From the start up to, not including, the end.
struct TimeSpan {
  absl::Time start;
  absl::Time end;
};

// Collects the busy times of one event after the other, within a window.
class IcsSeries {
 public:
  // What was seen; an event counts once, however often it happens.
  struct Counts {
    int free = 0;
    int all_day = 0;
    int empty = 0;
  };

  // The zones and the budget must outlive it.
  IcsSeries(TimeSpan window, AllDay all_day, IcsZones& zones, ExpansionBudget& budget)
      : window_(window), all_day_(all_day), zones_(zones), budget_(budget) {}

  // `events`: all of one UID, at least one. INVALID_ARGUMENT or RESOURCE_EXHAUSTED, in a clause for a person ("it
  // repeats
  // ..."): when the event happens is not known, and nothing of it was added.
  absl::Status Add(const std::vector<const IcsEvent*>& events);
  // A time that is busy by itself.
  void Add(const IcsPeriod& period);

  // Overlapping the window, in no order.
  const std::vector<TimeSpan>& spans() const { return spans_; }
  const Counts& counts() const { return counts_; }

 private:
  // How long each time takes: days of the calendar, then exact seconds.
  struct Length {
    int64_t days = 0;
    absl::Duration exact;
  };
  // The times of a series that do not happen, or not as its rule says.
  struct Exceptions;

  const WallClock& ClockOf(const IcsZonedTime& time);
  absl::Time InstantOf(const IcsZonedTime& time);
  Length LengthOf(const IcsEvent& event);
  absl::Time EndOf(absl::CivilSecond start, const WallClock& clock, const Length& length) const;

  absl::Status AddEvent(const IcsEvent& event, const Exceptions& exceptions);
  absl::Status AddRule(const IcsEvent& event, const Length& length, const Exceptions& exceptions);
  void AddMore(const IcsEvent& event, const Length& length, const Exceptions& exceptions);
  Exceptions ExceptionsOf(const IcsEvent& event, const std::vector<const IcsEvent*>& replacements);
  void Except(const IcsZonedTime& time, const IcsEvent& event, Exceptions& exceptions);
  // Whether it takes up time at all; counts it if not.
  bool Counted(const IcsEvent& event);
  void KeepPeriod(const IcsPeriod& period);
  void Keep(absl::Time start, absl::Time end);

  const TimeSpan window_;
  const AllDay all_day_;
  IcsZones& zones_;
  ExpansionBudget& budget_;
  // Of the event that is being added.
  std::vector<TimeSpan> current_;
  std::vector<TimeSpan> spans_;
  Counts counts_;
};

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_SERIES_H_
