#include "server/limits/token_buckets.h"

#include <gtest/gtest.h>

namespace toward::server {
namespace {

constexpr Rate kFiveAMinute{5, 60'000, 5};

TEST(TokenBuckets, GiveSoManyAndNotOneMore) {
  TokenBuckets buckets(kFiveAMinute, 10);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(buckets.Take("ana", 0), 0) << i;
  EXPECT_EQ(buckets.Take("ana", 0), 12'000);
}

TEST(TokenBuckets, FillAtASteadyRate) {
  TokenBuckets buckets(kFiveAMinute, 10);
  for (int i = 0; i < 5; ++i) buckets.Take("ana", 0);
  EXPECT_EQ(buckets.Take("ana", 11'999), 1);
  EXPECT_EQ(buckets.Take("ana", 12'000), 0);
  EXPECT_EQ(buckets.Take("ana", 12'000), 12'000);
}

TEST(TokenBuckets, HoldNoMoreThanTheirBurst) {
  TokenBuckets buckets(kFiveAMinute, 10);
  buckets.Take("ana", 0);
  constexpr int64_t kYearMs = int64_t{365} * 24 * 3'600'000;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(buckets.Take("ana", kYearMs), 0);
  EXPECT_GT(buckets.Take("ana", kYearMs), 0);
}

TEST(TokenBuckets, LoseNothingByRounding) {
  TokenBuckets buckets({7, 1'000, 1}, 10);
  int64_t taken = 0;
  for (int64_t ms = 0; ms < 10'000; ++ms) taken += buckets.Take("ana", ms) == 0 ? 1 : 0;
  EXPECT_GE(taken, 69);
  EXPECT_LE(taken, 71);
}

TEST(TokenBuckets, AreEachTheirOwn) {
  TokenBuckets buckets(kFiveAMinute, 10);
  for (int i = 0; i < 6; ++i) buckets.Take("ana", 0);
  EXPECT_EQ(buckets.Take("ben", 0), 0);
}

TEST(TokenBuckets, RefusedCallsTakeNothing) {
  TokenBuckets buckets(kFiveAMinute, 10);
  for (int i = 0; i < 500; ++i) buckets.Take("ana", 0);
  EXPECT_EQ(buckets.Take("ana", 12'000), 0);
}

TEST(TokenBuckets, StayBoundedUnderAMillionNames) {
  TokenBuckets buckets(kFiveAMinute, 1'000);
  for (int i = 0; i < 1'000'000; ++i) EXPECT_EQ(buckets.Take(std::to_string(i), 0), 0);
  EXPECT_EQ(buckets.size(), 1'000U);
}

TEST(TokenBuckets, ForgetWhoHasNotTakenForTheLongestTime) {
  TokenBuckets buckets({1, 60'000, 1}, 2);
  buckets.Take("first", 0);
  buckets.Take("second", 0);
  EXPECT_GT(buckets.Take("first", 0), 0);
  buckets.Take("third", 0);
  EXPECT_GT(buckets.Take("first", 0), 0);
  EXPECT_EQ(buckets.Take("second", 0), 0);
}

TEST(TokenBuckets, WithoutALimitRememberNobody) {
  TokenBuckets buckets({}, 2);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(buckets.Take("ana", 0), 0);
  EXPECT_EQ(buckets.size(), 0U);
}

TEST(TokenBuckets, AClockThatStandsBackGivesAndTakesNothing) {
  TokenBuckets buckets({1, 1'000, 1}, 2);
  EXPECT_EQ(buckets.Take("ana", 5'000), 0);
  EXPECT_EQ(buckets.Take("ana", 4'000), 1'000);
}

}  // namespace
}  // namespace toward::server
