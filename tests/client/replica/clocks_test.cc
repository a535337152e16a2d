// Devices whose clocks are wrong, jump, or stand still.

#include <limits>

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

class ClocksTest : public ReplicaTest {
 protected:
  sync::Stamp NewStamp() {
    Do(Lasted('a', minutes_++));
    return (*replica_->Find(v1::KIND_MOMENT, MomentId('a')))->MaxStamp();
  }
  void ServerSays(int64_t ms) { ASSERT_TRUE(replica_->NoteServerTime(ms).ok()); }

  uint32_t minutes_ = 1;
};

TEST_F(ClocksTest, AStampIsTheTimeOfTheChange) {
  clock_.Advance(kMinuteMs);
  EXPECT_EQ(NewStamp(), (sync::Stamp{sync::HlcFromMs(clock_.WallMs()), kAnasReplica}));
}

TEST_F(ClocksTest, EachChangeIsLaterThanTheOneBeforeThoughTheClockStandsStillOrGoesBack) {
  const sync::Stamp first = NewStamp();
  const sync::Stamp second = NewStamp();
  clock_.SetWrong(-kDayMs);
  Reopen();
  const sync::Stamp third = NewStamp();
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_EQ(Shown('a').minutes(), 3U);
}

TEST_F(ClocksTest, AChangeIsLaterThanAllThatWasOnScreen) {
  Deliver({Bens(Lasted('a', 99), kDayMs)});
  EXPECT_GT(NewStamp().hlc, sync::HlcFromMs(support::HandClock::kStartMs + kDayMs));
  EXPECT_EQ(Shown('a').minutes(), 1U);
}

TEST_F(ClocksTest, ChangesGoOnInWhateverYearTheDeviceBelieves) {
  constexpr int64_t kWrong[] = {-support::HandClock::kStartMs - 5, -3'000 * 365 * kDayMs, 73 * 365 * kDayMs,
                                int64_t{1} << 50, 9'000 * 365 * kDayMs};
  for (const int64_t wrong_ms : kWrong) {
    clock_.SetWrong(wrong_ms);
    NewStamp();
    EXPECT_EQ(Shown('a').minutes(), minutes_ - 1) << wrong_ms;
  }
  const int64_t now_ms = clock_.TrueMs();
  ASSERT_TRUE(replica_->RestampOutbox(now_ms).ok());
  EXPECT_EQ(Shown('a').minutes(), minutes_ - 1);
  EXPECT_LT(sync::HlcMs(NewStamp().hlc), now_ms + 1000);
}

TEST_F(ClocksTest, TheTimeIsTheDevicesOwnUntilTheServerFindsItWrong) {
  clock_.SetWrong(kDayMs);
  EXPECT_EQ(*replica_->NowMs(), clock_.WallMs());
  ServerSays(clock_.TrueMs());
  EXPECT_EQ(*replica_->NowMs(), clock_.TrueMs());
  EXPECT_EQ(sync::HlcMs(NewStamp().hlc), clock_.TrueMs());
}

TEST_F(ClocksTest, WithinABootTheWallClockMayJumpOnceTheServerHasSpoken) {
  ServerSays(clock_.TrueMs());
  clock_.Advance(kMinuteMs);
  clock_.SetWrong(kDayMs);
  Reopen();
  EXPECT_EQ(*replica_->NowMs(), clock_.TrueMs());
}

TEST_F(ClocksTest, AcrossBootsTheWallClockTellsHowLongItWas) {
  clock_.SetWrong(kDayMs);
  ServerSays(clock_.TrueMs());
  clock_.Advance(kMinuteMs);
  clock_.Reboot();
  Reopen();
  EXPECT_EQ(*replica_->NowMs(), clock_.TrueMs());
}

TEST_F(ClocksTest, TheServersLatestWordCounts) {
  ServerSays(clock_.TrueMs() + kDayMs);
  ServerSays(clock_.TrueMs());
  EXPECT_EQ(*replica_->NowMs(), clock_.TrueMs());
}

TEST_F(ClocksTest, TheTimeOfSendingIsTheServers) {
  clock_.SetWrong(kDayMs);
  ServerSays(clock_.TrueMs());
  NewStamp();
  EXPECT_EQ(NextPush().sent_time_ms(), clock_.TrueMs());
}

}  // namespace
}  // namespace toward::client
