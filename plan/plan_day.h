// The family's own day. It begins at an hour of the family's choosing, in the family's time zone, so that half past one
// at night still belongs to the evening before, and both partners mean the same day wherever their devices are.
#ifndef TOWARD_PLAN_PLAN_DAY_H_
#define TOWARD_PLAN_PLAN_DAY_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {

// A date of the family's calendar, as days since 1970-01-01.
class PlanDay {
 public:
  constexpr PlanDay() = default;
  constexpr explicit PlanDay(int32_t number) : number_(number) {}
  explicit PlanDay(absl::CivilDay date);

  constexpr int32_t number() const { return number_; }
  absl::CivilDay date() const;

  constexpr PlanDay Plus(int32_t days) const { return PlanDay(number_ + days); }
  // ISO 8601: 1 = Monday to 7 = Sunday.
  int Weekday() const;
  // The Monday of this day's week.
  PlanDay StartOfWeek() const;

  friend auto operator<=>(const PlanDay&, const PlanDay&) = default;

 private:
  int32_t number_ = 0;
};

// "Tuesday 24 November".
std::string LongDate(PlanDay day);
// "2026-11-24".
std::string IsoDate(PlanDay day);

// Reads "today", "yesterday", "tomorrow" or "2026-11-24", from 1970 to 9999. INVALID_ARGUMENT, in words that say what would do.
absl::StatusOr<PlanDay> ParseDay(std::string_view text, PlanDay today);

// When the family's days begin. A value type.
class Calendar {
 public:
  static constexpr int kUsualDayStartHour = 3;

  // `time_zone`: an IANA name, for example "Europe/Lisbon"; `day_start_hour`: 0 to 23. INVALID_ARGUMENT: an hour out of
  // range, or a zone this device has no data for. There is no silent fallback: a wrong zone would file moments under
  // wrong days.
  static absl::StatusOr<Calendar> Make(std::string_view time_zone, int day_start_hour);

  // The plan day at a moment, given in milliseconds since 1970-01-01 UTC.
  PlanDay DayOf(int64_t wall_ms) const;
  // When a day begins, as above. Where clocks skip that hour, it begins at the jump; where they repeat it, the first
  // time. Later days begin later, whatever the clocks do.
  int64_t StartMs(PlanDay day) const;
  // When a wall clock shows `minute` (after midnight, 0 to 1439) within a plan day: minutes before the hour at which
  // the day begins are of its night, on the next calendar date. A time that clocks skip is shifted by what they skip;
  // of one that they repeat, the first (RFC 5545, 3.3.5).
  int64_t WallMs(PlanDay day, uint32_t minute) const;
  // What a wall clock shows at a moment.
  absl::CivilMinute WallAt(int64_t wall_ms) const;
  // The moment at which a wall clock shows this, skipped and repeated times as above.
  int64_t MsAt(absl::CivilMinute wall) const;

  std::string time_zone() const { return zone_.name(); }
  int day_start_hour() const { return day_start_hour_; }

 private:
  Calendar(absl::TimeZone zone, int day_start_hour) : zone_(zone), day_start_hour_(day_start_hour) {}
  absl::Time Start(PlanDay day) const;

  absl::TimeZone zone_;
  int day_start_hour_;
};

}  // namespace toward::plan

#endif  // TOWARD_PLAN_PLAN_DAY_H_
