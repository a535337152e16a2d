// After a restored server: everything this device holds goes back, and its person sees none of it.

#include "sync/limits.h"
#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

class RepushTest : public ReplicaTest {
 protected:
  void Repush(uint64_t last_push_no = 0) { ASSERT_TRUE(replica_->RepushEverything(last_push_no).ok()); }
};

TEST_F(RepushTest, SendsEveryConfirmedRecordWithItsStamps) {
  Deliver({Bens(NotedAndLasted('b', "On the stairs.", 5)), Bens(Lasted('c', 6))});
  Do(Noted('a', "Soup."));
  PushAll();
  Do(Lasted('b', 7));
  PushAll();
  const auto held = *replica_->List(v1::KIND_MOMENT);
  Repush();
  EXPECT_THAT(PushAll(), UnorderedElementsAreArray(held));
}

TEST_F(RepushTest, KindsOfANewerVersionGoBackToo) {
  sync::Record record(900, MomentId('n'));
  record.Set(42, LengthDelimited(42, "not for this version"), {6, kBensReplica});
  Deliver({record});
  Repush();
  EXPECT_THAT(PushAll(), ElementsAre(record));
}

TEST_F(RepushTest, BeginsAtTheEmptyCursorAndGoesOnAfterTheServersCount) {
  Deliver({Bens(Lasted('b', 5))});
  Repush(41);
  EXPECT_TRUE(replica_->Cursor()->at_beginning());
  EXPECT_EQ(*replica_->AnsweredPushNo(), 41U);
  EXPECT_EQ(NextPush().push_no(), 42U);
}

TEST_F(RepushTest, IsNeitherCountedNorSeen) {
  Deliver({Bens(Lasted('b', 5))});
  const auto shown = *replica_->List(v1::KIND_MOMENT);
  Repush();
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(*replica_->OutboxSize(), 1);
  EXPECT_EQ(*replica_->List(v1::KIND_MOMENT), shown);
}

TEST_F(RepushTest, WhatWaitedStillWaitsAndIsSent) {
  Deliver({Bens(Lasted('b', 5))});
  Do(Noted('a', "Soup."));
  NextPush();
  Repush(3);
  EXPECT_EQ(Waiting(), 1);
  EXPECT_EQ(NextPush().transactions_size(), 2);
  PushAll();
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(RepushTest, AskedTwiceQueuesOnce) {
  Deliver({Bens(Lasted('b', 5))});
  Repush();
  NextPush();
  Repush();
  EXPECT_THAT(PushAll(), SizeIs(1));
}

TEST_F(RepushTest, LaterWritesOfThePartnerAreNotHeldBackByIt) {
  Deliver({Bens(Lasted('b', 5), 0)});
  Repush();
  Deliver({Bens(Lasted('b', 6), kMinuteMs)});
  EXPECT_EQ(Shown('b').minutes(), 6U);
  PushAll();
  EXPECT_EQ(Shown('b').minutes(), 6U);
}

TEST_F(RepushTest, KeepsTheServersLimits) {
  std::vector<sync::Record> records;
  for (int i = 0; i < 230; ++i) records.push_back(Bens(Lasted(static_cast<char>(i), 1)));
  for (int i = 230; i < 250; ++i) records.push_back(Bens(Sized(static_cast<char>(i), 60'000)));
  Deliver(records);
  Repush();
  size_t sent = 0;
  for (auto request = replica_->NextPush(); request->has_value(); request = replica_->NextPush()) {
    EXPECT_LE((*request)->ByteSizeLong(), sync::kMaxPushBytes);
    for (const v1::Transaction& transaction : (*request)->transactions()) {
      EXPECT_TRUE(std::holds_alternative<sync::Transaction>(sync::CheckTransaction(transaction)));
      sent += static_cast<size_t>(transaction.patches_size());
    }
    ASSERT_TRUE(replica_->ApplyAnswer(**request, Answered(**request)).ok());
  }
  EXPECT_EQ(sent, records.size());
}

TEST_F(RepushTest, ARejectionIsNoDeadLetterAndTheRecordStays) {
  Deliver({Bens(Lasted('b', 5))});
  Repush();
  const v1::PushRequest request = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(request, Rejected(request, v1::Verdict::REASON_FAMILY_FULL)).ok());
  EXPECT_THAT(*replica_->DeadLetters(), IsEmpty());
  EXPECT_EQ(Shown('b').minutes(), 5U);
}

TEST_F(RepushTest, StampingAgainLeavesItsStampsAlone) {
  const sync::Record bens = Bens(Noted('b', "On the stairs."));
  Deliver({bens});
  Repush();
  ASSERT_TRUE(replica_->RestampOutbox(clock_.TrueMs() + kDayMs).ok());
  ASSERT_TRUE(replica_->TakeReplicaNumber(8).ok());
  EXPECT_THAT(PushAll(), ElementsAre(bens));
}

TEST_F(RepushTest, AnEmptyReplicaHasNothingToGiveBack) {
  Repush();
  EXPECT_EQ(*replica_->NextPush(), std::nullopt);
}

}  // namespace
}  // namespace toward::client
