#include "plan/calendar/ics_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/calendar/calendar_file.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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
