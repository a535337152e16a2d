#include "plan/calendar/recurrence.h"

#include <algorithm>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

// From the first up to, not including, the last.
struct DayRange {
  absl::CivilDay first;
  absl::CivilDay last;
};

absl::Status TooMuchWork() { return absl::ResourceExhaustedError("The rule needs too many steps to follow."); }

int DaysAfter(absl::Weekday earlier, absl::Weekday later) {
  return (static_cast<int>(later) - static_cast<int>(earlier) + 7) % 7;
}

bool Contains(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

DayRange MonthOf(absl::CivilMonth month) { return {absl::CivilDay(month), absl::CivilDay(month + 1)}; }

// What the rule leaves to its start, said aloud.
RecurrenceRule Completed(RecurrenceRule rule, absl::CivilDay start) {
  const bool no_days = rule.by_day.empty() && rule.by_month_day.empty();
  if (rule.frequency == Frequency::kWeekly && rule.by_day.empty()) {
    rule.by_day = {{.weekday = absl::GetWeekday(start), .ordinal = 0}};
  }
  if (rule.frequency == Frequency::kYearly && no_days && rule.by_month.empty()) rule.by_month = {start.month()};
  if (rule.frequency >= Frequency::kMonthly && no_days) rule.by_month_day = {start.day()};
  return rule;
}

class Expansion {
 public:
  Expansion(const RecurrenceRule& rule, absl::CivilDay start) : rule_(Completed(rule, start)), start_(start) {}

  // The days of the nth period, the one of the start being the 0th.
  DayRange Period(int64_t n) const {
    const int64_t step = n * rule_.interval;
    switch (rule_.frequency) {
      case Frequency::kDaily:
        return {start_ + step, start_ + step + 1};
      case Frequency::kWeekly: {
        const absl::CivilDay first = start_ - DaysAfter(rule_.week_start, absl::GetWeekday(start_)) + 7 * step;
        return {first, first + 7};
      }
      case Frequency::kMonthly:
        return MonthOf(absl::CivilMonth(start_) + step);
      case Frequency::kYearly:
        break;
    }
    const absl::CivilYear year = absl::CivilYear(start_) + step;
    return {absl::CivilDay(year), absl::CivilDay(year + 1)};
  }

  // The number of a period that neither ends after `day` nor leaves out one that does; not negative.
  int64_t PeriodBefore(absl::CivilDay day) const {
    int64_t steps = 0;
    switch (rule_.frequency) {
      case Frequency::kDaily:
        steps = day - start_;
        break;
      case Frequency::kWeekly:
        steps = (day - start_) / 7;
        break;
      case Frequency::kMonthly:
        steps = absl::CivilMonth(day) - absl::CivilMonth(start_);
        break;
      case Frequency::kYearly:
        steps = absl::CivilYear(day) - absl::CivilYear(start_);
        break;
    }
    return std::max<int64_t>(0, steps / rule_.interval - 1);
  }

  // The rule's days of a period, in order.
  std::vector<absl::CivilDay> Days(const DayRange& period) const {
    std::vector<absl::CivilDay> days;
    for (absl::CivilDay day = period.first; day < period.last; ++day) {
      if (Matches(day, period)) days.push_back(day);
    }
    return rule_.by_set_position.empty() ? days : AtPositions(days);
  }

 private:
  bool Matches(absl::CivilDay day, const DayRange& period) const {
    if (!rule_.by_month.empty() && !Contains(rule_.by_month, day.month())) return false;
    if (!rule_.by_month_day.empty() && !MatchesMonthDay(day)) return false;
    return rule_.by_day.empty() || MatchesWeekday(day, period);
  }

  bool MatchesMonthDay(absl::CivilDay day) const {
    const auto from_end = static_cast<int>(day - MonthOf(absl::CivilMonth(day)).last);
    return Contains(rule_.by_month_day, day.day()) || Contains(rule_.by_month_day, from_end);
  }

  bool MatchesWeekday(absl::CivilDay day, const DayRange& period) const {
    const DayRange range = rule_.by_month.empty() ? period : MonthOf(absl::CivilMonth(day));
    const auto ordinal = static_cast<int>((day - range.first) / 7 + 1);
    const auto from_end = static_cast<int>((range.last - day - 1) / 7 + 1);
    const absl::Weekday weekday = absl::GetWeekday(day);
    return std::any_of(rule_.by_day.begin(), rule_.by_day.end(), [&](const WeekdayChoice& choice) {
      if (choice.weekday != weekday) return false;
      return choice.ordinal == 0 || choice.ordinal == ordinal || -choice.ordinal == from_end;
    });
  }

  std::vector<absl::CivilDay> AtPositions(const std::vector<absl::CivilDay>& days) const {
    std::vector<absl::CivilDay> chosen;
    const auto size = static_cast<int>(days.size());
    for (int i = 0; i < size; ++i) {
      if (Contains(rule_.by_set_position, i + 1) || Contains(rule_.by_set_position, i - size)) {
        chosen.push_back(days[static_cast<size_t>(i)]);
      }
    }
    return chosen;
  }

  const RecurrenceRule rule_;
  const absl::CivilDay start_;
};

// Whether its COUNT ends a series before `day`, where that can be seen without counting: with a rule that is met in
// each of its days or weeks.
bool IsOverBefore(absl::CivilDay day, absl::CivilDay start, const RecurrenceRule& rule) {
  if (!rule.count || !rule.by_month.empty() || !rule.by_month_day.empty()) return false;
  const bool every_day = rule.frequency == Frequency::kDaily && rule.by_day.empty();
  if (!every_day && rule.frequency != Frequency::kWeekly) return false;
  const int64_t days = every_day ? 1 : 7;
  return start + days * rule.interval * *rule.count < day;
}

bool IsPast(const Until& until, absl::CivilSecond time, std::optional<absl::TimeZone> zone) {
  switch (until.kind) {
    case Until::Kind::kDate:
      return absl::CivilDay(time) > absl::CivilDay(until.time);
    case Until::Kind::kWall:
      return time > until.time;
    case Until::Kind::kUtc:
      break;
  }
  if (!zone) return time > until.time;
  return InstantOf(time, *zone) > InstantOf(until.time, absl::UTCTimeZone());
}

absl::CivilSecond OnDay(absl::CivilDay day, absl::CivilSecond time) {
  return absl::CivilSecond(day.year(), day.month(), day.day(), time.hour(), time.minute(), time.second());
}

absl::Status Spend(int64_t dates, ExpansionBudget& budget) {
  if (budget.dates < dates) return TooMuchWork();
  budget.dates -= dates;
  return absl::OkStatus();
}

}  // namespace

bool FollowsItsRule(const RecurrenceRule& rule, absl::CivilSecond start) {
  const absl::CivilDay day(start);
  const Expansion expansion(rule, day);
  const std::vector<absl::CivilDay> days = expansion.Days(expansion.Period(0));
  return std::binary_search(days.begin(), days.end(), day);
}

absl::StatusOr<std::vector<absl::CivilSecond>> Expand(const RecurrenceRule& rule, absl::CivilSecond start,
                                                      std::optional<absl::TimeZone> zone, absl::CivilSecond from,
                                                      absl::CivilSecond to, ExpansionBudget& budget) {
  const Expansion expansion(rule, absl::CivilDay(start));
  std::vector<absl::CivilSecond> times;
  if (IsOverBefore(absl::CivilDay(from), absl::CivilDay(start), rule)) return times;
  int64_t counted = 0;
  for (int64_t n = rule.count ? 0 : expansion.PeriodBefore(absl::CivilDay(from));; ++n) {
    const DayRange period = expansion.Period(n);
    if (period.first > absl::CivilDay(to)) return times;
    RETURN_IF_ERROR(Spend(period.last - period.first, budget));
    for (const absl::CivilDay day : expansion.Days(period)) {
      const absl::CivilSecond time = OnDay(day, start);
      if (time < start) continue;
      if (time >= to || (rule.until && IsPast(*rule.until, time, zone))) return times;
      if (rule.count && ++counted > *rule.count) return times;
      if (time >= from) times.push_back(time);
    }
  }
}

}  // namespace toward::plan
