#include "plan/calendar/ics_reader.h"

#include <algorithm>
#include <map>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "plan/calendar/ics_zones.h"

namespace toward::plan {
namespace {

// Dates looked at for one file: a second of work.
constexpr int64_t kMaxDates = 10'000'000;

absl::Status TooManySpans() {
  return absl::ResourceExhaustedError(
      "The calendar is busy more than 1,000 times in five weeks; leave some of it out.");
}

// Events by UID, in the order of the file; one without a UID stands alone.
std::vector<std::vector<const IcsEvent*>> ByUid(const std::vector<IcsEvent>& events) {
  std::vector<std::vector<const IcsEvent*>> groups;
  std::map<std::string_view, size_t> group_of;
  for (const IcsEvent& event : events) {
    const auto [found, is_new] = group_of.try_emplace(event.uid, groups.size());
    if (is_new || event.uid.empty()) {
      groups.push_back({&event});
    } else {
      groups[found->second].push_back(&event);
    }
  }
  return groups;
}

UnknownEvent Unknown(const std::vector<const IcsEvent*>& events, const absl::Status& why) {
  UnknownEvent unknown{.first_day = std::nullopt, .why = std::string(why.message())};
  for (const IcsEvent* event : events) {
    if (event->start && !unknown.first_day) unknown.first_day = absl::CivilDay(event->start->time.wall);
  }
  return unknown;
}

absl::StatusOr<std::vector<BusySpan>> Merged(std::vector<TimeSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const TimeSpan& a, const TimeSpan& b) { return a.start < b.start; });
  std::vector<BusySpan> merged;
  for (const TimeSpan& span : spans) {
    const BusySpan busy{.start_ms = absl::ToUnixMillis(span.start), .end_ms = absl::ToUnixMillis(span.end)};
    if (!merged.empty() && busy.start_ms <= merged.back().end_ms) {
      merged.back().end_ms = std::max(merged.back().end_ms, busy.end_ms);
    } else {
      merged.push_back(busy);
    }
  }
  if (merged.size() > kMaxBusySpans) return TooManySpans();
  return merged;
}

}  // namespace

absl::StatusOr<BusyTimes> ReadBusyTimes(std::string_view ics, const BusyQuery& query) {
  ASSIGN_OR_RETURN(const IcsCalendar calendar, ParseIcs(ics));
  const TimeSpan window{.start = absl::FromUnixMillis(query.window.start_ms),
                        .end = absl::FromUnixMillis(query.window.end_ms)};
  ExpansionBudget budget{kMaxDates};
  IcsZones zones(calendar, query.zone, window.start, window.end, budget);
  IcsSeries series(window, query.all_day, zones, budget);
  BusyTimes times;
  for (const std::vector<const IcsEvent*>& events : ByUid(calendar.events)) {
    const absl::Status added = series.Add(events);
    if (!added.ok()) times.unknown.push_back(Unknown(events, added));
  }
  for (const IcsPeriod& period : calendar.busy) series.Add(period);
  ASSIGN_OR_RETURN(times.spans, Merged(series.spans()));
  times.events = static_cast<int>(calendar.events.size() + calendar.free_busy_components);
  times.free = series.counts().free;
  times.all_day = series.counts().all_day;
  times.empty = series.counts().empty;
  if (zones.guessed() > 0) {
    times.warnings.push_back(fmt::format(
        "The calendar names {} that nobody here knows; times there were read as those of {}.",
        zones.guessed() == 1 ? "a time zone" : fmt::format("{} time zones", zones.guessed()), query.zone.name()));
  }
  return times;
}

}  // namespace toward::plan
