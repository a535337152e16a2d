// Words that their author erased leave every device, the places too where nobody looks.

#include <fstream>
#include <iterator>

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class EraseTest : public ReplicaTest {
 protected:
  void SetUp() override {
    ReplicaTest::SetUp();
    Deliver({Bens({.kind = v1::KIND_MEMBER,
                   .id = IdCast<RecordId>(plan::kBen),
                   .fields = std::make_shared<v1::Member>(),
                   .cleared = {}},
                  0)});
  }

  // A moment of this member, with a note.
  static Write MomentOf(const MemberId& member, char letter, const std::string& note) {
    Write write = Noted(letter, note);
    static_cast<v1::Moment&>(*write.fields).set_member_id(member.ToBytes());
    return write;
  }
  int EraseAnas() {
    const auto erased =
        replica_->Erase([](const sync::Record& record) { return MemberOf(record) == plan::kAna && !IsBare(record); });
    EXPECT_TRUE(erased.ok()) << erased.status();
    return erased.value_or(-1);
  }
  // Ben's device erases a moment of his.
  sync::Record ErasedByBen(char letter, int64_t after_ms) {
    v1::Moment fields;
    fields.set_alive(false);
    return Bens(Change(letter, fields, {uint32_t{v1::Moment::kNoteFieldNumber}}), after_ms);
  }
  std::vector<std::string> Earlier() {
    std::vector<std::string> texts;
    const auto earlier = replica_->ListEarlierWords();
    for (const EarlierWords& words : *earlier) texts.push_back(words.text);
    return texts;
  }
  // The sealed bytes of a shown note.
  std::string SealOf(char letter) {
    const auto record = *replica_->Find(v1::KIND_MOMENT, MomentId(letter));
    return std::string(record->Bytes(*record->Find(v1::Moment::kNoteFieldNumber)));
  }
  bool FileHas(const std::string& bytes) const {
    std::ifstream file(DatabasePath(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {}).find(bytes) != std::string::npos;
  }
};

TEST_F(EraseTest, OnesOwnMomentsAreDeletedAndTheirWordsCleared) {
  Do(MomentOf(plan::kAna, 'a', "Soup."));
  Do(MomentOf(plan::kBen, 'b', "Bread."));
  PushAll();
  clock_.Advance(1);
  EXPECT_EQ(EraseAnas(), 1);
  EXPECT_FALSE(Shown('a').alive());
  EXPECT_FALSE(Shown('a').has_note());
  EXPECT_EQ(Shown('b').note(), "Bread.");
  const std::vector<sync::Record> sent = PushAll();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(IsBare(sent.front()));
}

TEST_F(EraseTest, WhatIsErasedAlreadyIsNotErasedAgain) {
  Do(MomentOf(plan::kAna, 'a', "Soup."));
  clock_.Advance(1);
  EXPECT_EQ(EraseAnas(), 1);
  PushAll();
  EXPECT_EQ(EraseAnas(), 0);
}

TEST_F(EraseTest, AMomentThatWasDeletedBeforeLosesItsWordsToo) {
  Do(MomentOf(plan::kAna, 'a', "Soup."));
  Do(Removed('a'));
  clock_.Advance(1);
  EXPECT_EQ(EraseAnas(), 1);
  EXPECT_FALSE(Shown('a').has_note());
}

TEST_F(EraseTest, CannotBeUndone) {
  Do(MomentOf(plan::kAna, 'a', "Soup."));
  clock_.Advance(1);
  EraseAnas();
  EXPECT_TRUE(absl::IsNotFound(replica_->Undo()));
}

TEST_F(EraseTest, NothingIsLeftInTheFile) {
  Do(MomentOf(plan::kAna, 'a', "Soup."));
  const std::string first = SealOf('a');
  PushAll();
  clock_.Advance(1);
  Do(Noted('a', "Bread."));
  const std::string second = SealOf('a');
  PushAll();
  EXPECT_TRUE(FileHas(second));
  clock_.Advance(1);
  EraseAnas();
  PushAll();
  EXPECT_FALSE(FileHas(first));
  EXPECT_FALSE(FileHas(second));
}

TEST_F(EraseTest, ManyAreErasedInAsManyTransactionsAsTheyNeed) {
  for (int i = 0; i < 230; ++i) Do(MomentOf(plan::kAna, static_cast<char>(i), "Soup."));
  PushAll();
  clock_.Advance(1);
  EXPECT_EQ(EraseAnas(), 230);
  EXPECT_THAT(PushAll(), SizeIs(230));
}

TEST_F(EraseTest, WordsThePartnerErasedAreNotKeptAsEarlierOnes) {
  Deliver({Bens(MomentOf(plan::kBen, 'b', "Bread."), 0)});
  Do(Noted('b', "Soup."));
  PushAll();
  ASSERT_THAT(Earlier(), ElementsAre("Bread."));
  Deliver({ErasedByBen('b', 2 * 60 * kMinuteMs)});
  // What Ana wrote there is hers.
  EXPECT_THAT(Earlier(), ElementsAre("Soup."));
}

TEST_F(EraseTest, WordsThePartnerErasedDoNotComeBackByUndo) {
  Deliver({Bens(MomentOf(plan::kBen, 'b', "Bread."), 0)});
  const std::string bens = SealOf('b');
  Do(Noted('b', "Soup."));
  PushAll();
  Deliver({ErasedByBen('b', 2 * 60 * kMinuteMs)});
  EXPECT_FALSE(FileHas(bens));
  replica_->Undo().IgnoreError();
  EXPECT_FALSE(Shown('b').has_note());
}

TEST_F(EraseTest, WordsThatComeAfterTheirErasureAreNotKeptEither) {
  const sync::Record before = Bens(MomentOf(plan::kBen, 'b', "Bread."), 0);
  Deliver({Bens(MomentOf(plan::kBen, 'b', "Cake."), kMinuteMs), ErasedByBen('b', 2 * kMinuteMs)});
  Deliver({before});
  EXPECT_THAT(Earlier(), IsEmpty());
  EXPECT_FALSE(Shown('b').has_note());
}

TEST_F(EraseTest, OneThatIsOnlyDeletedKeepsWhatWasReplaced) {
  Deliver({Bens(MomentOf(plan::kBen, 'b', "Bread."), 0)});
  Do(Noted('b', "Soup."));
  PushAll();
  Deliver({Bens(Removed('b'), 2 * 60 * kMinuteMs)});
  EXPECT_THAT(Earlier(), ElementsAre("Bread."));
}

TEST_F(EraseTest, ForgettingEverythingLeavesTheNumberAndThePlace) {
  Do(MomentOf(plan::kAna, 'a', "Soup."));
  PushAll();
  const std::string seal = SealOf('a');
  ASSERT_TRUE(replica_->ForgetEverything().ok());
  EXPECT_THAT(*replica_->Kinds(), IsEmpty());
  EXPECT_FALSE(FileHas(seal));
  EXPECT_NE(*replica_->ReplicaNumber(), 0U);
  EXPECT_EQ(*replica_->AnsweredPushNo(), 1U);
}

}  // namespace
}  // namespace toward::client
