// Taking back: a new change that gives back what another replaced.

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;

class UndoTest : public ReplicaTest {
 protected:
  void Undo() {
    const absl::Status undone = replica_->Undo();
    EXPECT_TRUE(undone.ok()) << undone;
  }
};

TEST_F(UndoTest, TakesTheNewestChangeFirst) {
  for (const uint32_t minutes : {1, 2, 3}) Do(Lasted('a', minutes));
  Undo();
  EXPECT_EQ(Shown('a').minutes(), 2U);
  Undo();
  EXPECT_EQ(Shown('a').minutes(), 1U);
}

TEST_F(UndoTest, TwentyChangesAreRemembered) {
  for (uint32_t minutes = 1; minutes <= 21; ++minutes) Do(Lasted('a', minutes));
  for (int i = 0; i < 20; ++i) Undo();
  EXPECT_EQ(Shown('a').minutes(), 1U);
  EXPECT_TRUE(absl::IsNotFound(replica_->Undo()));
  EXPECT_EQ(Shown('a').minutes(), 1U);
}

TEST_F(UndoTest, WithNoChangeThereIsNothingToTakeBack) {
  Deliver({Bens(Lasted('b', 5))});
  const absl::Status status = replica_->Undo();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("nothing to take back"));
}

TEST_F(UndoTest, ANewRecordGoes) {
  Do(Noted('a', "Soup."));
  Undo();
  EXPECT_FALSE(Shown('a').alive());
}

TEST_F(UndoTest, ADeletedRecordComesBackWithItsWords) {
  Do(Noted('a', "Soup."));
  Do(Removed('a'));
  Undo();
  EXPECT_TRUE(Shown('a').alive());
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(UndoTest, ClearedWordsComeBack) {
  Do(Noted('a', "Soup."));
  Do(NoteCleared('a'));
  Undo();
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(UndoTest, AFieldThatWasNotThereIsClearedAgain) {
  Do(Lasted('a', 5));
  Do(Noted('a', "Soup."));
  Undo();
  EXPECT_FALSE(Shown('a').has_note());
  EXPECT_TRUE(Shown('a').alive());
}

TEST_F(UndoTest, TakesBackEveryRecordOfAChange) {
  Do(Lasted('a', 1));
  ASSERT_TRUE(TryTo({Lasted('a', 2), Lasted('b', 2)}).ok());
  Undo();
  EXPECT_EQ(Shown('a').minutes(), 1U);
  EXPECT_FALSE(Shown('b').alive());
}

TEST_F(UndoTest, ThePartnersWordsComeBack) {
  Deliver({Bens({.kind = v1::KIND_MEMBER,
                 .id = IdCast<RecordId>(plan::kBen),
                 .fields = std::make_shared<v1::Member>(),
                 .cleared = {}}),
           Bens(Noted('b', "On the stairs."), 0)});
  Do(Noted('b', "Soup."));
  Undo();
  EXPECT_EQ(Shown('b').note(), "On the stairs.");
}

TEST_F(UndoTest, FieldsReplacedMeanwhileStay) {
  Do(NotedAndLasted('a', "Soup.", 5));
  Do(NotedAndLasted('a', "Bread.", 6));
  Deliver({Bens(Lasted('a', 7))});
  Undo();
  EXPECT_EQ(Shown('a').note(), "Soup.");
  EXPECT_EQ(Shown('a').minutes(), 7U);
}

TEST_F(UndoTest, WhenAllOfItIsReplacedNothingIsTakenBackAndTheOneBeforeIsNext) {
  Do(Lasted('b', 5));
  Do(Lasted('a', 6));
  Deliver({Bens(Lasted('a', 7))});
  const absl::Status status = replica_->Undo();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("changed again"));
  EXPECT_EQ(Shown('a').minutes(), 7U);
  Undo();
  EXPECT_FALSE(Shown('b').alive());
}

TEST_F(UndoTest, ANewRecordThatThePartnerHasBuiltUponStays) {
  Do(OnDay('b', 20'001));
  Do(OnDay('a', 20'000));
  PushAll();
  Deliver({Bens(Noted('a', "Soup."))});
  const absl::Status status = replica_->Undo();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("changed again"));
  EXPECT_TRUE(Shown('a').alive());
  EXPECT_EQ(Shown('a').day(), 20'000);
  EXPECT_EQ(Shown('a').note(), "Soup.");
  Undo();
  EXPECT_FALSE(Shown('b').alive());
}

TEST_F(UndoTest, ANewRecordStaysAlsoWhenThePartnersEditIsOlder) {
  clock_.Advance(kMinuteMs);
  Do(OnDay('a', 20'000));
  Deliver({Bens(Noted('a', "Soup."), 0)});
  EXPECT_EQ(replica_->Undo().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Shown('a').alive());
}

TEST_F(UndoTest, OnlyTheNewRecordThatWasBuiltUponStays) {
  ASSERT_TRUE(TryTo({OnDay('a', 20'000), OnDay('b', 20'000)}).ok());
  Deliver({Bens(Noted('a', "Soup."))});
  Undo();
  EXPECT_EQ(Shown('a').day(), 20'000);
  EXPECT_TRUE(Shown('a').alive());
  EXPECT_FALSE(Shown('b').alive());
}

TEST_F(UndoTest, AnEditThatArrivesAfterwardsFindsTheRecordWhereItWas) {
  v1::Moment fields;
  fields.set_day(20'000);
  fields.set_member_id(plan::kAna.ToBytes());
  fields.set_note("Nobody else's business.");
  Do(Change('a', fields));
  Undo();
  Deliver({Bens(Lasted('a', 5))});
  EXPECT_TRUE(Shown('a').alive());
  EXPECT_EQ(Shown('a').day(), 20'000);
  EXPECT_EQ(Shown('a').member_id(), plan::kAna.ToBytes());
  EXPECT_FALSE(Shown('a').has_note());
}

TEST_F(UndoTest, ANewRecordChangedSinceByOneselfGoesStepByStep) {
  Do(OnDay('a', 20'000));
  Do(Noted('a', "Soup."));
  Undo();
  EXPECT_TRUE(Shown('a').alive());
  Undo();
  EXPECT_FALSE(Shown('a').alive());
}

TEST_F(UndoTest, OneTooLargeForATransactionIsSentAsSeveral) {
  Do(Lasted('z', 1));
  std::vector<Write> small;
  for (char letter = 'a'; letter < 'a' + 12; ++letter) {
    Do(Sized(letter, 60'000));
    small.push_back(Sized(letter, 1));
  }
  ASSERT_TRUE(TryTo(small).ok());
  PushAll();
  Undo();
  for (char letter = 'a'; letter < 'a' + 12; ++letter) EXPECT_EQ(Shown(letter).ritual_id().size(), 60'000U) << letter;
  EXPECT_GT(Waiting(), 1);
  ASSERT_TRUE(replica_->RestampOutbox(clock_.TrueMs() + kDayMs).ok());
  for (char letter = 'a'; letter < 'a' + 12; ++letter) Undo();
  EXPECT_FALSE(Shown('a').alive());
  Undo();
  EXPECT_FALSE(Shown('z').alive());
}

TEST_F(UndoTest, ARecordTooLargeToBeSentBackStaysAndTheChangeBeforeIsNext) {
  Do(Lasted('z', 1));
  Do(Sized('a', 40'000));
  v1::Moment other;
  other.set_child_id(std::string(40'000, 'c'));
  Do(Change('a', other));
  v1::Moment small;
  small.set_ritual_id("r");
  small.set_child_id("c");
  Do(Change('a', small));
  const absl::Status status = replica_->Undo();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("too much to take back"));
  EXPECT_EQ(Shown('a').ritual_id(), "r");
  while (Shown('z').alive()) ASSERT_FALSE(absl::IsNotFound(replica_->Undo()));
}

TEST_F(UndoTest, IsAChangeThatIsSentAndNotTakenBackItself) {
  Do(Lasted('a', 1));
  Do(Lasted('a', 2));
  PushAll();
  Undo();
  EXPECT_EQ(Waiting(), 1);
  Undo();
  EXPECT_FALSE(Shown('a').alive());
  PushAll();
  EXPECT_FALSE(Shown('a').alive());
  EXPECT_TRUE(absl::IsNotFound(replica_->Undo()));
}

TEST_F(UndoTest, BeatsWhatItTakesBackOnEveryDevice) {
  Do(Lasted('a', 1));
  const sync::Record done = PushAll().front();
  Undo();
  sync::Record elsewhere = PushAll().front();
  elsewhere.Merge(done);
  v1::Moment moment;
  ASSERT_TRUE(moment.ParseFromString(std::string(elsewhere.body())));
  EXPECT_FALSE(moment.alive());
}

TEST_F(UndoTest, IsRememberedAcrossACrash) {
  Do(Lasted('a', 1));
  Do(Lasted('a', 2));
  Reopen();
  Undo();
  EXPECT_EQ(Shown('a').minutes(), 1U);
}

TEST_F(UndoTest, FollowsAChangeToItsNewStamp) {
  Do(Noted('a', "Soup."));
  Do(Noted('a', "Bread."));
  ASSERT_TRUE(replica_->RestampOutbox(clock_.TrueMs() - kDayMs).ok());
  Undo();
  EXPECT_EQ(Shown('a').note(), "Soup.");
  Undo();
  EXPECT_FALSE(Shown('a').alive());
}

TEST_F(UndoTest, FollowsAChangeToItsNewReplica) {
  Do(Noted('a', "Soup."));
  Do(Noted('a', "Bread."));
  ASSERT_TRUE(replica_->TakeReplicaNumber(kAnasReplica + 1).ok());
  Undo();
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

}  // namespace
}  // namespace toward::client
