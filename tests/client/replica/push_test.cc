// What waits, and what becomes of it.

#include "sync/limits.h"
#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class PushTest : public ReplicaTest {
 protected:
  uint32_t MinutesIn(const v1::Transaction& transaction) {
    v1::Moment moment;
    EXPECT_TRUE(moment.ParseFromString(std::string(RecordsOf(transaction).front().body())));
    return moment.minutes();
  }
  static std::string ContentOf(const v1::PushRequest& request) {
    v1::PushRequest content = request;
    content.clear_sent_time_ms();
    return content.SerializeAsString();
  }
};

TEST_F(PushTest, WhenNothingWaitsThereIsNone) { EXPECT_EQ(*replica_->NextPush(), std::nullopt); }

TEST_F(PushTest, TheFirstIsNumberOneAndBearsTheReplicasNumberAndTime) {
  Do(Lasted('a', 1));
  const v1::PushRequest request = NextPush();
  EXPECT_EQ(request.push_no(), 1U);
  EXPECT_EQ(request.replica(), kAnasReplica);
  EXPECT_EQ(request.sent_time_ms(), clock_.WallMs());
  EXPECT_EQ(request.digest(), sync::PushDigest(request));
}

TEST_F(PushTest, IsTheSameUntilItIsAnsweredWhateverComesAfter) {
  Do(Lasted('a', 1));
  const v1::PushRequest first = NextPush();
  Do(Lasted('a', 2));
  Deliver({Bens(Lasted('b', 5))});
  EXPECT_EQ(ContentOf(NextPush()), ContentOf(first));
}

TEST_F(PushTest, IsTheSameAfterACrash) {
  Do(Lasted('a', 1));
  const v1::PushRequest first = NextPush();
  Do(Lasted('a', 2));
  Reopen();
  EXPECT_EQ(ContentOf(NextPush()), ContentOf(first));
}

TEST_F(PushTest, TakesTheOldestFirstAndTheRestNext) {
  for (uint32_t i = 1; i <= sync::kMaxTransactionsPerPush + 1; ++i) Do(Lasted('a', i));
  const v1::PushRequest first = NextPush();
  ASSERT_EQ(first.transactions_size(), static_cast<int>(sync::kMaxTransactionsPerPush));
  for (int i = 0; i < first.transactions_size(); ++i) {
    EXPECT_EQ(MinutesIn(first.transactions(i)), static_cast<uint32_t>(i) + 1);
  }
  ASSERT_TRUE(replica_->ApplyAnswer(first, Answered(first)).ok());
  const v1::PushRequest second = NextPush();
  EXPECT_EQ(second.push_no(), 2U);
  ASSERT_EQ(second.transactions_size(), 1);
  EXPECT_EQ(MinutesIn(second.transactions(0)), sync::kMaxTransactionsPerPush + 1);
}

TEST_F(PushTest, TheNextIsFixedByTheAnswerToTheLast) {
  for (uint32_t i = 1; i <= sync::kMaxTransactionsPerPush + 1; ++i) Do(Lasted('a', i));
  const v1::PushRequest first = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(first, Answered(first)).ok());
  Do(Lasted('b', 1));
  const auto other = OpenAnother();
  EXPECT_TRUE(*other->ChangedByOthers());
  EXPECT_EQ(NextPush().transactions_size(), 1);
  EXPECT_FALSE(*other->ChangedByOthers());
}

TEST_F(PushTest, IsNeverLargerThanAServerTakes) {
  constexpr int kChanges = 40;
  for (int i = 0; i < kChanges; ++i) Do(Sized(static_cast<char>('a' + i), 60'000));
  size_t sent = 0;
  int pushes = 0;
  for (auto request = replica_->NextPush(); request->has_value(); request = replica_->NextPush()) {
    EXPECT_LE((*request)->ByteSizeLong(), sync::kMaxPushBytes);
    sent += static_cast<size_t>((*request)->transactions_size());
    ++pushes;
    ASSERT_TRUE(replica_->ApplyAnswer(**request, Answered(**request)).ok());
  }
  EXPECT_EQ(sent, size_t{kChanges});
  EXPECT_LE(pushes, 4);
}

TEST_F(PushTest, AnAnsweredOneIsConfirmedAndLooksTheSame) {
  Do(Noted('a', "Soup."));
  PushAll();
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(*replica_->OutboxSize(), 0);
  EXPECT_EQ(*replica_->AnsweredPushNo(), 1U);
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(PushTest, WhatWasThereAlreadyIsConfirmedToo) {
  Do(Noted('a', "Soup."));
  const v1::PushRequest request = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(request, Answered(request, v1::Verdict::CODE_NOOP)).ok());
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(PushTest, AnAnswerTakenTwiceChangesNothing) {
  Do(Lasted('a', 1));
  const v1::PushRequest first = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(first, Answered(first)).ok());
  Do(Lasted('a', 2));
  const v1::PushRequest second = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(first, Rejected(first, v1::Verdict::REASON_MALFORMED)).ok());
  EXPECT_EQ(Waiting(), 1);
  EXPECT_EQ(*replica_->AnsweredPushNo(), 1U);
  EXPECT_THAT(*replica_->DeadLetters(), IsEmpty());
  EXPECT_EQ(ContentOf(NextPush()), ContentOf(second));
}

TEST_F(PushTest, AnAnswerForAnEarlierReplicaNumberChangesNothing) {
  Do(Lasted('a', 1));
  const v1::PushRequest request = NextPush();
  ASSERT_TRUE(replica_->TakeReplicaNumber(kAnasReplica + 1).ok());
  ASSERT_TRUE(replica_->ApplyAnswer(request, Answered(request)).ok());
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(PushTest, AnAnswerThatDoesNotFitIsRefusedAndChangesNothing) {
  Do(Lasted('a', 1));
  const v1::PushRequest request = NextPush();
  v1::PushResponse answer = Answered(request);
  answer.add_verdicts()->set_code(v1::Verdict::CODE_APPLIED);
  EXPECT_EQ(replica_->ApplyAnswer(request, answer).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Waiting(), 1);
  EXPECT_EQ(*replica_->AnsweredPushNo(), 0U);
}

TEST_F(PushTest, ARejectedOneStaysReadableAndBlocksNothing) {
  Do(Noted('a', "Soup."));
  Do(Lasted('b', 5));
  const v1::PushRequest request = NextPush();
  v1::PushResponse answer = Answered(request);
  answer.mutable_verdicts(0)->set_code(v1::Verdict::CODE_REJECTED);
  answer.mutable_verdicts(0)->set_reason(v1::Verdict::REASON_FAMILY_FULL);
  ASSERT_TRUE(replica_->ApplyAnswer(request, answer).ok());
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(Shown('b').minutes(), 5U);
  Reopen();
  const auto letters = *replica_->DeadLetters();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters.front().reason, v1::Verdict::REASON_FAMILY_FULL);
  v1::Moment moment;
  words_.OpenAll(letters.front().transaction.front(), {plan::kAna}, moment);
  EXPECT_EQ(moment.note(), "Soup.");
  EXPECT_EQ(replica_->Status()->dead_letters, 1);
}

TEST_F(PushTest, WhatWasRejectedIsNotOnScreen) {
  Deliver({Bens(Lasted('a', 5), 0)});
  Do(Lasted('a', 6));
  const v1::PushRequest request = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(request, Rejected(request, v1::Verdict::REASON_TOO_LARGE)).ok());
  EXPECT_EQ(Shown('a').minutes(), 5U);
}

TEST_F(PushTest, KnowsWhenAllWasLastConfirmed) {
  EXPECT_EQ(replica_->Status()->last_synced_ms, std::nullopt);
  ASSERT_TRUE(replica_->NoteSynced().ok());
  const int64_t then_ms = clock_.WallMs();
  clock_.Advance(kMinuteMs);
  Reopen();
  EXPECT_EQ(replica_->Status()->last_synced_ms, then_ms);
}

TEST_F(PushTest, TheAnswerToTheLastThatWaitedConfirmsAll) {
  for (uint32_t i = 1; i <= sync::kMaxTransactionsPerPush + 1; ++i) Do(Lasted('a', i));
  const v1::PushRequest first = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(first, Answered(first)).ok());
  EXPECT_EQ(replica_->Status()->last_synced_ms, std::nullopt);
  const v1::PushRequest last = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(last, Answered(last)).ok());
  EXPECT_EQ(replica_->Status()->last_synced_ms, clock_.WallMs());
}

TEST_F(PushTest, ForgottenDeadLettersAreGoneAndLaterOnesStay) {
  const auto refuse = [this](char letter) {
    Do(Noted(letter, "Soup."));
    const v1::PushRequest request = NextPush();
    ASSERT_TRUE(replica_->ApplyAnswer(request, Rejected(request, v1::Verdict::REASON_MALFORMED)).ok());
  };
  refuse('a');
  refuse('b');
  const auto seen = *replica_->DeadLetters();
  ASSERT_THAT(seen, SizeIs(2));
  refuse('c');
  ASSERT_TRUE(replica_->ForgetDeadLetters(seen.back().number).ok());
  Reopen();
  const auto left = *replica_->DeadLetters();
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left.front().transaction.front().id(), MomentId('c'));
  EXPECT_EQ(replica_->Status()->dead_letters, 1);
}

TEST_F(PushTest, ASettingIsAbsentUntilItIsSet) {
  EXPECT_EQ(*replica_->Setting("session_token"), std::nullopt);
  ASSERT_TRUE(replica_->SetSetting("session_token", std::string("\0x", 2)).ok());
  Reopen();
  EXPECT_EQ(*replica_->Setting("session_token"), std::string("\0x", 2));
}

}  // namespace
}  // namespace toward::client
