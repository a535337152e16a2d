// A new epoch has begun: what waits is sealed again, and what the partner is to read is.

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using trust::Scope;

class EpochsTest : public ReplicaTest {
 protected:
  void SetUp() override {
    ReplicaTest::SetUp();
    replica_.reset();
    auto opened = Replica::Open(Directory(), mine_, clock_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    replica_ = *std::move(opened);
  }

  static trust::Secret Key(char letter) { return *trust::Secret::FromBytes(std::string(trust::kKeyBytes, letter)); }
  static trust::Keyring Only(trust::KeyEpoch epoch, char letter) {
    trust::Keyring keyring;
    keyring.Add(Scope::kShared, epoch, Key(letter));
    return keyring;
  }
  void BeginEpoch(trust::KeyEpoch epoch, char letter) { keys_.Add(Scope::kShared, epoch, Key(letter)); }

  // The note of a sent moment, as somebody with these keys alone reads it; empty when they cannot.
  std::string ReadWith(const trust::Keyring& keys, const sync::Record& record) {
    const Words theirs(keys, family_, plan::kBen, random_);
    v1::Moment moment;
    theirs.OpenAll(record, std::vector<MemberId>{plan::kAna}, moment);
    return moment.note();
  }

  trust::Keyring keys_ = Only(1, 'a');
  const Words mine_{keys_, family_, plan::kAna, random_};
};

TEST_F(EpochsTest, APushSaysTheEpochItsWordsAreSealedWith) {
  Do(Noted('a', "Soup."));
  EXPECT_EQ(NextPush().key_epoch(), 1U);
  EXPECT_EQ(NextPush().scope(), v1::SCOPE_FAMILY);
}

TEST_F(EpochsTest, WhatWaitsKeepsItsOldEpochUntilItIsSealedAgain) {
  Do(Noted('a', "Soup."));
  BeginEpoch(2, 'b');
  Do(Noted('b', "Bread."));
  EXPECT_EQ(NextPush().key_epoch(), 1U);
  ASSERT_TRUE(replica_->ResealOutbox().ok());
  const v1::PushRequest push = NextPush();
  EXPECT_EQ(push.key_epoch(), 2U);
  EXPECT_EQ(push.push_no(), 1U);
  ASSERT_EQ(push.transactions_size(), 2);
  EXPECT_EQ(ReadWith(Only(2, 'b'), RecordsOf(push.transactions(0)).front()), "Soup.");
  EXPECT_EQ(ReadWith(Only(2, 'b'), RecordsOf(push.transactions(1)).front()), "Bread.");
}

TEST_F(EpochsTest, SealingAgainChangesNoStampAndNothingOnScreen) {
  Do(NotedAndLasted('a', "Soup.", 12));
  const sync::Stamp before = (*replica_->Find(v1::KIND_MOMENT, MomentId('a')))->MaxStamp();
  BeginEpoch(2, 'b');
  ASSERT_TRUE(replica_->ResealOutbox().ok());
  const auto after = *replica_->Find(v1::KIND_MOMENT, MomentId('a'));
  EXPECT_EQ(after->MaxStamp(), before);
  v1::Moment moment;
  mine_.OpenAll(*after, std::vector<MemberId>{plan::kAna}, moment);
  EXPECT_EQ(moment.note(), "Soup.");
  EXPECT_EQ(moment.minutes(), 12U);
  EXPECT_TRUE(replica_->Undo().ok());
}

TEST_F(EpochsTest, AProcessThatDoesNotKnowTheNewEpochYetMakesThePushSayTheOld) {
  const trust::Keyring old_keys = Only(1, 'a');
  const Words old_words(old_keys, family_, plan::kAna, random_);
  const auto other_process = *Replica::Open(Directory(), old_words, clock_);
  BeginEpoch(2, 'b');
  Do(Noted('a', "Soup."));
  EXPECT_EQ(NextPush().key_epoch(), 2U);
  ASSERT_TRUE(other_process->Commit(std::vector<Write>{Noted('b', "Bread.")}).ok());
  EXPECT_EQ(NextPush().key_epoch(), 1U);
}

TEST_F(EpochsTest, AfterTheOldIsSentTheNewEpochCounts) {
  Do(Noted('a', "Soup."));
  BeginEpoch(2, 'b');
  PushAll();
  Do(Noted('b', "Bread."));
  EXPECT_EQ(NextPush().key_epoch(), 2U);
}

TEST_F(EpochsTest, NamesAreSealedAgainForWhoComesLater) {
  auto child = std::make_shared<v1::Child>();
  child->set_name("Mia");
  Do({.kind = v1::KIND_CHILD, .id = IdCast<RecordId>(plan::kMia), .fields = child, .cleared = {}});
  Do(Noted('a', "Ours alone."));
  PushAll();
  BeginEpoch(2, 'b');
  clock_.Advance(1);
  ASSERT_TRUE(replica_->SealAgain(std::vector<v1::Kind>{v1::KIND_MEMBER, v1::KIND_CHILD, v1::KIND_RITUAL}).ok());
  const std::vector<sync::Record> sent = PushAll();
  ASSERT_THAT(sent, SizeIs(1));
  const trust::Keyring partners = Only(2, 'b');
  v1::Child read;
  Words(partners, family_, plan::kBen, random_).OpenAll(sent.front(), std::vector<MemberId>{plan::kAna}, read);
  EXPECT_EQ(read.name(), "Mia");
  EXPECT_TRUE(read.alive());
}

TEST_F(EpochsTest, SealingNamesAgainIsNothingToUndo) {
  auto child = std::make_shared<v1::Child>();
  child->set_name("Mia");
  Do({.kind = v1::KIND_CHILD, .id = IdCast<RecordId>(plan::kMia), .fields = child, .cleared = {}});
  Do(Noted('a', "Soup."));
  clock_.Advance(1);
  ASSERT_TRUE(replica_->SealAgain(std::vector<v1::Kind>{v1::KIND_CHILD}).ok());
  ASSERT_TRUE(replica_->Undo().ok());
  const auto note = *replica_->Find(v1::KIND_MOMENT, MomentId('a'));
  v1::Moment moment;
  mine_.OpenAll(*note, std::vector<MemberId>{plan::kAna}, moment);
  EXPECT_FALSE(moment.alive());
}

TEST_F(EpochsTest, ThePrivatePlanIsAFileOfItsOwnWithKeysOfItsOwn) {
  keys_.Add(Scope::kPrivate, 5, Key('p'));
  const Words own_words(keys_, family_, plan::kAna, random_, Scope::kPrivate);
  const auto own = *Replica::Open(Directory(), own_words, clock_);
  ASSERT_TRUE(ShareNumber(*replica_, *own).ok());
  auto note = std::make_shared<v1::PrivateNote>();
  note->set_text("For me.");
  const Write write{.kind = v1::KIND_PRIVATE_NOTE, .id = MomentId('n'), .fields = note, .cleared = {}};
  ASSERT_TRUE(own->Commit(std::vector<Write>{write}).ok());
  const auto push = *own->NextPush();
  ASSERT_TRUE(push.has_value());
  EXPECT_EQ(push->scope(), v1::SCOPE_MEMBER);
  EXPECT_EQ(push->key_epoch(), 5U);
  EXPECT_EQ(push->replica(), *replica_->ReplicaNumber());
  EXPECT_THAT(*replica_->Kinds(), IsEmpty());
  v1::PrivateNote read;
  own_words.OpenAll(RecordsOf(push->transactions(0)).front(), std::vector<MemberId>{plan::kAna}, read);
  EXPECT_EQ(read.text(), "For me.");
  mine_.OpenAll(RecordsOf(push->transactions(0)).front(), std::vector<MemberId>{plan::kAna}, read);
  EXPECT_FALSE(read.has_text());
}

}  // namespace
}  // namespace toward::client
