#include "plan/calendar/ics_zone_writer.h"

#include <string_view>

#include "fmt/format.h"
#include "plan/calendar/ics_line.h"
#include "plan/calendar/ics_values.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

// The moment of a change: skipped times have only it, repeated times have it between them.
absl::Time InstantOfChange(const absl::TimeZone::CivilTransition& change, absl::TimeZone zone) {
  const absl::TimeZone::TimeInfo before = zone.At(change.from);
  return before.kind == absl::TimeZone::TimeInfo::SKIPPED ? before.trans : zone.At(change.to).trans;
}

// From `onset`, as clocks show it before, they show another offset.
std::string Observance(absl::CivilSecond onset, int from_seconds, const absl::TimeZone::CivilInfo& after) {
  const std::string_view kind = after.offset > from_seconds ? "DAYLIGHT" : "STANDARD";
  return Folded(fmt::format("BEGIN:{}", kind)) + Folded("DTSTART:" + IcsWallText(onset)) +
         Folded("TZOFFSETFROM:" + IcsOffsetText(from_seconds)) + Folded("TZOFFSETTO:" + IcsOffsetText(after.offset)) +
         Folded("TZNAME:" + IcsText(after.zone_abbr)) + Folded(fmt::format("END:{}", kind));
}

}  // namespace

std::string ZoneComponent(absl::TimeZone zone, absl::CivilDay first, absl::CivilDay last) {
  const absl::Time start = InstantOf(absl::CivilSecond(absl::CivilYear(first)), zone);
  const absl::Time end = InstantOf(absl::CivilSecond(absl::CivilYear(last) + 2), zone);
  std::string text = Folded("BEGIN:VTIMEZONE") + Folded("TZID:" + IcsText(zone.name()));
  const int first_offset = zone.At(start).offset;
  text += Observance(absl::CivilSecond(absl::CivilYear(first)), first_offset, zone.At(start));
  absl::TimeZone::CivilTransition change;
  for (absl::Time at = start; zone.NextTransition(at, &change); at = InstantOfChange(change, zone)) {
    const absl::Time instant = InstantOfChange(change, zone);
    if (instant >= end) break;
    const int before = zone.At(instant - absl::Seconds(1)).offset;
    text += Observance(change.from, before, zone.At(instant));
  }
  return text + Folded("END:VTIMEZONE");
}

}  // namespace toward::plan
