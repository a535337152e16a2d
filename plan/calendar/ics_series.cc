#include "plan/calendar/ics_series.h"

#include <algorithm>
#include <set>

#include "base/status_macros.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

// Clocks are never further than this from UTC, or from one another.
constexpr int64_t kMarginSeconds = 2 * 86'400;
// Of one rule: three hundred years of days.
constexpr int64_t kMaxDatesOfARule = 110'000;

absl::Status NoStart() { return absl::InvalidArgumentError("it does not say when it begins"); }
absl::Status Unreadable() { return absl::InvalidArgumentError("its times are not written as they should be"); }
absl::Status UnknownRule() { return absl::InvalidArgumentError("it repeats in a way Toward does not follow"); }
absl::Status StartsOffRule() { return absl::InvalidArgumentError("its first time is not one of its own rule"); }
absl::Status ChangesFuture() {
  return absl::InvalidArgumentError("one of its times was changed together with all that follow");
}
absl::Status TooManyTimes() { return absl::ResourceExhaustedError("it repeats too often to be followed"); }

bool IsDate(const IcsZonedTime& time) { return time.time.kind == IcsTime::Kind::kDate; }

// Those with the greatest sequence.
std::vector<const IcsEvent*> Newest(const std::vector<const IcsEvent*>& events) {
  int newest = 0;
  for (const IcsEvent* event : events) newest = std::max(newest, event->sequence);
  std::vector<const IcsEvent*> chosen;
  std::copy_if(events.begin(), events.end(), std::back_inserter(chosen),
               [&](const IcsEvent* event) { return event->sequence == newest; });
  return chosen;
}

// Of a series that is cancelled as a whole, no single time is left.
bool IsCalledOff(const std::vector<const IcsEvent*>& masters) {
  return !masters.empty() &&
         std::all_of(masters.begin(), masters.end(), [](const IcsEvent* event) { return event->cancelled; });
}

absl::Status CheckReadable(const std::vector<const IcsEvent*>& events) {
  for (const IcsEvent* event : events) {
    if (event->and_future) return ChangesFuture();
    if (event->unreadable) return Unreadable();
    if (!event->start) return NoStart();
  }
  return absl::OkStatus();
}

}  // namespace

struct IcsSeries::Exceptions {
  std::set<absl::Time> instants;
  std::set<absl::CivilDay> days;

  bool Have(absl::CivilSecond nominal, absl::Time instant) const {
    return instants.contains(instant) || days.contains(absl::CivilDay(nominal));
  }
};

absl::Status IcsSeries::Add(const std::vector<const IcsEvent*>& events) {
  RETURN_IF_ERROR(CheckReadable(events));
  std::vector<const IcsEvent*> masters;
  std::map<absl::Time, std::vector<const IcsEvent*>> by_replaced;
  std::vector<const IcsEvent*> replacements;
  for (const IcsEvent* event : events) {
    if (event->recurrence_id) {
      replacements.push_back(event);
      by_replaced[InstantOf(*event->recurrence_id)].push_back(event);
    } else {
      masters.push_back(event);
    }
  }
  current_.clear();
  masters = Newest(masters);
  if (IsCalledOff(masters)) {
    ++counts_.free;
    return absl::OkStatus();
  }
  for (const IcsEvent* master : masters) {
    RETURN_IF_ERROR(AddEvent(*master, ExceptionsOf(*master, replacements)));
  }
  for (const auto& [instant, candidates] : by_replaced) {
    for (const IcsEvent* event : Newest(candidates)) {
      const WallClock& clock = ClockOf(*event->start);
      if (Counted(*event)) Keep(InstantOf(*event->start), EndOf(event->start->time.wall, clock, LengthOf(*event)));
    }
  }
  spans_.insert(spans_.end(), current_.begin(), current_.end());
  return absl::OkStatus();
}

void IcsSeries::Add(const IcsPeriod& period) {
  current_.clear();
  KeepPeriod(period);
  spans_.insert(spans_.end(), current_.begin(), current_.end());
}

void IcsSeries::KeepPeriod(const IcsPeriod& period) {
  const absl::Time start = InstantOf(period.start);
  if (period.end) {
    Keep(start, InstantOf({.time = *period.end, .zone = period.start.zone}));
  } else if (period.duration) {
    const Length length{.days = period.duration->days, .exact = absl::Seconds(period.duration->seconds)};
    const WallClock& clock = ClockOf(period.start);
    Keep(start, EndOf(period.start.time.wall, clock, length));
  }
}

const WallClock& IcsSeries::ClockOf(const IcsZonedTime& time) {
  static const WallClock utc{absl::UTCTimeZone()};
  if (time.time.kind == IcsTime::Kind::kUtc) return utc;
  return IsDate(time) ? zones_.own() : zones_.Find(time.zone);
}

absl::Time IcsSeries::InstantOf(const IcsZonedTime& time) { return ClockOf(time).At(time.time.wall); }

IcsSeries::Length IcsSeries::LengthOf(const IcsEvent& event) {
  const IcsZonedTime& start = *event.start;
  if (event.end && IsDate(start) && IsDate(*event.end)) {
    return {.days = absl::CivilDay(event.end->time.wall) - absl::CivilDay(start.time.wall), .exact = {}};
  }
  if (event.end) return {.days = 0, .exact = InstantOf(*event.end) - InstantOf(start)};
  if (event.duration) return {.days = event.duration->days, .exact = absl::Seconds(event.duration->seconds)};
  return {.days = IsDate(start) ? 1 : 0, .exact = {}};
}

absl::Time IcsSeries::EndOf(absl::CivilSecond start, const WallClock& clock, const Length& length) const {
  return clock.At(start + length.days * 86'400) + length.exact;
}

absl::Status IcsSeries::AddEvent(const IcsEvent& event, const Exceptions& exceptions) {
  if (!Counted(event)) return absl::OkStatus();
  const Length length = LengthOf(event);
  AddMore(event, length, exceptions);
  if (!event.rules.empty()) return AddRule(event, length, exceptions);
  const WallClock& clock = ClockOf(*event.start);
  const absl::CivilSecond nominal = event.start->time.wall;
  if (!exceptions.Have(nominal, clock.At(nominal))) Keep(clock.At(nominal), EndOf(nominal, clock, length));
  return absl::OkStatus();
}

absl::Status IcsSeries::AddRule(const IcsEvent& event, const Length& length, const Exceptions& exceptions) {
  absl::StatusOr<RecurrenceRule> rule = ParseRecurrenceRule(event.rules.front());
  if (!rule.ok() || event.rules.size() > 1) return UnknownRule();
  const WallClock& clock = ClockOf(*event.start);
  const absl::CivilSecond start = event.start->time.wall;
  if (!FollowsItsRule(*rule, start)) return StartsOffRule();
  if (rule->until && rule->until->kind == Until::Kind::kUtc && !clock.zone()) {
    const absl::Time until = plan::InstantOf(rule->until->time, absl::UTCTimeZone());
    rule->until = {.kind = Until::Kind::kWall, .time = clock.ShownAt(until)};
  }
  const int64_t before = kMarginSeconds + length.days * 86'400 + absl::ToInt64Seconds(length.exact);
  ExpansionBudget of_rule{std::min(budget_.dates, kMaxDatesOfARule)};
  const int64_t given = of_rule.dates;
  const auto times = Expand(*rule, start, clock.zone(), clock.ShownAt(window_.start) - before,
                            clock.ShownAt(window_.end) + kMarginSeconds, of_rule);
  budget_.dates -= given - of_rule.dates;
  if (!times.ok()) return TooManyTimes();
  for (const absl::CivilSecond time : *times) {
    const absl::Time instant = clock.At(time);
    if (!exceptions.Have(time, instant)) Keep(instant, EndOf(time, clock, length));
  }
  return absl::OkStatus();
}

void IcsSeries::AddMore(const IcsEvent& event, const Length& length, const Exceptions& exceptions) {
  for (const IcsPeriod& period : event.more) {
    const absl::CivilSecond nominal = period.start.time.wall;
    if (exceptions.Have(nominal, InstantOf(period.start))) continue;
    if (period.end || period.duration) {
      KeepPeriod(period);
    } else {
      Keep(InstantOf(period.start), EndOf(nominal, ClockOf(period.start), length));
    }
  }
}

IcsSeries::Exceptions IcsSeries::ExceptionsOf(const IcsEvent& event, const std::vector<const IcsEvent*>& replacements) {
  Exceptions exceptions;
  for (const IcsZonedTime& time : event.excluded) Except(time, event, exceptions);
  for (const IcsEvent* replacement : replacements) Except(*replacement->recurrence_id, event, exceptions);
  return exceptions;
}

void IcsSeries::Except(const IcsZonedTime& time, const IcsEvent& event, Exceptions& exceptions) {
  if (IsDate(time) || IsDate(*event.start)) {
    exceptions.days.insert(absl::CivilDay(time.time.wall));
  } else {
    exceptions.instants.insert(InstantOf(time));
  }
}

bool IcsSeries::Counted(const IcsEvent& event) {
  if (event.cancelled || event.free) {
    ++counts_.free;
    return false;
  }
  if (IsDate(*event.start) && all_day_ == AllDay::kIgnored) {
    ++counts_.all_day;
    return false;
  }
  if (EndOf(event.start->time.wall, ClockOf(*event.start), LengthOf(event)) <= InstantOf(*event.start)) {
    ++counts_.empty;
    return false;
  }
  return true;
}

void IcsSeries::Keep(absl::Time start, absl::Time end) {
  const TimeSpan kept{.start = std::max(start, window_.start), .end = std::min(end, window_.end)};
  if (kept.start >= kept.end) return;
  // Times of a series that overlap are one, so a hostile series cannot fill the memory.
  if (!current_.empty() && current_.back().start <= kept.start && kept.start <= current_.back().end) {
    current_.back().end = std::max(current_.back().end, kept.end);
  } else {
    current_.push_back(kept);
  }
}

}  // namespace toward::plan
