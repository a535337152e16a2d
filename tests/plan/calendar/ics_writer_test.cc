#include "plan/calendar/ics_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "plan/calendar/ics_line.h"
#include "plan/calendar/ics_reader.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// Noon of 24 November 2026, UTC.
constexpr int64_t kChangedMs = 1'795'521'600'000;

FeedEvent TogetherAt(absl::CivilMinute start) {
  return {.uid = "a@toward", .start = start, .minutes = 30, .title = "Time together", .modified_ms = kChangedMs};
}

FeedEvent EveryDayAt(absl::CivilMinute start) {
  FeedEvent event = TogetherAt(start);
  event.repeat = FeedRepeat{.weekdays = {1, 2, 3, 4, 5, 6, 7}, .last_day = {}, .skipped = {}, .moved = {}};
  return event;
}

Feed FeedOf(std::vector<FeedEvent> events, absl::CivilDay first_day = absl::CivilDay(2026, 11, 24),
            const char* zone = "Europe/Lisbon") {
  return {.name = "Toward",
          .zone = *FindZone(zone),
          .first_day = first_day,
          .last_day = first_day + 90,
          .events = std::move(events)};
}

// The lines of a feed between one that begins so and the next END, unfolded.
std::vector<std::string> Unfolded(const std::string& text) {
  std::vector<std::string> lines;
  IcsLines reader(text);
  while (const std::optional<IcsLine> line = reader.Next()) {
    std::string whole = line->name;
    for (const auto& [name, value] : line->parameters) whole += ";" + name + "=" + value;
    lines.push_back(whole + ":" + line->value);
  }
  return lines;
}

std::vector<std::string> LinesThatBegin(const std::string& text, const std::string& beginning) {
  std::vector<std::string> lines = Unfolded(text);
  std::erase_if(lines, [&](const std::string& line) { return !line.starts_with(beginning); });
  return lines;
}

TEST(IcsWriter, WritesOneEventInFull) {
  const std::string text = WriteFeed(FeedOf({TogetherAt(absl::CivilMinute(2026, 11, 24, 20, 30))}));
  EXPECT_THAT(text, StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Toward//Toward//EN\r\n"
                               "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nNAME:Toward\r\nX-WR-CALNAME:Toward\r\n"
                               "X-WR-TIMEZONE:Europe/Lisbon\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
                               "X-PUBLISHED-TTL:PT1H\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Lisbon\r\n"));
  EXPECT_THAT(text, HasSubstr("END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@toward\r\nDTSTAMP:20261124T120000Z\r\n"
                              "LAST-MODIFIED:20261124T120000Z\r\nSEQUENCE:0\r\n"
                              "DTSTART;TZID=Europe/Lisbon:20261124T203000\r\nDURATION:PT30M\r\n"
                              "SUMMARY:Time together\r\nTRANSP:TRANSPARENT\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n"
                              "END:VCALENDAR\r\n"));
}

TEST(IcsWriter, BringsTheChangesOfTheClocksWithIt) {
  const std::string text = WriteFeed(FeedOf({}));
  EXPECT_THAT(LinesThatBegin(text, "DTSTART"),
              ElementsAre("DTSTART:20260101T000000", "DTSTART:20260329T010000", "DTSTART:20261025T020000",
                          "DTSTART:20270328T010000", "DTSTART:20271031T020000", "DTSTART:20280326T010000",
                          "DTSTART:20281029T020000"));
  EXPECT_THAT(text, HasSubstr("BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n"
                              "TZNAME:WEST\r\nEND:DAYLIGHT\r\n"));
}

TEST(IcsWriter, ASeriesBeginsOnADayOfItsOwn) {
  FeedEvent event = EveryDayAt(absl::CivilMinute(2026, 11, 24, 20, 30));
  event.repeat->weekdays = {1, 4};
  event.repeat->last_day = absl::CivilDay(2026, 12, 31);
  event.repeat->skipped = {absl::CivilDay(2026, 11, 30)};
  const std::string text = WriteFeed(FeedOf({event}));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/Lisbon:20261126T203000\r\n"));
  EXPECT_THAT(text, HasSubstr("RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231T203000Z\r\n"
                              "EXDATE;TZID=Europe/Lisbon:20261130T203000\r\n"));
}

TEST(IcsWriter, AMovedTimeReplacesItsOwn) {
  FeedEvent event = EveryDayAt(absl::CivilMinute(2026, 11, 24, 20, 30));
  event.sequence = 3;
  event.repeat->moved = {
      {.day = absl::CivilDay(2026, 11, 27), .start = absl::CivilMinute(2026, 11, 27, 19, 0), .minutes = 20}};
  const std::string text = WriteFeed(FeedOf({event}));
  EXPECT_THAT(text, HasSubstr("SEQUENCE:3\r\nDTSTART;TZID=Europe/Lisbon:20261127T190000\r\nDURATION:PT20M\r\n"));
  EXPECT_THAT(text, HasSubstr("RECURRENCE-ID;TZID=Europe/Lisbon:20261127T203000\r\n"));
  EXPECT_THAT(LinesThatBegin(text, "UID:"), ElementsAre("UID:a@toward", "UID:a@toward"));
}

TEST(IcsWriter, ASkippedTimeOfASeriesIsWrittenOut) {
  const absl::CivilDay march(2026, 3, 1);
  const std::string text =
      WriteFeed(FeedOf({EveryDayAt(absl::CivilMinute(2026, 3, 1, 2, 30))}, march, "America/New_York"));
  EXPECT_THAT(LinesThatBegin(text, "RECURRENCE-ID"),
              ElementsAre("RECURRENCE-ID;TZID=America/New_York:20260308T023000"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=America/New_York:20260308T033000\r\n"));
}

TEST(IcsWriter, ASkippedTimeThatWasDecidedOtherwiseIsLeftAlone) {
  const absl::CivilDay march(2026, 3, 1), gap(2026, 3, 8);
  FeedEvent event = EveryDayAt(absl::CivilMinute(2026, 3, 1, 2, 30));
  event.repeat->skipped = {gap};
  EXPECT_THAT(WriteFeed(FeedOf({event}, march, "America/New_York")), Not(HasSubstr("RECURRENCE-ID")));
  event.repeat->skipped = {};
  event.repeat->moved = {{.day = gap, .start = absl::CivilMinute(2026, 3, 8, 5, 0), .minutes = 10}};
  EXPECT_THAT(LinesThatBegin(WriteFeed(FeedOf({event}, march, "America/New_York")), "RECURRENCE-ID"), SizeIs(1));
}

TEST(IcsWriter, ASingleSkippedTimeIsShifted) {
  const std::string text = WriteFeed(
      FeedOf({TogetherAt(absl::CivilMinute(2026, 3, 8, 2, 30))}, absl::CivilDay(2026, 3, 1), "America/New_York"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=America/New_York:20260308T033000\r\n"));
}

TEST(IcsWriter, EqualContentGivesEqualBytesInAnyOrder) {
  FeedEvent later = EveryDayAt(absl::CivilMinute(2026, 11, 25, 20, 30));
  later.uid = "b@toward";
  const FeedEvent sooner = TogetherAt(absl::CivilMinute(2026, 11, 24, 20, 30));
  EXPECT_EQ(WriteFeed(FeedOf({sooner, later})), WriteFeed(FeedOf({later, sooner})));
}

TEST(IcsWriter, TheHorizonMovesWithoutMovingAByte) {
  const FeedEvent event = EveryDayAt(absl::CivilMinute(2026, 11, 1, 20, 30));
  EXPECT_EQ(WriteFeed(FeedOf({event}, absl::CivilDay(2026, 11, 10))),
            WriteFeed(FeedOf({event}, absl::CivilDay(2026, 11, 11))));
}

TEST(IcsWriter, AlarmsAreThereWhenAskedFor) {
  Feed feed = FeedOf({TogetherAt(absl::CivilMinute(2026, 11, 24, 20, 30))});
  EXPECT_THAT(WriteFeed(feed), Not(HasSubstr("VALARM")));
  feed.alarm_minutes = 5;
  EXPECT_THAT(WriteFeed(feed), HasSubstr("CLASS:PRIVATE\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"
                                         "DESCRIPTION:Time together\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n"));
}

TEST(IcsWriter, WordsCannotBreakOutOfTheirLine) {
  FeedEvent event = TogetherAt(absl::CivilMinute(2026, 11, 24, 20, 30));
  event.title = "a\r\nEND:VEVENT\\;,\x01";
  EXPECT_THAT(WriteFeed(FeedOf({event})), HasSubstr("SUMMARY:a\\nEND:VEVENT\\\\\\;\\,\r\n"));
}

TEST(IcsWriter, OurOwnReaderSeesWhatWasWritten) {
  Feed feed =
      FeedOf({EveryDayAt(absl::CivilMinute(2026, 3, 1, 2, 30))}, absl::CivilDay(2026, 3, 1), "America/New_York");
  feed.shows = FeedShows::kBusy;
  const auto ms = [&](absl::CivilSecond wall) { return absl::ToUnixMillis(InstantOf(wall, feed.zone)); };
  const auto times = ReadBusyTimes(WriteFeed(feed), {.window = {.start_ms = ms(absl::CivilSecond(2026, 3, 7)),
                                                                .end_ms = ms(absl::CivilSecond(2026, 3, 10))},
                                                     .zone = absl::UTCTimeZone()});
  ASSERT_TRUE(times.ok()) << times.status();
  std::vector<int64_t> starts;
  for (const BusySpan& span : times->spans) starts.push_back(span.start_ms);
  EXPECT_THAT(starts, ElementsAre(ms(absl::CivilSecond(2026, 3, 7, 2, 30)), ms(absl::CivilSecond(2026, 3, 8, 3, 30)),
                                  ms(absl::CivilSecond(2026, 3, 9, 2, 30))));
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

RC_GTEST_PROP(FoldedLine, IsShortWholeAndNeverCutsACharacter, ()) {
  std::string line;
  for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(
           rc::gen::element<std::string>("a", "bc", "é", "ह", "🌙", " ", "0123456789"))) {
    line += piece;
  }
  const std::string folded = Folded(line);
  RC_ASSERT(folded.ends_with("\r\n"));
  std::string joined;
  for (size_t begin = 0; begin < folded.size();) {
    const size_t end = folded.find("\r\n", begin);
    RC_ASSERT(end - begin <= 75u);
    const std::string raw = folded.substr(begin, end - begin);
    RC_ASSERT(begin == 0 || raw.starts_with(' '));
    const std::string content = begin == 0 ? raw : raw.substr(1);
    RC_ASSERT(content.empty() || !IsContinuation(content.front()));
    joined += content;
    begin = end + 2;
  }
  RC_ASSERT(joined == line);
}

}  // namespace
}  // namespace toward::plan
