#include "plan/rituals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

Ritual OnWeekdays(std::initializer_list<uint32_t> weekdays) {
  Ritual ritual;
  for (const uint32_t weekday : weekdays) ritual.cadence.add_weekdays(weekday);
  return ritual;
}

Ritual TimesPerWeek(uint32_t times) {
  Ritual ritual;
  ritual.cadence.set_times_per_week(times);
  return ritual;
}

TEST(IsDue, OnItsWeekdaysOnly) {
  const Ritual tuesdays = OnWeekdays({2});
  EXPECT_TRUE(IsDue(tuesdays, kTuesday, {}));
  EXPECT_FALSE(IsDue(tuesdays, kTuesday.Plus(1), {}));
  EXPECT_TRUE(IsDue(tuesdays, kTuesday.Plus(7), {}));
}

TEST(IsDue, UntilDoneOftenEnoughInTheWeek) {
  const Ritual twice = TimesPerWeek(2);
  const PlanDay friday = kTuesday.Plus(3);
  EXPECT_TRUE(IsDue(twice, friday, {}));
  EXPECT_TRUE(IsDue(twice, friday, {kTuesday}));
  EXPECT_TRUE(IsDue(twice, friday, {kTuesday, kTuesday}));
  EXPECT_FALSE(IsDue(twice, friday, {kTuesday, kTuesday.Plus(1)}));
}

TEST(IsDue, ANewWeekBeginsOnMonday) {
  const Ritual once = TimesPerWeek(1);
  const PlanDay sunday = kTuesday.Plus(5);
  EXPECT_FALSE(IsDue(once, sunday, {kTuesday}));
  EXPECT_TRUE(IsDue(once, sunday.Plus(1), {kTuesday, sunday}));
}

TEST(IsDue, WhatComesLaterInTheWeekDoesNotCount) {
  EXPECT_TRUE(IsDue(TimesPerWeek(1), kTuesday, {kTuesday, kTuesday.Plus(1)}));
}

TEST(IsDue, NeverWithoutACadence) { EXPECT_FALSE(IsDue(Ritual(), kTuesday, {})); }

TEST(StartingRituals, AreTheThreeOfEveryDay) {
  ASSERT_EQ(StartingRituals().size(), 3u);
  for (int day = 0; day < 7; ++day) {
    EXPECT_TRUE(IsDue(ExampleRitual(kCheckIn, StartingRituals()[0]), kTuesday.Plus(day), {}));
  }
}

TEST(TitleOf, IsTheFamilysOwnWhenThereIsOne) {
  Ritual ritual;
  ritual.type = v1::Ritual::TYPE_CHECK_IN;
  EXPECT_EQ(TitleOf(ritual), "Check-in");
  ritual.title = "Ten minutes on the stairs";
  EXPECT_EQ(TitleOf(ritual), "Ten minutes on the stairs");
}

}  // namespace
}  // namespace toward::plan
