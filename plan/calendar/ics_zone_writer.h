// A zone of the database, as the VTIMEZONE component that a calendar file brings with it.
#ifndef TOWARD_PLAN_CALENDAR_ICS_ZONE_WRITER_H_
#define TOWARD_PLAN_CALENDAR_ICS_ZONE_WRITER_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {

// Right for all days from `first` to `last`, and for the rest of their years and the year after, so that the bytes
// change once a year at most. Each change of the clocks is written out, rather than a rule somebody would have to
// guess.
std::string ZoneComponent(absl::TimeZone zone, absl::CivilDay first, absl::CivilDay last);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_ZONE_WRITER_H_
