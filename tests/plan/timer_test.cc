// The timer both devices show, counted from when it began.

#include "plan/timer.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

constexpr int64_t kStartMs = 1'795'550'400'000;
constexpr int64_t kMinuteMs = 60'000;

int64_t After(double minutes) { return kStartMs + static_cast<int64_t>(minutes * kMinuteMs); }

TEST(Timer, CountsDownByMinutesThatHaveBegun) {
  const auto timer = StartedTimer(kStartMs, 600);
  EXPECT_EQ(LeftMinutes(timer, kStartMs), 10);
  EXPECT_EQ(LeftMinutes(timer, kStartMs + 1), 10);
  EXPECT_EQ(LeftMinutes(timer, After(1)), 9);
  EXPECT_EQ(LeftMinutes(timer, After(9.5)), 1);
  EXPECT_EQ(LeftMinutes(timer, After(10)), 0);
  EXPECT_EQ(ElapsedMs(timer, After(300)), 10 * kMinuteMs);
}

TEST(Timer, APauseTakesNothingAway) {
  auto timer = PausedTimer(StartedTimer(kStartMs, 600), After(3));
  EXPECT_TRUE(IsPaused(timer));
  EXPECT_EQ(LeftMinutes(timer, After(20)), 7);
  timer = PausedTimer(timer, After(20));
  timer = ResumedTimer(timer, After(23));
  EXPECT_FALSE(IsPaused(timer));
  EXPECT_EQ(LeftMinutes(timer, After(24)), 6);
  timer = ResumedTimer(PausedTimer(timer, After(25)), After(26));
  EXPECT_EQ(ElapsedMs(timer, After(27)), 6 * kMinuteMs);
}

TEST(Timer, BeforeItsStartItIsWhole) {
  EXPECT_EQ(LeftMs(StartedTimer(kStartMs, 600), kStartMs - 5'000), 10 * kMinuteMs);
}

TEST(Timer, WhateverARecordSaysItStaysWithinItsLength) {
  for (const int64_t time : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), int64_t{0}}) {
    auto timer = StartedTimer(time, 600);
    timer.set_pause_time_ms(-time);
    timer.set_paused_seconds(std::numeric_limits<uint32_t>::max());
    EXPECT_GE(LeftMs(timer, kStartMs), 0);
    EXPECT_LE(LeftMs(timer, kStartMs), 10 * kMinuteMs);
    EXPECT_GE(LeftMs(ResumedTimer(timer, kStartMs), -time), 0);
  }
}

TEST(Timer, ACheckInHasBegunWhileItIsNotMarked) {
  Plan plan = ExamplePlan();
  Moment& moment = Mark(plan, kCheckIn, kAna, v1::Moment::OUTCOME_UNSPECIFIED);
  EXPECT_EQ(BegunCheckIn(plan, kTuesday), nullptr);
  moment.timer = StartedTimer(kStartMs, 600);
  EXPECT_EQ(BegunCheckIn(plan, kTuesday), &plan.moments.front());
  EXPECT_EQ(BegunCheckIn(plan, kTuesday.Plus(1)), nullptr);
  moment.outcome = v1::Moment::OUTCOME_DONE;
  EXPECT_EQ(BegunCheckIn(plan, kTuesday), nullptr);
}

}  // namespace
}  // namespace toward::plan
