#include "sync/backoff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace toward::sync {
namespace {

constexpr uint64_t kShortest = 0;

TEST(Backoff, DoublesUpToItsMaximum) {
  Backoff backoff(500, 60'000);
  for (const int64_t half_ms : {250, 500, 1'000, 2'000, 4'000, 8'000, 16'000, 30'000, 30'000}) {
    EXPECT_EQ(backoff.NextDelayMs(kShortest), half_ms);
  }
}

TEST(Backoff, BeginsAnewAfterASuccess) {
  Backoff backoff(500, 60'000);
  for (int i = 0; i < 5; ++i) backoff.NextDelayMs(kShortest);
  backoff.Reset();
  EXPECT_EQ(backoff.NextDelayMs(kShortest), 250);
}

RC_GTEST_PROP(Backoff, EveryDelayIsBetweenHalfAndAllOfItsStep, (uint64_t random)) {
  Backoff backoff(500, 60'000);
  int64_t step_ms = 500;
  for (int i = 0; i < 100; ++i, step_ms = std::min<int64_t>(step_ms * 2, 60'000)) {
    const int64_t delay_ms = backoff.NextDelayMs(random);
    RC_ASSERT(delay_ms >= step_ms / 2);
    RC_ASSERT(delay_ms <= step_ms);
  }
}

}  // namespace
}  // namespace toward::sync
