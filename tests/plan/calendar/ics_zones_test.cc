#include "plan/calendar/ics_zones.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "plan/calendar/ics_reader.h"
#include "plan/calendar/wall_time.h"
#include "plan/calendar/windows_zones.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::Time Utc(absl::CivilSecond time) { return InstantOf(time, absl::UTCTimeZone()); }

// Hours east of UTC at which noon of 24 November 2026 is read, with this TZID.
struct ReadAt {
  int hours = 0;
  std::vector<std::string> warnings;
};

ReadAt Noon(const std::string& tzid, const std::string& rest_of_file = "") {
  const std::string text = "BEGIN:VCALENDAR\r\n" + rest_of_file + "BEGIN:VEVENT\r\nDTSTART;TZID=" + tzid +
                           ":20261124T120000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  const BusySpan window = {.start_ms = absl::ToUnixMillis(Utc(absl::CivilSecond(2026, 11, 20))),
                           .end_ms = absl::ToUnixMillis(Utc(absl::CivilSecond(2026, 11, 30)))};
  const auto times = ReadBusyTimes(text, {.window = window, .zone = *FindZone("Asia/Kathmandu")});
  TOWARD_CHECK(times.ok() && times->spans.size() == 1);
  const int64_t noon_ms = absl::ToUnixMillis(Utc(absl::CivilSecond(2026, 11, 24, 12)));
  return {.hours = static_cast<int>((noon_ms - times->spans[0].start_ms) / 3'600'000), .warnings = times->warnings};
}

// A zone six hours ahead of UTC in winter and seven in summer, as a file brings it with it.
const std::string kEmbedded =
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0700\r\nTZOFFSETTO:+0600\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0600\r\nTZOFFSETTO:+0700\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

TEST(IcsZones, ANameOfTheDatabaseComesFirst) {
  EXPECT_EQ(Noon("America/New_York").hours, -5);
  EXPECT_EQ(Noon("/freeassociation.sourceforge.net/America/New_York").hours, -5);
  EXPECT_EQ(Noon("/example.org/20050126_1/America/Argentina/Buenos_Aires").hours, -3);
  EXPECT_THAT(Noon("America/New_York").warnings, IsEmpty());
}

TEST(IcsZones, ThenANameOfWindows) {
  EXPECT_EQ(Noon("Eastern Standard Time").hours, -5);
  EXPECT_EQ(Noon("eastern standard time 1").hours, -5);
  EXPECT_EQ(Noon("\"W. Europe Standard Time\"").hours, 1);
}

TEST(IcsZones, ThenAZoneTheFileBrings) { EXPECT_EQ(Noon("Customized Time Zone", kEmbedded).hours, 6); }

TEST(IcsZones, ThenTheZoneOfTheWholeFile) { EXPECT_EQ(Noon("Nowhere", "X-WR-TIMEZONE:Europe/Berlin\r\n").hours, 1); }

TEST(IcsZones, ThenThePersonsOwnAndSaysSo) {
  const ReadAt read = Noon("Nowhere");
  EXPECT_EQ(read.hours, 5);
  EXPECT_THAT(read.warnings, ElementsAre("The calendar names a time zone that nobody here knows; times there were read "
                                         "as those of Asia/Kathmandu."));
}

TEST(IcsZones, NamesThatWouldOpenFilesAreNobodysZone) {
  for (const char* name : {"/etc/localtime", "localtime", "../../etc/passwd", "/localtime"}) {
    EXPECT_FALSE(FindNamedZone(name).has_value()) << name;
  }
  EXPECT_FALSE(FindNamedZone(std::string(100'000, '/')).has_value());
}

TEST(IcsZones, EveryWindowsNameLeadsToAZoneOfThisDevice) {
  for (const WindowsZone& zone : kWindowsZones) {
    EXPECT_TRUE(FindNamedZone(zone.windows).has_value()) << zone.windows;
  }
}

// The rules of a zone, given as a file would, tell the same times as the database does.
TEST(IcsZones, EmbeddedRulesTellTheTimesOfTheZoneTheyDescribe) {
  std::vector<WallClock::Change> changes;
  const absl::TimeZone berlin = *FindZone("Europe/Berlin");
  for (int year = 2025; year <= 2027; ++year) {
    for (const auto& [month, from, to] : {std::tuple(3, 1, 2), std::tuple(10, 2, 1)}) {
      const absl::CivilDay last_sunday = absl::PrevWeekday(absl::CivilDay(year, month + 1, 1), absl::Weekday::sunday);
      changes.push_back({.onset = absl::CivilSecond(last_sunday) + (month == 3 ? 2 : 3) * 3600,
                         .from_seconds = from * 3600,
                         .to_seconds = to * 3600});
    }
  }
  const WallClock clock(changes);
  for (absl::CivilMinute minute(2026, 1, 1); minute < absl::CivilMinute(2027, 1, 1); minute += 10) {
    const absl::CivilSecond nominal(minute);
    ASSERT_EQ(clock.At(nominal), InstantOf(nominal, berlin)) << nominal;
    const absl::Time instant = InstantOf(nominal, absl::UTCTimeZone());
    ASSERT_EQ(clock.ShownAt(instant), absl::ToCivilSecond(instant, berlin)) << nominal;
  }
}

TEST(IcsZones, AZoneWithoutRulesKeepsItsLastOffset) {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Fixed\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0400\r\n"
      "TZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
  EXPECT_EQ(Noon("Fixed", zone).hours, 3);
}

TEST(IcsZones, RulesThatHaveEndedLeaveTheLastOffset) {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Ended\r\n"
      "BEGIN:DAYLIGHT\r\nDTSTART:19800406T020000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\n"
      "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4;UNTIL=19900401T000000Z\r\nEND:DAYLIGHT\r\n"
      "BEGIN:STANDARD\r\nDTSTART:19801005T030000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\n"
      "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10;UNTIL=19891001T000000Z\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
  EXPECT_EQ(Noon("Ended", zone).hours, 3);
}

TEST(IcsZones, AZoneThatIsNotUnderstoodIsNotGuessed) {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0400\r\n"
      "TZOFFSETTO:+0300\r\nRRULE:FREQ=HOURLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
  EXPECT_EQ(Noon("Odd", zone).hours, 5);
  EXPECT_FALSE(Noon("Odd", zone).warnings.empty());
}

}  // namespace
}  // namespace toward::plan
