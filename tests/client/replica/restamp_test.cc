// After SKEW and after FORK: what waits is stamped again, in the order it was made, with its words sealed anew.

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::Lt;

constexpr int64_t kYearMs = 365 * kDayMs;

class RestampTest : public ReplicaTest {
 protected:
  std::vector<sync::Stamp> Stamps() {
    std::vector<sync::Stamp> stamps;
    const v1::PushRequest request = NextPush();
    for (const v1::Transaction& transaction : request.transactions()) {
      stamps.push_back(RecordsOf(transaction).front().MaxStamp());
    }
    return stamps;
  }
  std::vector<int64_t> Times() {
    std::vector<int64_t> times;
    for (const sync::Stamp& stamp : Stamps()) times.push_back(sync::HlcMs(stamp.hlc));
    return times;
  }
  void Restamp() { ASSERT_TRUE(replica_->RestampOutbox(clock_.TrueMs()).ok()); }
};

TEST_F(RestampTest, WithinOneBootEachChangeGetsTheTimeItWasMadeHoweverTheWallClockJumped) {
  clock_.SetWrong(kYearMs);
  Do(Lasted('a', 1));
  const int64_t first_ms = clock_.TrueMs();
  clock_.Advance(10 * kMinuteMs);
  clock_.SetWrong(-kYearMs);
  Do(Lasted('b', 1));
  const int64_t second_ms = clock_.TrueMs();
  clock_.Advance(5 * kMinuteMs);
  Restamp();
  EXPECT_THAT(Times(), ElementsAre(first_ms, second_ms));
}

TEST_F(RestampTest, AcrossBootsTheWallClockTells) {
  clock_.SetWrong(kYearMs);
  Do(Lasted('a', 1));
  const int64_t made_ms = clock_.TrueMs();
  clock_.Advance(10 * kMinuteMs);
  clock_.Reboot();
  Reopen();
  Restamp();
  EXPECT_THAT(Times(), ElementsAre(made_ms));
}

TEST_F(RestampTest, KeepsTheOrderEvenWithinOneMoment) {
  clock_.SetWrong(kYearMs);
  for (const uint32_t minutes : {1, 2, 3}) Do(Lasted('a', minutes));
  Restamp();
  const auto stamps = Stamps();
  EXPECT_THAT(stamps, ElementsAre(testing::_, testing::Gt(stamps[0]), testing::Gt(stamps[1])));
  EXPECT_EQ(Shown('a').minutes(), 3U);
}

TEST_F(RestampTest, NothingIsLaterThanTheServersTime) {
  clock_.SetWrong(kYearMs);
  Do(Lasted('a', 1));
  clock_.Advance(kMinuteMs);
  Restamp();
  EXPECT_THAT(Times(), ElementsAre(Lt(clock_.TrueMs())));
}

TEST_F(RestampTest, ExceedsWhatItsAuthorHadOnScreen) {
  clock_.SetWrong(kYearMs);
  Deliver({Bens(Lasted('a', 1), 7 * kMinuteMs)});
  Do(Lasted('a', 2));
  Restamp();
  EXPECT_THAT(Times(), ElementsAre(support::HandClock::kStartMs + 7 * kMinuteMs));
  EXPECT_EQ(Shown('a').minutes(), 2U);
}

TEST_F(RestampTest, TheWordsOpenForAnaAndForBen) {
  clock_.SetWrong(kYearMs);
  Do(Noted('a', "Soup."));
  Restamp();
  EXPECT_EQ(Shown('a').note(), "Soup.");
  v1::Moment opened;
  bens_words_.OpenAll(RecordsOf(NextPush().transactions(0)).front(), {plan::kAna}, opened);
  EXPECT_EQ(opened.note(), "Soup.");
}

TEST_F(RestampTest, TheBatchKeepsItsNumberAndItsChanges) {
  clock_.SetWrong(kYearMs);
  Do(Lasted('a', 1));
  const v1::PushRequest before = NextPush();
  Do(Lasted('b', 1));
  Restamp();
  const v1::PushRequest after = NextPush();
  EXPECT_EQ(after.push_no(), before.push_no());
  EXPECT_EQ(after.transactions_size(), 1);
  EXPECT_NE(after.digest(), before.digest());
  EXPECT_EQ(after.digest(), sync::PushDigest(after));
}

TEST_F(RestampTest, LaterChangesAreStampedByTheServersClock) {
  clock_.SetWrong(kYearMs);
  Do(Lasted('a', 1));
  Restamp();
  clock_.Advance(kMinuteMs);
  Do(Lasted('b', 1));
  EXPECT_EQ(*replica_->NowMs(), clock_.TrueMs());
  EXPECT_THAT(Times(), ElementsAre(clock_.TrueMs() - kMinuteMs, clock_.TrueMs()));
}

TEST_F(RestampTest, WhatIsConfirmedStaysAsItIs) {
  Deliver({Bens(Noted('b', "On the stairs."))});
  const auto before = *replica_->Find(v1::KIND_MOMENT, MomentId('b'));
  Restamp();
  EXPECT_EQ(*replica_->Find(v1::KIND_MOMENT, MomentId('b')), before);
}

TEST_F(RestampTest, ANewNumberStampsWhatWaitsAndBeginsAtPushOne) {
  Do(Lasted('c', 1));
  PushAll();
  Do(Noted('a', "Soup."));
  Do(Noted('a', "Bread."));
  const auto before = Stamps();
  ASSERT_TRUE(replica_->TakeReplicaNumber(8).ok());
  EXPECT_EQ(*replica_->ReplicaNumber(), 8U);
  EXPECT_EQ(*replica_->AnsweredPushNo(), 0U);
  EXPECT_EQ(NextPush().push_no(), 1U);
  EXPECT_EQ(NextPush().replica(), 8U);
  EXPECT_THAT(Stamps(), ElementsAre(sync::Stamp{before[0].hlc, 8}, sync::Stamp{before[1].hlc, 8}));
  EXPECT_EQ(Shown('a').note(), "Bread.");
  EXPECT_EQ(Waiting(), 2);
}

TEST_F(RestampTest, ANewNumberReleasesTheBatchThatWasFixed) {
  Do(Lasted('a', 1));
  NextPush();
  Do(Lasted('b', 1));
  ASSERT_TRUE(replica_->TakeReplicaNumber(8).ok());
  EXPECT_EQ(NextPush().transactions_size(), 2);
}

TEST_F(RestampTest, ANewReplicaHasNoNumber) {
  support::TemporaryDirectory directory;
  const auto fresh = *Replica::Open(directory.path().string(), words_, clock_);
  EXPECT_EQ(*fresh->ReplicaNumber(), 0U);
  EXPECT_EQ(*fresh->AnsweredPushNo(), 0U);
}

}  // namespace
}  // namespace toward::client
