#include "plan/calendar/ics_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/calendar/ics_values.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

int64_t UtcMs(const std::string& text) {
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
BusyQuery Query() {
  return {.window = {.start_ms = UtcMs("20261123T000000Z"), .end_ms = UtcMs("20261228T000000Z")},
          .zone = *FindZone("Europe/Lisbon")};
}

BusyTimes Read(const std::string& text, const BusyQuery& query = Query()) {
  const absl::StatusOr<BusyTimes> times = ReadBusyTimes(text, query);
  EXPECT_TRUE(times.ok()) << times.status();
  return times.value_or(BusyTimes{});
}

// "20261124T090000Z/20261124T100000Z"
std::vector<std::string> Spans(const BusyTimes& times) {
  std::vector<std::string> spans;
  for (const BusySpan& span : times.spans) spans.push_back(IcsUtcText(span.start_ms) + "/" + IcsUtcText(span.end_ms));
  return spans;
}

std::vector<std::string> SpansOf(const std::vector<std::string>& event) {
  return Spans(Read(CalendarFile().Event(event).Text()));
}

// The day and hour of each time's start, in UTC: "24T09".
std::vector<std::string> Starts(const BusyTimes& times) {
  std::vector<std::string> starts;
  for (const BusySpan& span : times.spans) starts.push_back(IcsUtcText(span.start_ms).substr(6, 5));
  return starts;
}

TEST(IcsReader, ReadsATimeInEveryNotation) {
  const auto nine_to_ten = ElementsAre("20261124T090000Z/20261124T100000Z");
  EXPECT_THAT(SpansOf({"DTSTART:20261124T090000Z", "DTEND:20261124T100000Z"}), nine_to_ten);
  EXPECT_THAT(SpansOf({"DTSTART:20261124T090000", "DURATION:PT1H"}), nine_to_ten);
  EXPECT_THAT(SpansOf({"DTSTART;TZID=Europe/Berlin:20261124T100000", "DTEND;TZID=Europe/Berlin:20261124T110000"}),
              nine_to_ten);
  EXPECT_THAT(SpansOf({"DTSTART;TZID=\"America/New_York\":20261124T040000", "DTEND:20261124T100000Z"}), nine_to_ten);
  EXPECT_THAT(SpansOf({"dtstart;tzid=Europe/Berlin;value=date-time:20261124T100000", "duration:PT60M"}), nine_to_ten);
}

TEST(IcsReader, LinesMayBeFoldedAnywhere) {
  const std::string text =
      "\xef\xbb\xbf"
      "BEGIN:VCALENDAR\nBEGIN:VEV\n ENT\nDTSTART;TZ\r\n ID=Europe/\r\n\tBerlin:20261124\n T100000\nDUR\n ATION:PT1H\n"
      "SUMMARY:Secret\nEND:VEVENT\nEND:VCALENDAR";
  EXPECT_THAT(Spans(Read(text)), ElementsAre("20261124T090000Z/20261124T100000Z"));
}

TEST(IcsReader, TouchingTimesAreOne) {
  const BusyTimes times = Read(CalendarFile()
                                   .Event({"DTSTART:20261124T100000Z", "DURATION:PT1H"})
                                   .Event({"DTSTART:20261124T090000Z", "DURATION:PT1H"})
                                   .Event({"DTSTART:20261124T093000Z", "DURATION:PT5M"})
                                   .Event({"DTSTART:20261124T110001Z", "DURATION:PT1H"})
                                   .Text());
  EXPECT_THAT(Spans(times), ElementsAre("20261124T090000Z/20261124T110000Z", "20261124T110001Z/20261124T120001Z"));
  EXPECT_EQ(times.events, 4);
}

TEST(IcsReader, OnlyTheWindowIsKept) {
  EXPECT_THAT(SpansOf({"DTSTART:20261122T230000Z", "DURATION:PT2H"}), ElementsAre("20261123T000000Z/20261123T010000Z"));
  EXPECT_THAT(SpansOf({"DTSTART:20261227T230000Z", "DURATION:P3D"}), ElementsAre("20261227T230000Z/20261228T000000Z"));
  EXPECT_THAT(SpansOf({"DTSTART:20261122T230000Z", "DURATION:PT1H"}), IsEmpty());
  EXPECT_THAT(SpansOf({"DTSTART:20090101T000000Z", "DTEND:20400101T000000Z"}),
              ElementsAre("20261123T000000Z/20261228T000000Z"));
}

TEST(IcsReader, WhatIsFreeIsNotBusy) {
  const std::vector<std::string> hour = {"DTSTART:20261124T090000Z", "DURATION:PT1H"};
  for (const char* line : {"STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"}) {
    std::vector<std::string> event = hour;
    event.push_back(line);
    const BusyTimes times = Read(CalendarFile().Event(event).Text());
    EXPECT_THAT(times.spans, IsEmpty()) << line;
    EXPECT_EQ(times.free, 1) << line;
  }
  for (const char* line : {"STATUS:TENTATIVE", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"}) {
    std::vector<std::string> event = hour;
    event.push_back(line);
    EXPECT_THAT(SpansOf(event), SizeIs(1)) << line;
  }
}

TEST(IcsReader, WholeDaysCountOnlyWhenAsked) {
  const std::string text = CalendarFile().Event({"DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126"}).Text();
  EXPECT_THAT(Read(text).spans, IsEmpty());
  EXPECT_EQ(Read(text).all_day, 1);
  BusyQuery query = Query();
  query.zone = *FindZone("Europe/Berlin");
  query.all_day = AllDay::kBusy;
  EXPECT_THAT(Spans(Read(text, query)), ElementsAre("20261123T230000Z/20261125T230000Z"));
  const std::string one = CalendarFile().Event({"DTSTART;VALUE=DATE:20261124"}).Text();
  EXPECT_THAT(Spans(Read(one, query)), ElementsAre("20261123T230000Z/20261124T230000Z"));
}

TEST(IcsReader, WhatTakesNoTimeIsNotBusy) {
  for (const char* end : {"DTEND:20261124T090000Z", "DTEND:20261123T090000Z", "DURATION:PT0S", "DURATION:-PT1H"}) {
    const BusyTimes times = Read(CalendarFile().Event({"DTSTART:20261124T090000Z", end}).Text());
    EXPECT_THAT(times.spans, IsEmpty()) << end;
    EXPECT_EQ(times.empty, 1) << end;
  }
}

TEST(IcsReader, AlarmsAndPeopleWithinAnEventAreNotItsTimes) {
  EXPECT_THAT(SpansOf({"DTSTART:20261124T090000Z", "BEGIN:VALARM", "DURATION:PT9H", "TRIGGER:-PT5M",
                       "DTSTART:20261125T090000Z", "END:VALARM", "DURATION:PT1H"}),
              ElementsAre("20261124T090000Z/20261124T100000Z"));
}

TEST(IcsReader, ASeriesStaysOnTheWallClock) {
  BusyQuery query = Query();
  query.window = {.start_ms = UtcMs("20260327T000000Z"), .end_ms = UtcMs("20260401T000000Z")};
  const std::string text =
      CalendarFile().Event({"DTSTART;TZID=Europe/Berlin:20200101T023000", "DURATION:PT30M", "RRULE:FREQ=DAILY"}).Text();
  EXPECT_THAT(Spans(Read(text, query)),
              ElementsAre("20260327T013000Z/20260327T020000Z", "20260328T013000Z/20260328T020000Z",
                          "20260329T013000Z/20260329T020000Z", "20260330T003000Z/20260330T010000Z",
                          "20260331T003000Z/20260331T010000Z"));
}

TEST(IcsReader, ADayOfADurationIsADayOfTheCalendarAndAnHourIsExact) {
  BusyQuery query = Query();
  query.window = {.start_ms = UtcMs("20260327T000000Z"), .end_ms = UtcMs("20260401T000000Z")};
  const auto spans = [&](const char* duration) {
    return Spans(Read(CalendarFile().Event({"DTSTART;TZID=Europe/Berlin:20260328T120000", duration}).Text(), query));
  };
  EXPECT_THAT(spans("DURATION:P1D"), ElementsAre("20260328T110000Z/20260329T100000Z"));
  EXPECT_THAT(spans("DURATION:PT24H"), ElementsAre("20260328T110000Z/20260329T110000Z"));
}

TEST(IcsReader, ExcludedTimesDoNotHappen) {
  const auto starts = [](const std::string& exdate) {
    return Starts(Read(
        CalendarFile()
            .Event({"DTSTART;TZID=Europe/Berlin:20261124T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", exdate})
            .Text()));
  };
  for (const char* exdate :
       {"EXDATE;TZID=Europe/Berlin:20261125T100000", "EXDATE:20261125T090000Z", "EXDATE;VALUE=DATE:20261125",
        "EXDATE;TZID=America/New_York:20261125T040000", "EXDATE:20200101T000000Z,20261125T090000Z"}) {
    EXPECT_THAT(starts(exdate), ElementsAre("24T09", "26T09")) << exdate;
  }
  EXPECT_THAT(starts("EXDATE:20261125T100000Z"), SizeIs(3));
}

TEST(IcsReader, AddedTimesHappenToo) {
  EXPECT_THAT(SpansOf({"DTSTART:20261124T090000Z", "DURATION:PT1H", "RDATE:20261126T080000Z",
                       "RDATE;VALUE=PERIOD:20261127T080000Z/PT30M,20261128T080000Z/20261128T081500Z"}),
              ElementsAre("20261124T090000Z/20261124T100000Z", "20261126T080000Z/20261126T090000Z",
                          "20261127T080000Z/20261127T083000Z", "20261128T080000Z/20261128T081500Z"));
}

TEST(IcsReader, AMovedTimeHappensWhereItWasMoved) {
  const std::string series = "DTSTART;TZID=Europe/Berlin:20261124T100000";
  const BusyTimes times =
      Read(CalendarFile()
               .Event({"UID:a", "DTSTART;TZID=Europe/Berlin:20261126T150000", "DURATION:PT2H",
                       "RECURRENCE-ID;TZID=Europe/Berlin:20261125T100000"})
               .Event({"UID:a", series, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"})
               .Event({"UID:a", "DTSTART:20261126T090000Z", "RECURRENCE-ID:20261126T090000Z", "STATUS:CANCELLED"})
               .Text());
  EXPECT_THAT(Spans(times), ElementsAre("20261124T090000Z/20261124T100000Z", "20261126T140000Z/20261126T160000Z"));
}

TEST(IcsReader, ATimeMovedIntoTheWindowIsSeen) {
  const BusyTimes times =
      Read(CalendarFile()
               .Event({"UID:a", "DTSTART:20261001T090000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"})
               .Event({"UID:a", "DTSTART:20261124T090000Z", "DURATION:PT1H", "RECURRENCE-ID:20261001T090000Z"})
               .Text());
  EXPECT_THAT(Starts(times), ElementsAre("24T09"));
}

TEST(IcsReader, TheNewestVersionOfAnEventCounts) {
  const BusyTimes times = Read(
      CalendarFile()
          .Event({"UID:a", "SEQUENCE:2", "DTSTART:20261125T090000Z", "DURATION:PT1H"})
          .Event({"UID:a", "SEQUENCE:1", "DTSTART:20261124T090000Z", "DURATION:PT1H"})
          .Event({"UID:b", "DTSTART:20261126T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2"})
          .Event({"UID:b", "SEQUENCE:4", "DTSTART:20261127T110000Z", "DURATION:PT1H", "RECURRENCE-ID:20261127T090000Z"})
          .Event({"UID:b", "SEQUENCE:3", "DTSTART:20261127T150000Z", "DURATION:PT1H", "RECURRENCE-ID:20261127T090000Z"})
          .Text());
  EXPECT_THAT(Starts(times), ElementsAre("25T09", "26T09", "27T11"));
}

TEST(IcsReader, ACancelledSeriesLeavesNothing) {
  EXPECT_THAT(Read(CalendarFile()
                       .Event({"UID:a", "SEQUENCE:2", "DTSTART:20261124T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY",
                               "STATUS:CANCELLED"})
                       .Event({"UID:a", "DTSTART:20261127T110000Z", "DURATION:PT1H", "RECURRENCE-ID:20261127T090000Z"})
                       .Text())
                  .spans,
              IsEmpty());
}

TEST(IcsReader, EventsWithoutAUidHaveNothingToDoWithEachOther) {
  EXPECT_THAT(Starts(Read(CalendarFile()
                              .Event({"SEQUENCE:1", "DTSTART:20261124T090000Z", "DURATION:PT1H"})
                              .Event({"DTSTART:20261125T090000Z", "DURATION:PT1H"})
                              .Text())),
              ElementsAre("24T09", "25T09"));
}

TEST(IcsReader, FreeBusyComponentsAreBusyTimes) {
  const BusyTimes times =
      Read(CalendarFile()
               .Component("VFREEBUSY", {"DTSTART:20261101T000000Z", "DTEND:20261231T000000Z",
                                        "FREEBUSY:20261124T090000Z/20261124T100000Z,20261125T090000Z/PT1H",
                                        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261126T090000Z/PT1H",
                                        "FREEBUSY;FBTYPE=FREE:20261127T090000Z/PT1H", "FREEBUSY:nonsense"})
               .Text());
  EXPECT_THAT(Starts(times), ElementsAre("24T09", "25T09", "26T09"));
}

TEST(IcsReader, UnknownRulesAreListedNotGuessed) {
  const std::vector<std::string> hour = {"SUMMARY:Secret", "DTSTART:20261124T090000Z", "DURATION:PT1H"};
  for (const char* line : {"RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=YEARLY;BYWEEKNO=48",
                           "RRULE:FREQ=WEEKLY;BYDAY=MO", "EXRULE:FREQ=DAILY", "EXDATE:yesterday", "RDATE:20261399"}) {
    std::vector<std::string> event = hour;
    event.push_back(line);
    const BusyTimes times = Read(CalendarFile().Event(event).Text());
    EXPECT_THAT(times.spans, IsEmpty()) << line;
    ASSERT_THAT(times.unknown, SizeIs(1)) << line;
    EXPECT_EQ(times.unknown[0].first_day, absl::CivilDay(2026, 11, 24)) << line;
    EXPECT_THAT(times.unknown[0].why, Not(HasSubstr("Secret")));
  }
  EXPECT_THAT(Read(CalendarFile().Event({"DURATION:PT1H"}).Text()).unknown, SizeIs(1));
  EXPECT_THAT(Read(CalendarFile()
                       .Event({"UID:a", "DTSTART:20261124T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"})
                       .Event({"UID:a", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261126T090000Z",
                               "DTSTART:20261126T100000Z", "DURATION:PT1H"})
                       .Text())
                  .unknown,
              SizeIs(1));
}

TEST(IcsReader, WhatIsNoCalendarIsRefused) {
  for (const char* text : {"", "<html></html>", "BEGIN:VEVENT\r\nEND:VEVENT\r\n"}) {
    EXPECT_EQ(ReadBusyTimes(text, Query()).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(IcsReader, ACalendarThatBreaksOffIsRefused) {
  const std::string whole = CalendarFile()
                                .Event({"DTSTART:20261124T090000Z", "DURATION:PT1H"})
                                .Component("VTIMEZONE", {"TZID:x", "BEGIN:STANDARD", "END:STANDARD"})
                                .Text();
  EXPECT_TRUE(ReadBusyTimes(whole, Query()).ok());
  for (size_t size = 0; size < whole.find("END:VCALENDAR"); ++size) {
    ASSERT_FALSE(ReadBusyTimes(whole.substr(0, size), Query()).ok()) << size;
  }
}

TEST(IcsReader, SizesAreBounded) {
  EXPECT_EQ(ReadBusyTimes(std::string(kMaxIcsBytes + 1, 'x'), Query()).status().code(),
            absl::StatusCode::kResourceExhausted);
  CalendarFile many;
  for (size_t i = 0; i <= kMaxIcsEvents; ++i) many.Event({});
  EXPECT_EQ(ReadBusyTimes(many.Text(), Query()).status().code(), absl::StatusCode::kResourceExhausted);
  CalendarFile scattered;
  for (size_t i = 0; i <= kMaxBusySpans; ++i) {
    const auto time = IcsUtcText(UtcMs("20261124T000000Z") + static_cast<int64_t>(i) * 120'000);
    scattered.Event({"DTSTART:" + time, "DURATION:PT1M"});
  }
  EXPECT_EQ(ReadBusyTimes(scattered.Text(), Query()).status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace toward::plan
