#include "plan/plan_day.h"

#include <array>
#include <optional>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

constexpr std::array<const char*, 7> kWeekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                  "Friday", "Saturday", "Sunday"};
constexpr std::array<const char*, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};

absl::Status NotADay() {
  return absl::InvalidArgumentError("That is not a day. Write today, yesterday, tomorrow, or a date like 2026-11-24.");
}

absl::Status NotAnHour() {
  return absl::InvalidArgumentError("A day begins at a full hour from 0 to 23; 3 suits most families.");
}

absl::Status UnknownTimeZone() {
  return absl::InvalidArgumentError(
      "This device does not know that time zone. Use a name like Europe/Lisbon or America/New_York.");
}

std::optional<int> Digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

PlanDay::PlanDay(absl::CivilDay date) : number_(static_cast<int32_t>(date - absl::CivilDay(1970, 1, 1))) {}

absl::CivilDay PlanDay::date() const { return absl::CivilDay(1970, 1, 1) + number_; }

int PlanDay::Weekday() const { return static_cast<int>(absl::GetWeekday(date())) + 1; }

PlanDay PlanDay::StartOfWeek() const { return Plus(1 - Weekday()); }

std::string LongDate(PlanDay day) {
  const absl::CivilDay date = day.date();
  return fmt::format("{} {} {}", kWeekdays[static_cast<size_t>(day.Weekday() - 1)], date.day(),
                     kMonths[static_cast<size_t>(date.month() - 1)]);
}

std::string IsoDate(PlanDay day) {
  const absl::CivilDay date = day.date();
  return fmt::format("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
}

absl::StatusOr<PlanDay> ParseDay(std::string_view text, PlanDay today) {
  if (text == "today") return today;
  if (text == "yesterday") return today.Plus(-1);
  if (text == "tomorrow") return today.Plus(1);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return NotADay();
  const std::optional<int> year = Digits(text.substr(0, 4));
  const std::optional<int> month = Digits(text.substr(5, 2));
  const std::optional<int> day = Digits(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970) return NotADay();
  const absl::CivilDay date(*year, *month, *day);
  if (date.month() != *month || date.day() != *day) return NotADay();
  return PlanDay(date);
}

absl::StatusOr<Calendar> Calendar::Make(std::string_view time_zone, int day_start_hour) {
  if (day_start_hour < 0 || day_start_hour > 23) return NotAnHour();
  const std::optional<absl::TimeZone> zone = FindZone(time_zone);
  if (!zone) return UnknownTimeZone();
  return Calendar(*zone, day_start_hour);
}

PlanDay Calendar::DayOf(int64_t wall_ms) const {
  const absl::Time now = absl::FromUnixMillis(wall_ms);
  PlanDay day = PlanDay(absl::ToCivilDay(now, zone_)).Plus(1);
  while (Start(day) > now) day = day.Plus(-1);
  return day;
}

int64_t Calendar::StartMs(PlanDay day) const { return absl::ToUnixMillis(Start(day)); }

absl::Time Calendar::Start(PlanDay day) const {
  const absl::TimeZone::TimeInfo start = zone_.At(absl::CivilHour(day.date()) + day_start_hour_);
  return start.kind == absl::TimeZone::TimeInfo::SKIPPED ? start.trans : start.pre;
}

int64_t Calendar::WallMs(PlanDay day, uint32_t minute) const {
  const bool of_the_night = minute < static_cast<uint32_t>(day_start_hour_) * 60;
  return MsAt(absl::CivilMinute(day.Plus(of_the_night ? 1 : 0).date()) + minute);
}

absl::CivilMinute Calendar::WallAt(int64_t wall_ms) const {
  return absl::CivilMinute(zone_.At(absl::FromUnixMillis(wall_ms)).cs);
}

int64_t Calendar::MsAt(absl::CivilMinute wall) const {
  return absl::ToUnixMillis(zone_.At(absl::CivilSecond(wall)).pre);
}

}  // namespace toward::plan
