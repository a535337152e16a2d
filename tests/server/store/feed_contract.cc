// The feed: the present state of a family's records in the order of their newest change, in pages.

#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "sync/limits.h"
#include "tests/server/store/store_contract.h"
#include "tests/sync/pieces.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreContract, RecordsComeInTheOrderOfTheirNewestChange) {
  Phone ana = Settle();
  const auto first = NewRecordId(), second = NewRecordId();
  Apply(ana, {Note(first, "one"), Note(second, "two"), Note(NewRecordId(), "three"), Note(first, "one again")});
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("two", "three", "one again"));
}

TEST_P(StoreContract, EachEffectiveMergeTakesTheNextNumber) {
  Phone ana = Settle();
  EXPECT_EQ(ReadPage(ana).head, 0U);
  const auto id = NewRecordId();
  Apply(ana, {Note(id, "one")});
  EXPECT_EQ(ReadPage(ana).head, 1U);
  Apply(ana, {Note(id, "two"), Note(NewRecordId(), "three")});
  EXPECT_EQ(ReadPage(ana).head, 3U);
}

TEST_P(StoreContract, AMergeThatChangesNothingTakesNoNumber) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  const auto older = Note(id, "older"), newer = Note(id, "newer");
  EXPECT_TRUE(Apply(ana, {newer}).feed_moved);
  const PushAnswer answer = Apply(ana, {newer, older});
  EXPECT_THAT(CodesOf(answer), ElementsAre(v1::Verdict::CODE_NOOP, v1::Verdict::CODE_NOOP));
  EXPECT_FALSE(answer.feed_moved);
  EXPECT_EQ(ReadPage(ana).head, 1U);
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("newer"));
}

TEST_P(StoreContract, AnEmptyFeedIsAnEmptyPageAtTheBeginning) {
  const FeedPage page = ReadPage(Settle());
  EXPECT_EQ(page.record_count, 0);
  EXPECT_EQ(page.records, "");
  EXPECT_TRUE(page.cursor.at_beginning());
  EXPECT_EQ(page.head, 0U);
}

TEST_P(StoreContract, AfterACursorComesOnlyWhatChangedSince) {
  Phone ana = Settle();
  const auto moved = NewRecordId();
  Apply(ana, {Note(moved, "moved"), Note(NewRecordId(), "stays")});
  const sync::Seq seen = CursorAtHead(ana).seq;
  EXPECT_THAT(ReadFeed(ana, seen), IsEmpty());
  Apply(ana, {Note(moved, "moved on"), Note(NewRecordId(), "new")});
  EXPECT_THAT(TextsOf(ReadFeed(ana, seen)), ElementsAre("moved on", "new"));
}

TEST_P(StoreContract, BeyondTheHeadIsNothing) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  for (const sync::Seq after : {sync::Seq{2}, sync::Seq{1} << 63, ~sync::Seq{0}}) {
    const FeedPage page = ReadPage(ana, after);
    EXPECT_EQ(page.record_count, 0) << after;
    EXPECT_EQ(page.cursor.seq, 1U) << after;
  }
}

TEST_P(StoreContract, APageEndsSoonAfterItsTargetSize) {
  Phone ana = Settle();
  constexpr size_t kBytes = 10'000;
  for (int i = 0; i < 60; ++i) Apply(ana, {Note(NewRecordId(), std::string(kBytes, 'x'))});
  sync::Seq after = 0;
  int pages = 0;
  for (FeedPage page = ReadPage(ana); after != page.head; page = ReadPage(ana, after), ++pages) {
    EXPECT_LT(page.records.size(), sync::kTargetPageBytes + kBytes + 100);
    EXPECT_EQ(page.head, 60U);
    EXPECT_EQ(page.cursor.seq, after + static_cast<sync::Seq>(page.record_count));
    EXPECT_TRUE(page.cursor.seq == page.head || page.records.size() >= sync::kTargetPageBytes);
    after = page.cursor.seq;
  }
  EXPECT_EQ(pages, 3);
}

TEST_P(StoreContract, APageHasAtMostSoManyRecords) {
  Phone ana = Settle();
  constexpr int kOver = 10;
  std::vector<Item> transactions;
  for (size_t made = 0; made < sync::kMaxPageRecords + kOver; made += sync::kMaxPatchesPerTransaction) {
    sync::Transaction transaction;
    const size_t count = std::min(sync::kMaxPatchesPerTransaction, sync::kMaxPageRecords + kOver - made);
    for (size_t i = 0; i < count; ++i) transaction.push_back(Note(NewRecordId(), "x"));
    transactions.emplace_back(std::move(transaction));
  }
  ApplyTransactions(ana, std::move(transactions));
  const FeedPage page = ReadPage(ana);
  EXPECT_EQ(page.record_count, static_cast<int>(sync::kMaxPageRecords));
  EXPECT_EQ(ReadPage(ana, page.cursor.seq).record_count, kOver);
}

TEST_P(StoreContract, ChangesBetweenPagesMoveRecordsAndLoseNone) {
  Phone ana = Settle();
  std::vector<RecordId> ids;
  for (int i = 0; i < 20; ++i) {
    ids.push_back(NewRecordId());
    Apply(ana, {Note(ids.back(), std::string(40'000, 'a'))});
  }
  std::map<RecordId, std::string> seen;
  sync::Seq after = 0;
  for (int page_no = 0;; ++page_no) {
    const FeedPage page = ReadPage(ana, after);
    std::set<RecordId> in_page;
    for (const sync::Record& record : RecordsOf(page)) {
      EXPECT_TRUE(in_page.insert(record.id()).second);
      seen[record.id()] = TextOf(record);
    }
    after = page.cursor.seq;
    if (after == page.head) break;
    if (page_no == 0) Apply(ana, {Note(ids[0], "read before"), Note(ids[19], "not read yet")});
    if (page_no == 1) Apply(ana, {Note(NewRecordId(), "new")});
  }
  EXPECT_EQ(seen.size(), 21U);
  EXPECT_EQ(seen[ids[0]], "read before");
  EXPECT_EQ(seen[ids[19]], "not read yet");
}

TEST_P(StoreContract, AReaderSeesWholeTransactionsWhileTheWriterWorks) {
  Phone ana = Settle();
  const auto left = NewRecordId(), right = NewRecordId();
  ApplyTransactions(ana, {sync::Transaction{Note(left, "0"), Note(right, "0")}});
  std::atomic<bool> done = false;
  std::thread reading([&, reader = *store->NewReader()] {
    sync::Seq head = 0;
    for (bool last = false; !last;) {
      last = done;
      const auto page = reader->ReadPage(ana.feed(), ana.device.member, 0);
      ASSERT_TRUE(page.ok()) << page.status();
      const auto texts = TextsOf(RecordsOf(*page));
      ASSERT_EQ(texts.size(), 2U);
      ASSERT_EQ(texts[0], texts[1]);
      ASSERT_GE(page->head, head);
      head = page->head;
    }
    EXPECT_EQ(head, 202U);
  });
  for (int i = 1; i <= 100; ++i) {
    ApplyTransactions(ana, {sync::Transaction{Note(left, std::to_string(i)), Note(right, std::to_string(i))}});
  }
  done = true;
  reading.join();
}

TEST_P(StoreContract, StoredBytesComeBackAsTheyAre) {
  Phone ana = Settle();
  constexpr uint32_t kKindOfANewerVersion = 4711;
  sync::Record record(kKindOfANewerVersion, NewRecordId());
  const auto stamp = [](uint32_t replica) { return sync::Stamp{sync::HlcFromMs(kNowMs), replica}; };
  // A field of many occurrences, a cleared one, and a long way round to write a number.
  record.Set(1, sync::NumberPiece(1, 1), stamp(7));
  record.Set(2, sync::TextPiece(2, "") + sync::NumberPiece(2, 5) + sync::TextPiece(2, std::string("\0\xff", 2)),
             stamp(9));
  record.Set(3, "", stamp(8));
  record.Set(9'999, sync::TextPiece(9'999, "from a newer version"), stamp(7));
  record.Set(10'000, std::string("\x80\xf1\x04\x81\x80\x00", 6), stamp(9));
  Apply(ana, {record});
  Reopen();
  const auto feed = ReadFeed(ana);
  ASSERT_EQ(feed.size(), 1U);
  EXPECT_EQ(feed[0].Serialize(), record.Serialize());
  EXPECT_EQ(feed[0].Bytes(*feed[0].Find(10'000)), std::string("\x80\xf1\x04\x81\x80\x00", 6));
}

TEST_P(StoreContract, FieldsOfTwoWritesAreKeptSideBySide) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  sync::Record other(v1::KIND_MOMENT, id);
  other.Set(5, sync::NumberPiece(5, 30), {sync::HlcFromMs(1), 2});
  Apply(ana, {Note(id, "words")});
  EXPECT_THAT(CodesOf(Apply(ana, {other})), ElementsAre(v1::Verdict::CODE_APPLIED));
  const auto feed = ReadFeed(ana);
  ASSERT_EQ(feed.size(), 1U);
  EXPECT_EQ(TextOf(feed[0]), "words");
  EXPECT_NE(feed[0].Find(5), nullptr);
}

}  // namespace
}  // namespace toward::server
