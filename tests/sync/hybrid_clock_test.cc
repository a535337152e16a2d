#include "sync/hybrid_clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace toward::sync {
namespace {

constexpr Hlc kLastReading = std::numeric_limits<Hlc>::max();

TEST(HybridClock, ShowsTheWallClockWhenThatIsAhead) {
  HybridClock clock(0);
  EXPECT_EQ(clock.Tick(1'000), HlcFromMs(1'000));
}

TEST(HybridClock, CountsWithinAMillisecond) {
  HybridClock clock(0);
  const Hlc first = clock.Tick(1'000);
  EXPECT_EQ(clock.Tick(1'000), first + 1);
  EXPECT_EQ(HlcMs(clock.last()), 1'000);
}

TEST(HybridClock, GoesOnWhenTheWallClockGoesBack) {
  HybridClock clock(0);
  const Hlc before = clock.Tick(5'000);
  EXPECT_EQ(clock.Tick(1), before + 1);
}

TEST(HybridClock, AFullCounterCarriesIntoTheMilliseconds) {
  HybridClock clock(HlcFromMs(1'000) + 0xffff);
  EXPECT_EQ(clock.Tick(1'000), HlcFromMs(1'001));
}

TEST(HybridClock, ExceedsWhatItHasSeen) {
  HybridClock clock(0);
  clock.Observe(HlcFromMs(9'000));
  EXPECT_EQ(clock.Tick(1), HlcFromMs(9'000) + 1);
}

TEST(HybridClock, StandsStillAtTheLastReading) {
  HybridClock clock(kLastReading - 1);
  EXPECT_EQ(clock.Tick(1), kLastReading);
  EXPECT_EQ(clock.Tick(1), kLastReading);
  clock.Observe(kLastReading);
  EXPECT_EQ(clock.Tick(kMaxHlcMs), kLastReading);
}

TEST(HybridClock, ClampsAWallClockThatCannotBe) {
  EXPECT_EQ(HlcFromMs(-5), 0U);
  EXPECT_EQ(HlcMs(HlcFromMs(kMaxHlcMs)), kMaxHlcMs);
  EXPECT_EQ(HlcFromMs(kMaxHlcMs + 1), HlcFromMs(kMaxHlcMs));
  EXPECT_EQ(HybridClock(0).Tick(-5), 1U);
}

TEST(Stamp, IsOrderedByTimeThenReplica) {
  EXPECT_LT((Stamp{1, 9}), (Stamp{2, 1}));
  EXPECT_LT((Stamp{2, 1}), (Stamp{2, 2}));
}

RC_GTEST_PROP(HybridClock, EveryTickExceedsAllBefore, ()) {
  HybridClock clock(*rc::gen::arbitrary<uint32_t>());
  const int steps = *rc::gen::inRange(1, 30);
  for (int i = 0; i < steps; ++i) {
    const Hlc before = clock.last();
    if (*rc::gen::arbitrary<bool>()) {
      const auto wall_ms = *rc::gen::inRange<int64_t>(-10, 1'000'000);
      const Hlc reading = clock.Tick(wall_ms);
      RC_ASSERT(reading > before);
      RC_ASSERT(reading >= HlcFromMs(wall_ms));
      RC_ASSERT(reading == clock.last());
    } else {
      const Hlc seen = *rc::gen::inRange<Hlc>(0, HlcFromMs(1'000'000));
      clock.Observe(seen);
      RC_ASSERT(clock.last() == std::max(before, seen));
    }
  }
}

}  // namespace
}  // namespace toward::sync
