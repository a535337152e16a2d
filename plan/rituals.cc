#include "plan/rituals.h"

#include <algorithm>
#include <array>
#include <set>

#include "plan/extras.h"

namespace toward::plan {
namespace {

constexpr std::array<StartingRitual, 3> kStartingRituals = {{
    {.type = v1::Ritual::TYPE_CHECK_IN, .natural_part = "check-in", .minutes_goal = 10},
    {.type = v1::Ritual::TYPE_APPRECIATION, .natural_part = "appreciation", .minutes_goal = std::nullopt},
    {.type = v1::Ritual::TYPE_ONE_ON_ONE, .natural_part = "one-on-one", .minutes_goal = 10},
}};

}  // namespace

absl::Span<const StartingRitual> StartingRituals() { return kStartingRituals; }

Counting CountingOf(const Ritual& ritual) {
  switch (ritual.type) {
    case v1::Ritual::TYPE_APPRECIATION:
      return Counting::kEach;
    case v1::Ritual::TYPE_ONE_ON_ONE:
      return Counting::kEither;
    case v1::Ritual::TYPE_EXTRA:
      if (const Extra* extra = FindExtra(ritual.extra)) return extra->counting;
      return Counting::kJoint;
    default:
      return Counting::kJoint;
  }
}

v1::Ritual::Cadence Daily() {
  v1::Ritual::Cadence cadence;
  for (uint32_t weekday = 1; weekday <= 7; ++weekday) cadence.add_weekdays(weekday);
  return cadence;
}

std::string_view DefaultTitle(v1::Ritual::Type type) {
  switch (type) {
    case v1::Ritual::TYPE_CHECK_IN:
      return "Check-in";
    case v1::Ritual::TYPE_APPRECIATION:
      return "Thank-you";
    case v1::Ritual::TYPE_ONE_ON_ONE:
      return "Time";
    default:
      return "Ritual";
  }
}

std::string TitleOf(const Ritual& ritual) {
  if (ritual.title && !ritual.title->empty()) return *ritual.title;
  const Extra* extra = ritual.type == v1::Ritual::TYPE_EXTRA ? FindExtra(ritual.extra) : nullptr;
  return std::string(extra == nullptr ? DefaultTitle(ritual.type) : extra->title);
}

bool IsDue(const Ritual& ritual, PlanDay day, absl::Span<const PlanDay> done_days) {
  if (ritual.cadence.times_per_week() > 0) {
    std::set<PlanDay> done_this_week;
    for (const PlanDay done : done_days) {
      if (done >= day.StartOfWeek() && done < day) done_this_week.insert(done);
    }
    return done_this_week.size() < ritual.cadence.times_per_week();
  }
  const auto& weekdays = ritual.cadence.weekdays();
  return std::find(weekdays.begin(), weekdays.end(), static_cast<uint32_t>(day.Weekday())) != weekdays.end();
}

}  // namespace toward::plan
