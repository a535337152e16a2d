// Calendar files made line by line, and what the reader sees in them.
#ifndef TOWARD_TESTS_PLAN_CALENDAR_CALENDAR_FILE_H_
#define TOWARD_TESTS_PLAN_CALENDAR_CALENDAR_FILE_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plan/calendar/ics_reader.h"
#include "plan/calendar/ics_values.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {

inline int64_t UtcMs(const std::string& text) {
  return absl::ToUnixMillis(InstantOf(ParseIcsTime(text)->wall, absl::UTCTimeZone()));
}

// A calendar file of the given lines, each component's lines between its BEGIN and END.
class CalendarFile {
 public:
  CalendarFile& Line(const std::string& line) {
    text_ += line + "\r\n";
    return *this;
  }
  CalendarFile& Event(const std::vector<std::string>& lines) { return Component("VEVENT", lines); }
  CalendarFile& Component(const std::string& name, const std::vector<std::string>& lines) {
    Line("BEGIN:" + name);
    for (const std::string& line : lines) Line(line);
    return Line("END:" + name);
  }
  std::string Text() const { return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + text_ + "END:VCALENDAR\r\n"; }

 private:
  std::string text_;
};

// Five weeks from Monday 23 November 2026, for somebody in Lisbon, where it is the same time as in UTC then.
inline BusyQuery Query() {
  return {.window = {.start_ms = UtcMs("20261123T000000Z"), .end_ms = UtcMs("20261228T000000Z")},
          .zone = *FindZone("Europe/Lisbon")};
}

inline BusyTimes Read(const std::string& text, const BusyQuery& query = Query()) {
  const absl::StatusOr<BusyTimes> times = ReadBusyTimes(text, query);
  EXPECT_TRUE(times.ok()) << times.status();
  return times.value_or(BusyTimes{});
}

// "20261124T090000Z/20261124T100000Z"
inline std::vector<std::string> Spans(const BusyTimes& times) {
  std::vector<std::string> spans;
  for (const BusySpan& span : times.spans) spans.push_back(IcsUtcText(span.start_ms) + "/" + IcsUtcText(span.end_ms));
  return spans;
}

inline std::vector<std::string> SpansOf(const std::vector<std::string>& event) {
  return Spans(Read(CalendarFile().Event(event).Text()));
}

// The day and hour of each time's start, in UTC: "24T09".
inline std::vector<std::string> Starts(const BusyTimes& times) {
  std::vector<std::string> starts;
  for (const BusySpan& span : times.spans) starts.push_back(IcsUtcText(span.start_ms).substr(6, 5));
  return starts;
}

}  // namespace toward::plan

#endif  // TOWARD_TESTS_PLAN_CALENDAR_CALENDAR_FILE_H_
