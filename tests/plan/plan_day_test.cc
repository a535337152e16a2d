#include "plan/plan_day.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace toward::plan {
namespace {

using testing::EndsWith;

int64_t UtcMs(absl::CivilSecond time) { return absl::ToUnixMillis(absl::FromCivil(time, absl::UTCTimeZone())); }

Calendar In(const char* zone, int day_start_hour = Calendar::kUsualDayStartHour) {
  absl::StatusOr<Calendar> calendar = Calendar::Make(zone, day_start_hour);
  EXPECT_TRUE(calendar.ok()) << calendar.status();
  return *calendar;
}

std::string DayAt(const Calendar& calendar, const char* utc) {
  absl::CivilSecond time;
  EXPECT_TRUE(absl::ParseCivilTime(utc, &time)) << utc;
  return IsoDate(calendar.DayOf(UtcMs(time)));
}

TEST(PlanDay, HalfPastOneAtNightBelongsToTheDayBefore) {
  const Calendar lisbon = In("Europe/Lisbon");
  EXPECT_EQ(DayAt(lisbon, "2026-11-25T01:30:00"), "2026-11-24");
  EXPECT_EQ(DayAt(lisbon, "2026-11-25T02:59:59"), "2026-11-24");
  EXPECT_EQ(DayAt(lisbon, "2026-11-25T03:00:00"), "2026-11-25");
}

TEST(PlanDay, IsTheSameForBothPartnersWhereverTheirDevicesAre) {
  const Calendar auckland = In("Pacific/Auckland");
  EXPECT_EQ(DayAt(auckland, "2026-11-24T13:59:00"), "2026-11-24");
  EXPECT_EQ(DayAt(auckland, "2026-11-24T14:00:00"), "2026-11-25");
}

TEST(PlanDay, BeginsAtTheJumpWhenClocksSkipItsHour) {
  const Calendar berlin = In("Europe/Berlin", 2);  // 2026-03-29: 02:00 becomes 03:00, at 01:00 UTC
  EXPECT_EQ(DayAt(berlin, "2026-03-29T00:59:59"), "2026-03-28");
  EXPECT_EQ(DayAt(berlin, "2026-03-29T01:00:00"), "2026-03-29");
}

TEST(PlanDay, BeginsOnceWhenClocksRepeatItsHour) {
  const Calendar berlin = In("Europe/Berlin", 2);  // 2026-10-25: 03:00 becomes 02:00, at 01:00 UTC
  EXPECT_EQ(DayAt(berlin, "2026-10-24T23:59:59"), "2026-10-24");
  EXPECT_EQ(DayAt(berlin, "2026-10-25T00:00:00"), "2026-10-25");
  EXPECT_EQ(DayAt(berlin, "2026-10-25T01:00:00"), "2026-10-25");
}

TEST(PlanDay, NeverGoesBackAsTimeGoesOn) {
  for (const char* zone : {"Europe/Berlin", "America/New_York", "America/Havana", "Antarctica/Troll", "Pacific/Apia",
                           "Australia/Lord_Howe", "Asia/Beirut", "UTC"}) {
    for (int hour = 0; hour < 24; ++hour) {
      const Calendar calendar = In(zone, hour);
      PlanDay last(0);
      for (absl::CivilHour time(2011, 12, 27); time < absl::CivilHour(2012, 12, 1); time += 1) {
        const PlanDay day = calendar.DayOf(UtcMs(absl::CivilSecond(time)));
        ASSERT_GE(day, last) << zone << " " << hour << " " << time;
        last = day;
      }
    }
  }
}

TEST(PlanDay, ItsStartIsItsFirstMoment) {
  const Calendar calendar = In("America/New_York");
  for (PlanDay day(20'000); day < PlanDay(20'800); day = day.Plus(1)) {
    ASSERT_EQ(calendar.DayOf(calendar.StartMs(day)), day);
    ASSERT_EQ(calendar.DayOf(calendar.StartMs(day) - 1), day.Plus(-1));
  }
}

TEST(PlanDay, KnowsItsWeek) {
  const PlanDay tuesday(absl::CivilDay(2026, 11, 24));
  EXPECT_EQ(tuesday.Weekday(), 2);
  EXPECT_EQ(IsoDate(tuesday.StartOfWeek()), "2026-11-23");
  EXPECT_EQ(tuesday.Plus(5).StartOfWeek(), tuesday.StartOfWeek());
  EXPECT_EQ(PlanDay(-4).Weekday(), 7);
}

TEST(PlanDay, IsWrittenForPeople) {
  EXPECT_EQ(LongDate(PlanDay(absl::CivilDay(2026, 11, 24))), "Tuesday 24 November");
  EXPECT_EQ(LongDate(PlanDay(absl::CivilDay(2026, 3, 1))), "Sunday 1 March");
}

TEST(ParseDay, ReadsWordsAndDates) {
  const PlanDay today(absl::CivilDay(2026, 11, 24));
  EXPECT_EQ(*ParseDay("today", today), today);
  EXPECT_EQ(*ParseDay("yesterday", today), today.Plus(-1));
  EXPECT_EQ(*ParseDay("tomorrow", today), today.Plus(1));
  EXPECT_EQ(*ParseDay("2024-02-29", today), PlanDay(absl::CivilDay(2024, 2, 29)));
}

TEST(ParseDay, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "someday", "2026-02-29", "2026-02-31", "2026-13-01", "2026-1-1", "1969-12-31", "20-11-2026x", "-026-01-01"}) {
    const absl::StatusOr<PlanDay> day = ParseDay(text, PlanDay(0));
    ASSERT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(day.status().message()), EndsWith("2026-11-24."));
  }
}

TEST(Calendar, AnUnknownZoneIsAnErrorNotUtc) {
  for (const char* zone : {"", "Europe/Atlantis", "/etc/localtime", "../zoneinfo/UTC", "localtime", "localtime\n"}) {
    EXPECT_EQ(Calendar::Make(zone, 3).status().code(), absl::StatusCode::kInvalidArgument) << zone;
  }
}

TEST(Calendar, ADayBeginsAtAnHourOfTheDay) {
  EXPECT_FALSE(Calendar::Make("UTC", 24).ok());
  EXPECT_FALSE(Calendar::Make("UTC", -1).ok());
  EXPECT_EQ(In("UTC", 23).day_start_hour(), 23);
}

}  // namespace
}  // namespace toward::plan
