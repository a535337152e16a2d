#include "sync/restamp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace toward::sync {
namespace {

using testing::ElementsAre;

constexpr int64_t kServerNow = 1'700'000'000'000;
// This device believes in another decade, ten hours after it booted.
const ClockReading kNow = {.wall_ms = 500'000'000'000, .boottime_ms = 36'000'000, .boot_id = "this boot"};

WrittenAt InThisBoot(int64_t age_ms, Hlc observed = 0) {
  return {.reading = {.wall_ms = 3, .boottime_ms = kNow.boottime_ms - age_ms, .boot_id = "this boot"},
          .observed = observed};
}

WrittenAt InAnEarlierBoot(int64_t wall_age_ms) {
  return {.reading = {.wall_ms = kNow.wall_ms - wall_age_ms, .boottime_ms = 5, .boot_id = "earlier"}, .observed = 0};
}

WrittenAt AnyWritten() {
  const WrittenAt written = *rc::gen::arbitrary<bool>() ? InThisBoot(*rc::gen::inRange<int64_t>(-100, 36'000'000))
                                                        : InAnEarlierBoot(*rc::gen::inRange<int64_t>(-100, 90'000'000));
  return {.reading = written.reading,
          .observed = HlcFromMs(kServerNow + *rc::gen::inRange<int64_t>(-90'000'000, 1'000)) + 5};
}

TEST(Restamp, WithinTheBootTheAgeIsExact) {
  EXPECT_THAT(Restamp(std::vector{InThisBoot(5'000)}, kNow, kServerNow), ElementsAre(HlcFromMs(kServerNow - 5'000)));
}

TEST(Restamp, FromAnEarlierBootTheWallClockTellsTheAge) {
  EXPECT_THAT(Restamp(std::vector{InAnEarlierBoot(7'000)}, kNow, kServerNow),
              ElementsAre(HlcFromMs(kServerNow - 7'000)));
}

TEST(Restamp, WithoutABootIdTheWallClockTellsTheAge) {
  ClockReading now = kNow;
  now.boot_id.clear();
  WrittenAt written = InAnEarlierBoot(7'000);
  written.reading.boot_id.clear();
  EXPECT_THAT(Restamp(std::vector{written}, now, kServerNow), ElementsAre(HlcFromMs(kServerNow - 7'000)));
}

TEST(Restamp, WhatSeemsToComeFromTheFutureHappenedNow) {
  EXPECT_THAT(Restamp(std::vector{InAnEarlierBoot(-999'999)}, kNow, kServerNow), ElementsAre(HlcFromMs(kServerNow)));
}

TEST(Restamp, TheOrderTheyWereMadeInStands) {
  EXPECT_THAT(Restamp(std::vector{InThisBoot(1'000), InThisBoot(9'000)}, kNow, kServerNow),
              ElementsAre(HlcFromMs(kServerNow - 1'000), HlcFromMs(kServerNow - 1'000) + 1));
}

TEST(Restamp, ExceedsWhatItsAuthorHadOnScreen) {
  const Hlc seen = HlcFromMs(kServerNow - 100);
  EXPECT_THAT(Restamp(std::vector{InThisBoot(5'000, seen)}, kNow, kServerNow), ElementsAre(seen + 1));
}

TEST(Restamp, NeverWraps) {
  constexpr Hlc kLastReading = std::numeric_limits<Hlc>::max();
  EXPECT_THAT(Restamp(std::vector{InThisBoot(5, kLastReading), InThisBoot(3)}, kNow, kServerNow),
              ElementsAre(kLastReading, kLastReading));
}

TEST(Restamp, NothingGivesNothing) { EXPECT_THAT(Restamp({}, kNow, kServerNow), ElementsAre()); }

RC_GTEST_PROP(Restamp, AscendsExceedsWhatWasSeenAndIsNoLaterThanItMust, ()) {
  std::vector<WrittenAt> outbox;
  const int count = *rc::gen::inRange(1, 10);
  for (int i = 0; i < count; ++i) outbox.push_back(AnyWritten());
  const std::vector<Hlc> readings = Restamp(outbox, kNow, kServerNow);
  RC_ASSERT(readings.size() == outbox.size());
  Hlc last = 0;
  for (size_t i = 0; i < outbox.size(); ++i) {
    RC_ASSERT(readings[i] > last);
    RC_ASSERT(readings[i] > outbox[i].observed);
    RC_ASSERT(readings[i] <= std::max({HlcFromMs(kServerNow), last + 1, outbox[i].observed + 1}));
    last = readings[i];
  }
}

}  // namespace
}  // namespace toward::sync
