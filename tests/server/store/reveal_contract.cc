// An evening of answers: who is given whose, and from when on.

#include "tests/server/store/reveal_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST_P(RevealContract, AnAnswerWaitsForThePartnersAndThenBothComeAtOnce) {
  EXPECT_THAT(CodesOf(Answer(ana_, "of Ana")), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_THAT(ReadOn(ben_, bens_), ElementsAre());
  EXPECT_FALSE(bens_.Knows("of Ana"));
  EXPECT_THAT(ReadOn(ana_, anas_), ElementsAre("of Ana"));
  Answer(ben_, "of Ben");
  EXPECT_THAT(ReadOn(ben_, bens_), UnorderedElementsAre("of Ana", "of Ben"));
  EXPECT_THAT(ReadOn(ana_, anas_), UnorderedElementsAre("of Ana", "of Ben"));
}

TEST_P(RevealContract, TheFirstAnswerTakesANewNumberInTheTransactionOfTheSecond) {
  Answer(ana_, "of Ana");
  const sync::Seq before = ReadPage(ben_).head;
  const Push second = NextPush(ben_, {sync::Transaction{AnswerOf(ben_, "of Ben")}});
  ASSERT_FALSE(store
                   ->Write([&](StoreWrites& writes) {
                     EXPECT_TRUE(writes.ApplyPush(second, kNowMs)->feed_moved);
                     return absl::AbortedError("changed its mind");
                   })
                   .ok());
  EXPECT_THAT(ReadOn(ben_, bens_), ElementsAre());
  EXPECT_FALSE(bens_.Knows("of Ana"));
  ASSERT_TRUE(Send(second).ok());
  EXPECT_EQ(ReadPage(ben_).head, before + 2);
}

TEST_P(RevealContract, APlaceThatWasReadPastBringsTheAnswerAllTheSame) {
  Answer(ana_, "of Ana");
  Apply(ana_, {Note(NewRecordId(), "later")});
  bens_.after = CursorAtHead(ben_).seq;
  Answer(ben_, "of Ben");
  EXPECT_THAT(ReadOn(ben_, bens_), UnorderedElementsAre("of Ana", "of Ben"));
}

TEST_P(RevealContract, WhatIsHeldBackLeavesTheCursorAtTheHead) {
  Answer(ana_, "of Ana");
  const FeedPage page = ReadPage(ben_);
  EXPECT_EQ(page.record_count, 0);
  EXPECT_EQ(page.cursor.seq, page.head);
  EXPECT_TRUE(page.personal);
  EXPECT_TRUE(BeginWatch(ben_, page.cursor).continues);
}

TEST_P(RevealContract, OnlyPagesThatDifferArePersonal) {
  Answer(ana_, "of Ana");
  Answer(ben_, "of Ben");
  EXPECT_FALSE(ReadPage(ben_).personal);
  Answer(ana_, "for herself", kPrivate);
  EXPECT_TRUE(ReadPage(ana_).personal);
  EXPECT_FALSE(ReadPage(ana_, CursorAtHead(ana_).seq).personal);
}

TEST_P(RevealContract, AFurtherDeviceOfTheAuthorGetsItAtOnce) {
  Phone tablet = AddDevice(ana_);
  const Phone bens_tablet = AddDevice(ben_);
  Answer(ana_, "of Ana");
  EXPECT_THAT(Everything(tablet), ElementsAre("of Ana"));
  EXPECT_THAT(Everything(bens_tablet), ElementsAre());
  Answer(tablet, "changed on the tablet");
  EXPECT_THAT(Everything(ana_), ElementsAre("changed on the tablet"));
  Answer(ben_, "of Ben");
  EXPECT_THAT(Everything(bens_tablet), UnorderedElementsAre("changed on the tablet", "of Ben"));
}

TEST_P(RevealContract, AnswersOfOneMemberRevealNothingOfTheirOwn) {
  Answer(ana_, "of Ana");
  Apply(ana_, {Write(ana_, NewRecordId(), Fields(ana_, "more of Ana", kUntilReveal))});
  EXPECT_THAT(Everything(ben_), ElementsAre());
}

TEST_P(RevealContract, AnotherEveningOrAnotherRitualRevealsNothing) {
  Answer(ana_, "of Ana");
  v1::Reflection next_day = Fields(ben_, "the next day", kUntilReveal);
  next_day.set_day(kDay + 1);
  v1::Reflection other_ritual = Fields(ben_, "at another", kUntilReveal);
  other_ritual.set_ritual_id(NewRecordId().ToBytes());
  Apply(ben_, {Write(ben_, NewRecordId(), next_day), Write(ben_, NewRecordId(), other_ritual)});
  ReadOn(ben_, bens_);
  EXPECT_FALSE(bens_.Knows("of Ana"));
  EXPECT_THAT(Everything(ana_), ElementsAre("of Ana"));
}

TEST_P(RevealContract, AnotherFamilysAnswerRevealsNothing) {
  Phone eva = Settle();
  Answer(ana_, "of Ana");
  Answer(eva, "of Eva");
  EXPECT_THAT(Everything(ben_), ElementsAre());
  EXPECT_THAT(Everything(eva), ElementsAre("of Eva"));
}

TEST_P(RevealContract, ASharedAnswerIsGivenAtOnceAndRevealsThePartners) {
  Answer(ana_, "of Ana");
  Answer(ben_, "of Ben, shared", kShared);
  EXPECT_THAT(Everything(ana_), UnorderedElementsAre("of Ana", "of Ben, shared"));
  EXPECT_THAT(Everything(ben_), UnorderedElementsAre("of Ana", "of Ben, shared"));
}

TEST_P(RevealContract, APrivateAnswerIsGivenToNobodyAndRevealsNothing) {
  Answer(ana_, "of Ana, private", kPrivate);
  Answer(ben_, "of Ben");
  EXPECT_THAT(Everything(ana_), ElementsAre("of Ana, private"));
  EXPECT_THAT(Everything(ben_), ElementsAre("of Ben"));
}

TEST_P(RevealContract, AVisibilityOfANewerVersionIsPrivate) {
  Answer(ana_, "of Ana", static_cast<v1::Reflection::Visibility>(77));
  Answer(ben_, "of Ben", kShared);
  EXPECT_THAT(Everything(ben_), ElementsAre("of Ben"));
}

TEST_P(RevealContract, EditsBeforeTheRevealStayWithTheAuthor) {
  Answer(ana_, "first");
  Answer(ana_, "second");
  ReadOn(ben_, bens_);
  Answer(ben_, "of Ben");
  EXPECT_THAT(ReadOn(ben_, bens_), UnorderedElementsAre("second", "of Ben"));
  EXPECT_FALSE(bens_.Knows("first"));
}

TEST_P(RevealContract, EditsAfterTheRevealAreGivenAtOnce) {
  Answer(ana_, "first");
  Answer(ben_, "of Ben");
  ReadOn(ben_, bens_);
  Answer(ana_, "second");
  EXPECT_THAT(ReadOn(ben_, bens_), ElementsAre("second"));
}

TEST_P(RevealContract, ADeletedAnswerRevealsNothingUntilItIsWrittenAgain) {
  Answer(ana_, "first");
  Delete(ana_);
  Answer(ben_, "of Ben");
  ReadOn(ben_, bens_);
  ReadOn(ana_, anas_);
  EXPECT_FALSE(bens_.Knows("first"));
  EXPECT_FALSE(anas_.Knows("of Ben"));
  Answer(ana_, "second");
  EXPECT_THAT(ReadOn(ben_, bens_), UnorderedElementsAre("second", "of Ben"));
  EXPECT_THAT(ReadOn(ana_, anas_), UnorderedElementsAre("second", "of Ben"));
}

TEST_P(RevealContract, WhatWasGivenStaysGivenWhenThePartnerDeletesTheirs) {
  Answer(ana_, "of Ana");
  Answer(ben_, "of Ben");
  Delete(ben_);
  Answer(ana_, "of Ana, later");
  EXPECT_THAT(Everything(AddDevice(ben_)), UnorderedElementsAre("of Ana, later", "(deleted)"));
}

TEST_P(RevealContract, ADeletionAfterTheRevealReachesThePartner) {
  Answer(ana_, "of Ana");
  Answer(ben_, "of Ben");
  ReadOn(ben_, bens_);
  Delete(ana_);
  EXPECT_THAT(ReadOn(ben_, bens_), ElementsAre("(deleted)"));
}

TEST_P(RevealContract, SharingAnAnswerGivesItAtOnce) {
  Answer(ana_, "of Ana");
  ChangeVisibility(ana_, kShared);
  EXPECT_THAT(Everything(ben_), ElementsAre("of Ana"));
}

TEST_P(RevealContract, WhatIsTakenBackIsNotGivenAnyMore) {
  Answer(ana_, "open", kShared);
  Answer(ana_, "on second thoughts", kPrivate);
  ReadOn(ben_, bens_);
  EXPECT_FALSE(bens_.Knows("on second thoughts"));
  EXPECT_THAT(Everything(ana_), ElementsAre("on second thoughts"));
}

TEST_P(RevealContract, WhatIsHiddenIsHiddenAfterReopening) {
  Answer(ana_, "of Ana");
  Reopen();
  EXPECT_THAT(Everything(ben_), ElementsAre());
  Answer(ben_, "of Ben");
  Reopen();
  EXPECT_THAT(Everything(ben_), UnorderedElementsAre("of Ana", "of Ben"));
}

TEST_P(RevealContract, ALongRowOfHiddenWordsEndsAtTheHead) {
  std::vector<sync::Record> diary;
  for (int i = 0; i < 90; ++i) {
    diary.push_back(Write(ana_, NewRecordId(), Fields(ana_, std::string(10'000, 'd'), kPrivate)));
  }
  Apply(ana_, diary);
  Apply(ana_, {Note(NewRecordId(), "after it")});
  const FeedPage page = ReadPage(ben_);
  EXPECT_EQ(page.record_count, 1);
  EXPECT_EQ(page.cursor.seq, page.head);
  EXPECT_EQ(Everything(ana_).size(), 91U);
}

}  // namespace
}  // namespace toward::server
