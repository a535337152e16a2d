#include "plan/calendar/ics_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/calendar/calendar_file.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(IcsSeries, ASeriesStaysOnTheWallClock) {
  BusyQuery query = Query();
  query.window = {.start_ms = UtcMs("20260327T000000Z"), .end_ms = UtcMs("20260401T000000Z")};
  const std::string text =
      CalendarFile().Event({"DTSTART;TZID=Europe/Berlin:20200101T023000", "DURATION:PT30M", "RRULE:FREQ=DAILY"}).Text();
  EXPECT_THAT(Spans(Read(text, query)),
              ElementsAre("20260327T013000Z/20260327T020000Z", "20260328T013000Z/20260328T020000Z",
                          "20260329T013000Z/20260329T020000Z", "20260330T003000Z/20260330T010000Z",
                          "20260331T003000Z/20260331T010000Z"));
}

TEST(IcsSeries, ADayOfADurationIsADayOfTheCalendarAndAnHourIsExact) {
  BusyQuery query = Query();
  query.window = {.start_ms = UtcMs("20260327T000000Z"), .end_ms = UtcMs("20260401T000000Z")};
  const auto spans = [&](const char* duration) {
    return Spans(Read(CalendarFile().Event({"DTSTART;TZID=Europe/Berlin:20260328T120000", duration}).Text(), query));
  };
  EXPECT_THAT(spans("DURATION:P1D"), ElementsAre("20260328T110000Z/20260329T100000Z"));
  EXPECT_THAT(spans("DURATION:PT24H"), ElementsAre("20260328T110000Z/20260329T110000Z"));
}

TEST(IcsSeries, ExcludedTimesDoNotHappen) {
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

TEST(IcsSeries, AddedTimesHappenToo) {
  EXPECT_THAT(SpansOf({"DTSTART:20261124T090000Z", "DURATION:PT1H", "RDATE:20261126T080000Z",
                       "RDATE;VALUE=PERIOD:20261127T080000Z/PT30M,20261128T080000Z/20261128T081500Z"}),
              ElementsAre("20261124T090000Z/20261124T100000Z", "20261126T080000Z/20261126T090000Z",
                          "20261127T080000Z/20261127T083000Z", "20261128T080000Z/20261128T081500Z"));
}

TEST(IcsSeries, AMovedTimeHappensWhereItWasMoved) {
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

TEST(IcsSeries, ATimeMovedIntoTheWindowIsSeen) {
  const BusyTimes times =
      Read(CalendarFile()
               .Event({"UID:a", "DTSTART:20261001T090000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"})
               .Event({"UID:a", "DTSTART:20261124T090000Z", "DURATION:PT1H", "RECURRENCE-ID:20261001T090000Z"})
               .Text());
  EXPECT_THAT(Starts(times), ElementsAre("24T09"));
}

TEST(IcsSeries, TheNewestVersionOfAnEventCounts) {
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

TEST(IcsSeries, ACancelledSeriesLeavesNothing) {
  EXPECT_THAT(Read(CalendarFile()
                       .Event({"UID:a", "SEQUENCE:2", "DTSTART:20261124T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY",
                               "STATUS:CANCELLED"})
                       .Event({"UID:a", "DTSTART:20261127T110000Z", "DURATION:PT1H", "RECURRENCE-ID:20261127T090000Z"})
                       .Text())
                  .spans,
              IsEmpty());
}

TEST(IcsSeries, EventsWithoutAUidHaveNothingToDoWithEachOther) {
  EXPECT_THAT(Starts(Read(CalendarFile()
                              .Event({"SEQUENCE:1", "DTSTART:20261124T090000Z", "DURATION:PT1H"})
                              .Event({"DTSTART:20261125T090000Z", "DURATION:PT1H"})
                              .Text())),
              ElementsAre("24T09", "25T09"));
}

TEST(IcsSeries, UnknownRulesAreListedNotGuessed) {
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

}  // namespace
}  // namespace toward::plan
