// A cursor and the feed it was made in: when it continues, and how a store put back from an older copy is noticed.

#include <gmock/gmock.h>

#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;

TEST_P(StoreContract, ACursorContinuesAfterReopening) {
  Phone ana = Settle();
  EXPECT_TRUE(BeginWatch(ana, {}).continues);
  Apply(ana, {Note(NewRecordId(), "one")});
  const sync::Cursor cursor = CursorAtHead(ana);
  Reopen();
  EXPECT_TRUE(BeginWatch(ana, cursor).continues);
  EXPECT_EQ(CursorAtHead(ana), cursor);
  Apply(ana, {Note(NewRecordId(), "two")});
  EXPECT_TRUE(BeginWatch(ana, cursor).continues);
  EXPECT_THAT(TextsOf(ReadFeed(ana, cursor.seq)), ElementsAre("two"));
}

TEST_P(StoreContract, ACursorContinuesWhereverItsRecordsHaveMoved) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  Apply(ana, {Note(id, "one")});
  const sync::Cursor cursor = CursorAtHead(ana);
  Apply(ana, {Note(id, "two")});
  EXPECT_TRUE(BeginWatch(ana, cursor).continues);
}

TEST_P(StoreContract, EveryPageEndsWithACursorThatContinues) {
  Phone ana = Settle();
  for (int i = 0; i < 30; ++i) {
    Apply(ana, {Note(NewRecordId(), std::string(30'000, 'x'))});
    if (i % 10 == 9) Reopen();
  }
  FeedPage page = ReadPage(ana);
  for (; page.cursor.seq != page.head; page = ReadPage(ana, page.cursor.seq)) {
    EXPECT_TRUE(BeginWatch(ana, page.cursor).continues) << page.cursor.seq;
  }
  EXPECT_TRUE(BeginWatch(ana, page.cursor).continues);
}

TEST_P(StoreContract, ACursorOfAnotherStoreDoesNotContinue) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  sync::Cursor cursor = CursorAtHead(ana);
  cursor.epoch = random.NewId<sync::Epoch>();
  EXPECT_FALSE(BeginWatch(ana, cursor).continues);
}

TEST_P(StoreContract, ACursorBeyondTheHeadDoesNotContinue) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  sync::Cursor cursor = CursorAtHead(ana);
  for (const sync::Seq seq : {sync::Seq{2}, sync::Seq{1} << 63, ~sync::Seq{0}}) {
    cursor.seq = seq;
    EXPECT_FALSE(BeginWatch(ana, cursor).continues) << seq;
  }
}

TEST_P(StoreContract, ACursorFromBeforeTheCopyContinuesAfterItIsPutBack) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "in the copy")});
  const sync::Cursor cursor = CursorAtHead(ana);
  SaveCopy();
  Phone lost = ana;
  Apply(lost, {Note(NewRecordId(), "lost")});
  PutCopyBack();
  EXPECT_TRUE(BeginWatch(ana, cursor).continues);
  EXPECT_EQ(BeginWatch(ana, cursor).last_push_no, 1U);
}

TEST_P(StoreContract, ACopyThatHasNotCaughtUpIsNoticed) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "in the copy")});
  SaveCopy();
  Apply(ana, {Note(NewRecordId(), "lost")});
  const sync::Cursor cursor = CursorAtHead(ana);
  PutCopyBack();
  EXPECT_FALSE(BeginWatch(ana, cursor).continues);
}

TEST_P(StoreContract, ACopyThatReachedTheSameNumberAgainIsNoticed) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "in the copy")});
  SaveCopy();
  Phone as_copied = ana;
  Apply(ana, {Note(NewRecordId(), "lost")});
  const sync::Cursor cursor = CursorAtHead(ana);
  PutCopyBack();
  Apply(as_copied, {Note(NewRecordId(), "in its place")});
  EXPECT_EQ(ReadPage(ana).head, cursor.seq);
  EXPECT_FALSE(BeginWatch(ana, cursor).continues);
  Apply(as_copied, {Note(NewRecordId(), "and beyond")});
  EXPECT_FALSE(BeginWatch(ana, cursor).continues);
  EXPECT_TRUE(BeginWatch(ana, CursorAtHead(ana)).continues);
}

TEST_P(StoreContract, ThePushesACopyForgotAreAGap) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "in the copy")});
  SaveCopy();
  Apply(ana, {Note(NewRecordId(), "lost")});
  PutCopyBack();
  const auto answer = Send(NextPush(ana, {sync::Transaction{Note(NewRecordId(), "after it")}}));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->outcome, v1::PushResponse::OUTCOME_DIVERGED);
  EXPECT_EQ(answer->last_push_no, 1U);
}

}  // namespace
}  // namespace toward::server
