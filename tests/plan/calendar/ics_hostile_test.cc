// Files that want to hang or fill the memory. Each ends, and says in a sentence what is wrong or what is left.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "plan/calendar/ics_reader.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

BusyQuery Query() {
  return {.window = {.start_ms = 1'795'392'000'000, .end_ms = 1'798'416'000'000}, .zone = *FindZone("Europe/Lisbon")};
}

// As many copies of `part` between `head` and `tail` as a file may have bytes.
std::string Filled(const std::string& head, const std::string& part, const std::string& tail) {
  std::string text = "BEGIN:VCALENDAR\n" + head;
  const std::string end = tail + "\nEND:VCALENDAR\n";
  while (text.size() + part.size() + end.size() <= kMaxIcsBytes) text += part;
  return text + end;
}

std::string Events(size_t count, const std::string& lines) {
  std::string text = "BEGIN:VCALENDAR\n";
  for (size_t i = 0; i < count; ++i) text += "BEGIN:VEVENT\n" + lines + "END:VEVENT\n";
  return text + "END:VCALENDAR\n";
}

TEST(HostileIcs, FiveMegabytesOfAnythingEnd) {
  const std::string event = "BEGIN:VEVENT\nDTSTART:20261124T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\n";
  for (const std::string& text :
       {Filled("", " ", ""), Filled("", "\n ", ""), Filled("", "BEGIN:X\n", ""), Filled("", ";", ""),
        Filled("X", ";A=\"", ":"), Filled(event + "EXDATE:", "20261124T090000Z,", "20261124T090000Z\nEND:VEVENT"),
        Filled(event + "RDATE:", "20261124T090000Z,", "20261124T090000Z\nEND:VEVENT"),
        Filled(event, "RRULE:FREQ=DAILY;COUNT=9\n", "END:VEVENT"),
        Filled("BEGIN:VEVENT\nDTSTART;TZID=", "/a", ":20261124T090000\nDURATION:PT1H\nEND:VEVENT"),
        Filled("BEGIN:VTIMEZONE\nTZID:x\n", "BEGIN:STANDARD\nEND:STANDARD\n", "END:VTIMEZONE"),
        Filled("BEGIN:VEVENT\nUID:", "x", "\nEND:VEVENT")}) {
    const absl::StatusOr<BusyTimes> times = ReadBusyTimes(text, Query());
    if (times.ok()) {
      EXPECT_LE(times->spans.size(), kMaxBusySpans);
    } else {
      EXPECT_FALSE(times.status().message().empty());
    }
  }
}

TEST(HostileIcs, RulesThatCountFromTheBeginningOfTimeAreListed) {
  const std::string text =
      Events(kMaxIcsEvents, "DTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=999999999\n");
  const absl::StatusOr<BusyTimes> times = ReadBusyTimes(text, Query());
  ASSERT_TRUE(times.ok()) << times.status();
  EXPECT_THAT(times->spans, IsEmpty());
  EXPECT_THAT(times->unknown, SizeIs(kMaxIcsEvents));
}

TEST(HostileIcs, AnEventOfThousandsOfYearsEveryDayIsOneSpan) {
  const std::string text = Events(200, "DTSTART:20100101T000000Z\nDTEND:20300101T000000Z\nRRULE:FREQ=DAILY\n");
  const absl::StatusOr<BusyTimes> times = ReadBusyTimes(text, Query());
  ASSERT_TRUE(times.ok()) << times.status();
  EXPECT_THAT(times->spans, SizeIs(1));
}

TEST(HostileIcs, AZoneOfManyThousandChangesIsNotUsed) {
  std::string zone =
      "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:20260101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRDATE:";
  const std::string event = "BEGIN:VEVENT\nDTSTART;TZID=x:20261124T090000\nDURATION:PT1H\nEND:VEVENT\n";
  const absl::StatusOr<BusyTimes> times = ReadBusyTimes(
      Filled(zone, "20261124T090000,", "20261124T090000\nEND:STANDARD\nEND:VTIMEZONE\n" + event), Query());
  ASSERT_TRUE(times.ok()) << times.status();
  EXPECT_THAT(times->warnings, SizeIs(1));
}

// Well-formed or not: lines of a calendar in any order, some of them broken.
rc::Gen<std::string> AnyCalendar() {
  const auto line = rc::gen::element<std::string>(
      "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
      "BEGIN:STANDARD", "END:STANDARD", "BEGIN:VFREEBUSY", "END:VFREEBUSY", "DTSTART:20261124T090000Z",
      "DTSTART;TZID=x:20261124T090000", "DTSTART;VALUE=DATE:20261124", "DTEND:20261124T100000Z",
      "DTEND:99991231T235959Z", "DTSTART:00010101T000000", "DURATION:P1DT1H", "DURATION:-P9999W", "DURATION:P3660D",
      "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYDAY=-53MO", "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYSETPOS=-1",
      "RRULE:FREQ=DAILY;COUNT=999999", "RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z;INTERVAL=10000",
      "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "EXDATE:20261125T090000Z",
      "RDATE;VALUE=PERIOD:20261124T090000Z/PT1H", "RECURRENCE-ID:20261125T090000Z", "UID:a", "SEQUENCE:-5",
      "SEQUENCE:99999999999", "TZID:x", "TZOFFSETFROM:+2359", "TZOFFSETTO:-2359", "FREEBUSY:20261124T090000Z/PT1H",
      "X-WR-TIMEZONE:Europe/Berlin", ":", ";;;:", "\xff\xfe", " folded");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(line), [](const std::vector<std::string>& lines) {
    std::string text = "BEGIN:VCALENDAR\n";
    for (const std::string& each : lines) text += each + "\n";
    return text + "END:VCALENDAR\n";
  });
}

RC_GTEST_PROP(HostileIcs, WhateverIsReadIsOrderedAndWithinTheWindow, ()) {
  const absl::StatusOr<BusyTimes> times = ReadBusyTimes(*AnyCalendar(), Query());
  if (!times.ok()) {
    RC_ASSERT(!times.status().message().empty());
    return;
  }
  int64_t last_end_ms = Query().window.start_ms - 1;
  for (const BusySpan& span : times->spans) {
    RC_ASSERT(span.start_ms > last_end_ms);
    RC_ASSERT(span.end_ms > span.start_ms);
    last_end_ms = span.end_ms;
  }
  RC_ASSERT(last_end_ms <= Query().window.end_ms);
}

}  // namespace
}  // namespace toward::plan
