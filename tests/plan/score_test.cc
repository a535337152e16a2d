#include "plan/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "plan/rituals.h"

namespace toward::plan {
namespace {

using testing::Each;
using testing::SizeIs;

v1::Ritual::Cadence OnWeekdays(std::initializer_list<uint32_t> weekdays) {
  v1::Ritual::Cadence cadence;
  for (const uint32_t weekday : weekdays) cadence.add_weekdays(weekday);
  return cadence;
}

v1::Ritual::Cadence TimesPerWeekCadence(uint32_t times) {
  v1::Ritual::Cadence cadence;
  cadence.set_times_per_week(times);
  return cadence;
}

constexpr ScoredDay kDone{.asked = true, .value = 1.0};
constexpr ScoredDay kMissed{.asked = true, .value = {}};
constexpr ScoredDay kFrozen{.asked = false, .value = {}};

std::vector<ScoredDay> Repeated(int count, const ScoredDay& day) {
  return std::vector<ScoredDay>(static_cast<size_t>(count), day);
}

// A life long enough to stand at 1, and then `after`.
std::vector<ScoredDay> AfterALongTime(const std::vector<ScoredDay>& after) {
  std::vector<ScoredDay> days = Repeated(3000, kDone);
  days.insert(days.end(), after.begin(), after.end());
  return days;
}

double Last(const v1::Ritual::Cadence& cadence, const std::vector<ScoredDay>& days) {
  return ScoreCurve(cadence, days).back();
}

// Any cadence a family could choose.
v1::Ritual::Cadence AnyCadence() {
  if (*rc::gen::arbitrary<bool>()) return TimesPerWeekCadence(*rc::gen::inRange(1u, 8u));
  v1::Ritual::Cadence cadence;
  const int last = *rc::gen::inRange(1, 8);
  for (int weekday = 1; weekday <= last; ++weekday) cadence.add_weekdays(static_cast<uint32_t>(weekday));
  return cadence;
}

ScoredDay AnyDay() {
  ScoredDay day{.asked = *rc::gen::arbitrary<bool>(), .value = {}};
  if (*rc::gen::arbitrary<bool>()) day.value = *rc::gen::inRange(1, 11) / 10.0;
  return day;
}

std::vector<ScoredDay> AnyLife() {
  std::vector<ScoredDay> days;
  const int count = *rc::gen::inRange(1, 90);
  for (int i = 0; i < count; ++i) days.push_back(AnyDay());
  return days;
}

TEST(Score, OneMissOfADailyRitualCostsAboutFiveInAHundred) {
  EXPECT_NEAR(Last(Daily(), AfterALongTime({kMissed})), 0.948, 0.0005);
}

TEST(Score, ADailyRitualForgetsHalfInThirteenDays) {
  EXPECT_NEAR(Last(Daily(), AfterALongTime(Repeated(13, kMissed))), 0.5, 1e-9);
  EXPECT_NEAR(Last(Daily(), Repeated(13, kDone)), 0.5, 1e-9);
}

TEST(Score, RarerRitualsForgetMoreSlowly) {
  const auto half_life_days = [](double times_per_day) {
    return std::log(0.5) / std::log(DailyRetention(times_per_day));
  };
  EXPECT_NEAR(half_life_days(1), 13, 1e-9);
  EXPECT_NEAR(half_life_days(3.0 / 7), 19.86, 0.01);
  EXPECT_NEAR(half_life_days(1.0 / 7), 34.39, 0.01);
}

TEST(Score, ADayOfAWeeklyRitualWeighsAsMuchAsItsWeek) {
  const double once = Last(OnWeekdays({1}), AfterALongTime({kMissed}));
  EXPECT_NEAR(once, std::pow(DailyRetention(1.0 / 7), 7), 1e-9);
}

TEST(Score, ThreeTimesAWeekOnWhateverDaysIsAllThatWasAsked) {
  std::vector<ScoredDay> days;
  for (int week = 0; week < 200; ++week) {
    for (int day = 0; day < 7; ++day) days.push_back(day < 3 ? kDone : kMissed);
  }
  EXPECT_NEAR(Last(TimesPerWeekCadence(3), days), 1, 1e-6);
}

TEST(Score, TwoOfThreeTimesAWeekIsTwoThirds) {
  std::vector<ScoredDay> days;
  for (int week = 0; week < 200; ++week) {
    for (int day = 0; day < 7; ++day) days.push_back(day < 2 ? kDone : kMissed);
  }
  EXPECT_NEAR(Last(TimesPerWeekCadence(3), days), 2.0 / 3, 1e-3);
}

TEST(Score, WithoutACadenceThereIsNone) {
  EXPECT_THAT(ScoreCurve(v1::Ritual::Cadence(), Repeated(5, kDone)), Each(0.0));
  EXPECT_EQ(TimesPerDay(OnWeekdays({3, 3, 9})), 1.0 / 7);
}

RC_GTEST_PROP(Score, StaysBetweenNothingAndOne, ()) {
  const std::vector<ScoredDay> days = AnyLife();
  const std::vector<double> curve = ScoreCurve(AnyCadence(), days);
  RC_ASSERT(curve.size() == days.size());
  for (const double score : curve) RC_ASSERT(score >= 0 && score <= 1);
}

RC_GTEST_PROP(Score, NeverFallsWithAMark, ()) {
  const v1::Ritual::Cadence cadence = AnyCadence();
  std::vector<ScoredDay> days = AnyLife();
  const std::vector<double> before = ScoreCurve(cadence, days);
  ScoredDay& marked = days[*rc::gen::inRange<size_t>(0, days.size())];
  marked.value = std::max(marked.value.value_or(0), *rc::gen::inRange(1, 11) / 10.0);
  const std::vector<double> after = ScoreCurve(cadence, days);
  for (size_t i = 0; i < days.size(); ++i) RC_ASSERT(after[i] >= before[i] - 1e-12);
}

RC_GTEST_PROP(Score, AFrozenDayIsAsIfItHadNotBeen, ()) {
  const v1::Ritual::Cadence cadence = AnyCadence();
  const std::vector<ScoredDay> days = AnyLife();
  const auto place = *rc::gen::inRange<size_t>(0, days.size() + 1);
  std::vector<ScoredDay> with_skip = days;
  with_skip.insert(with_skip.begin() + static_cast<std::ptrdiff_t>(place), kFrozen);
  std::vector<double> curve = ScoreCurve(cadence, with_skip);
  RC_ASSERT(curve[place] == (place == 0 ? 0 : curve[place - 1]));
  curve.erase(curve.begin() + static_cast<std::ptrdiff_t>(place));
  RC_ASSERT(curve == ScoreCurve(cadence, days));
}

RC_GTEST_PROP(Score, AnEarlierBeginningNeverCosts, ()) {
  const v1::Ritual::Cadence cadence = AnyCadence();
  const std::vector<ScoredDay> days = AnyLife();
  std::vector<ScoredDay> longer = AnyLife();
  longer.insert(longer.end(), days.begin(), days.end());
  RC_ASSERT(Last(cadence, longer) >= Last(cadence, days) - 1e-12);
}

TEST(Recent, CountsTheLastSevenDaysItWasAskedFor) {
  std::vector<ScoredDay> days = Repeated(20, kDone);
  for (const ScoredDay& day : {kMissed, kDone, kFrozen, kMissed, kDone, kFrozen, kMissed}) days.push_back(day);
  EXPECT_EQ(RecentOf(Daily(), days).k, 4);
  EXPECT_EQ(RecentOf(Daily(), days).n, 7);
}

TEST(Recent, AYoungRitualHasFewerDays) {
  EXPECT_EQ(RecentOf(Daily(), {kDone, kMissed, kDone}).k, 2);
  EXPECT_EQ(RecentOf(Daily(), {kDone, kMissed, kDone}).n, 3);
  EXPECT_EQ(RecentOf(Daily(), {kFrozen}).n, 0);
}

TEST(Recent, SomeTimesAWeekAreCountedAgainstThose) {
  const std::vector<ScoredDay> days = {kDone, kMissed, kMissed, kDone, kMissed, kMissed, kMissed, kMissed, kMissed};
  EXPECT_EQ(RecentOf(TimesPerWeekCadence(3), days).k, 1);
  EXPECT_EQ(RecentOf(TimesPerWeekCadence(3), days).n, 3);
  EXPECT_EQ(RecentOf(TimesPerWeekCadence(2), Repeated(7, kDone)).k, 2);
}

TEST(Recent, WhatWasNotAskedForCountsWhenItHappened) {
  constexpr ScoredDay kGift{.asked = false, .value = 0.4};
  EXPECT_EQ(RecentOf(Daily(), {kMissed, kGift}).k, 1);
  EXPECT_EQ(RecentOf(Daily(), {kMissed, kGift}).n, 2);
}

}  // namespace
}  // namespace toward::plan
