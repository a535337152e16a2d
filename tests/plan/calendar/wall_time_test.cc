#include "plan/calendar/wall_time.h"

#include <gtest/gtest.h>

#include <set>

#include "plan/plan_day.h"
#include "tests/plan/calendar/vectors.h"

namespace toward::plan {
namespace {

absl::CivilSecond Civil(const std::string& text) {
  absl::CivilSecond time;
  EXPECT_TRUE(absl::ParseCivilTime(text, &time)) << text;
  return time;
}

absl::TimeZone Zone(const std::string& name) {
  const std::optional<absl::TimeZone> zone = FindZone(name);
  EXPECT_TRUE(zone.has_value()) << name;
  return zone.value_or(absl::UTCTimeZone());
}

std::string UtcText(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

std::set<std::string> ZonesOfTheVectors() {
  std::set<std::string> zones;
  EachCase("zones.json", "walls", [&](const Json& json) { zones.insert(Text(json, "time_zone")); });
  return zones;
}

TEST(WallTime, IsTheInstantOfEveryVector) {
  EachCase("zones.json", "walls", [](const Json& json) {
    const absl::TimeZone zone = Zone(Text(json, "time_zone"));
    const absl::CivilSecond wall = Civil(Text(json, "wall"));
    EXPECT_EQ(UtcText(InstantOf(wall, zone)), Text(json, "instant"));
    EXPECT_EQ(SkippedByClocks(wall, zone), Text(json, "kind") == "skipped");
  });
}

TEST(WallTime, ShowsItselfUnlessItIsSkipped) {
  EachCase("zones.json", "walls", [](const Json& json) {
    const absl::TimeZone zone = Zone(Text(json, "time_zone"));
    const absl::CivilSecond wall = Civil(Text(json, "wall"));
    EXPECT_EQ(ShownWall(wall, zone) == wall, Text(json, "kind") != "skipped");
    EXPECT_GE(ShownWall(wall, zone), wall);
  });
}

TEST(WallTime, ASkippedTimeIsShiftedByWhatIsSkippedNotToItsEnd) {
  EXPECT_EQ(ShownWall(Civil("2026-03-08T02:30:00"), Zone("America/New_York")), Civil("2026-03-08T03:30:00"));
  EXPECT_EQ(ShownWall(Civil("2026-10-04T02:15:00"), Zone("Australia/Lord_Howe")), Civil("2026-10-04T02:45:00"));
}

TEST(WallTime, TwoNominalTimesCanBeOneInstant) {
  const absl::TimeZone zone = Zone("America/New_York");
  EXPECT_EQ(InstantOf(Civil("2026-03-08T02:30:00"), zone), InstantOf(Civil("2026-03-08T03:30:00"), zone));
}

// Every instant lies in exactly one plan day: each begins where the one before it ends, and time is found in it.
TEST(WallTime, PlanDaysPartitionTimeInEveryZoneAtEveryHour) {
  for (const std::string& zone : ZonesOfTheVectors()) {
    for (int hour = 0; hour < 24; ++hour) {
      SCOPED_TRACE(zone + " " + std::to_string(hour));
      const absl::StatusOr<Calendar> calendar = Calendar::Make(zone, hour);
      ASSERT_TRUE(calendar.ok()) << calendar.status();
      for (PlanDay day(absl::CivilDay(2026, 1, 1)); day < PlanDay(absl::CivilDay(2028, 1, 1)); day = day.Plus(1)) {
        const int64_t start = calendar->StartMs(day);
        const int64_t end = calendar->StartMs(day.Plus(1));
        ASSERT_LT(start, end) << IsoDate(day);
        ASSERT_EQ(calendar->DayOf(start), day) << IsoDate(day);
        ASSERT_EQ(calendar->DayOf(end - 1), day) << IsoDate(day);
      }
    }
  }
}

TEST(WallTime, KnowsOnlyZonesThatEveryDeviceMeansAlike) {
  for (const char* name : {"Europe/Lisbon", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"}) {
    EXPECT_TRUE(FindZone(name).has_value()) << name;
  }
  for (const char* name :
       {"", "localtime", "Europe/Atlantis", "/etc/localtime", "../zoneinfo/UTC", "UTC\n", "libc:x"}) {
    EXPECT_FALSE(FindZone(name).has_value()) << name;
  }
}

TEST(WallTime, MinutesOfADayAreThoseOfTheWallClock) {
  const absl::TimeZone zone = Zone("America/New_York");
  const auto minute = [&](const char* nominal) {
    return MinuteOfDay(absl::ToUnixMillis(InstantOf(Civil(nominal), zone)), zone);
  };
  EXPECT_EQ(minute("2026-11-24T00:00:00"), 0u);
  EXPECT_EQ(minute("2026-11-24T23:59:59"), 1439u);
  EXPECT_EQ(minute("2026-03-08T02:30:00"), 210u);
}

TEST(WallTime, ClocksAreReadAndWritten) {
  for (const uint32_t m : {0u, 1u, 599u, 720u, 1439u, 1440u}) EXPECT_EQ(ParseClock(ClockText(m)), m);
  for (const char* text : {"", "9:00", "09.00", "0900", "24:01", "12:60", "-1:00", "+1:00", "12:0x"}) {
    EXPECT_FALSE(ParseClock(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace toward::plan
