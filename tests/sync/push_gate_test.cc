#include "sync/push_gate.h"

#include <gtest/gtest.h>

#include <limits>

#include "sync/limits.h"

namespace toward::sync {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;
const LastPush kLast = {.push_no = 7, .digest = "digest"};

bool Allowed(int64_t stamp_ms, const ClockBounds& bounds) { return StampAllowed({HlcFromMs(stamp_ms), 1}, bounds); }

TEST(PushGate, TheNextNumberIsNew) {
  EXPECT_EQ(ClassifyPush({}, 1, "any"), PushKind::kNew);
  EXPECT_EQ(ClassifyPush(kLast, 8, "any"), PushKind::kNew);
  EXPECT_EQ(ClassifyPush(kLast, 8, "digest"), PushKind::kNew);
}

TEST(PushGate, TheLastNumberWithItsContentIsARepeat) { EXPECT_EQ(ClassifyPush(kLast, 7, "digest"), PushKind::kRepeat); }

TEST(PushGate, TheLastNumberWithAnotherContentIsAFork) { EXPECT_EQ(ClassifyPush(kLast, 7, "other"), PushKind::kFork); }

TEST(PushGate, AnOlderNumberIsAFork) {
  EXPECT_EQ(ClassifyPush(kLast, 6, "digest"), PushKind::kFork);
  EXPECT_EQ(ClassifyPush(kLast, 1, "digest"), PushKind::kFork);
}

TEST(PushGate, NumberZeroIsAFork) {
  EXPECT_EQ(ClassifyPush({}, 0, ""), PushKind::kFork);
  EXPECT_EQ(ClassifyPush(kLast, 0, "digest"), PushKind::kFork);
}

TEST(PushGate, AMissingNumberIsAGap) {
  EXPECT_EQ(ClassifyPush(kLast, 9, "any"), PushKind::kGap);
  EXPECT_EQ(ClassifyPush({}, 2, "any"), PushKind::kGap);
  EXPECT_EQ(ClassifyPush({}, std::numeric_limits<uint64_t>::max(), "any"), PushKind::kGap);
}

TEST(PushGate, NumbersDoNotWrap) {
  EXPECT_EQ(ClassifyPush({std::numeric_limits<uint64_t>::max(), "digest"}, 0, "any"), PushKind::kFork);
}

TEST(PushGate, AStampMayBeAMinuteAhead) {
  EXPECT_TRUE(Allowed(kNow + kMaxClockSkewMs, {.server_now_ms = kNow}));
  EXPECT_FALSE(Allowed(kNow + kMaxClockSkewMs + 1, {.server_now_ms = kNow}));
}

TEST(PushGate, AStampMayBeAsOldAsItLikes) { EXPECT_TRUE(Allowed(0, {.server_now_ms = kNow})); }

TEST(PushGate, AFamilyAheadOfTimeGoesOnAMillisecondAtATime) {
  const ClockBounds ahead = {.server_now_ms = kNow, .family_max_ms = kNow + 5'000'000};
  EXPECT_TRUE(Allowed(ahead.family_max_ms + 1, ahead));
  EXPECT_FALSE(Allowed(ahead.family_max_ms + 2, ahead));
}

TEST(PushGate, TheCounterOfAStampDoesNotMatter) {
  const Hlc last_of_minute = HlcFromMs(kNow + kMaxClockSkewMs) + 0xffff;
  EXPECT_TRUE(StampAllowed({last_of_minute, 1}, {.server_now_ms = kNow}));
  EXPECT_FALSE(StampAllowed({last_of_minute + 1, 1}, {.server_now_ms = kNow}));
}

TEST(PushGate, ADevicesClockMayBeAMinuteOffEitherWay) {
  for (const int64_t off_ms : {-kMaxClockSkewMs, int64_t{0}, kMaxClockSkewMs}) {
    EXPECT_TRUE(DeviceClockAllowed(kNow + off_ms, kNow));
  }
  EXPECT_FALSE(DeviceClockAllowed(kNow - kMaxClockSkewMs - 1, kNow));
  EXPECT_FALSE(DeviceClockAllowed(kNow + kMaxClockSkewMs + 1, kNow));
  EXPECT_FALSE(DeviceClockAllowed(std::numeric_limits<int64_t>::min(), kNow));
}

TEST(PushGate, ADeviceNeedNotTellItsClock) { EXPECT_TRUE(DeviceClockAllowed(0, kNow)); }

}  // namespace
}  // namespace toward::sync
