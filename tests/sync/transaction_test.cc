#include "sync/transaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/limits.h"
#include "tests/sync/pieces.h"

namespace toward::sync {
namespace {

using testing::VariantWith;

auto Rejected(v1::Verdict::Reason reason) { return VariantWith<v1::Verdict::Reason>(reason); }

v1::Patch PatchOfRecord(size_t number, size_t note_bytes = 1) {
  v1::Patch patch = PatchOf(TextPiece(8, std::string(note_bytes, 'n')), {8});
  std::string id(RecordId::kBytes, '\0');
  id[0] = static_cast<char>(number);
  id[1] = static_cast<char>(number >> 8);
  patch.set_id(id);
  return patch;
}

v1::Transaction TransactionOf(size_t patches, size_t note_bytes = 1) {
  v1::Transaction transaction;
  for (size_t i = 0; i < patches; ++i) *transaction.add_patches() = PatchOfRecord(i, note_bytes);
  return transaction;
}

// Ten patches, the last one as long as it takes.
v1::Transaction TransactionOfBytes(size_t bytes) {
  v1::Transaction transaction = TransactionOf(9, 52'000);
  const v1::Transaction nearly = [&] {
    v1::Transaction with_last = transaction;
    *with_last.add_patches() = PatchOfRecord(9, 30'000);
    return with_last;
  }();
  *transaction.add_patches() = PatchOfRecord(9, 30'000 + bytes - nearly.ByteSizeLong());
  EXPECT_EQ(transaction.ByteSizeLong(), bytes);
  return transaction;
}

v1::PushRequest PushOf(const std::vector<v1::Transaction>& transactions) {
  v1::PushRequest request;
  for (const v1::Transaction& transaction : transactions) *request.add_transactions() = transaction;
  return request;
}

TEST(Transaction, GivesItsRecordsInOrder) {
  const auto checked = CheckTransaction(TransactionOf(2));
  const auto& records = std::get<Transaction>(checked);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].id().bytes(), PatchOfRecord(1).id());
  EXPECT_EQ(ToProto(records).SerializeAsString(), TransactionOf(2).SerializeAsString());
}

TEST(Transaction, IsNotEmpty) {
  EXPECT_THAT(CheckTransaction(v1::Transaction()), Rejected(v1::Verdict::REASON_MALFORMED));
}

TEST(Transaction, PatchesEndAtTheLimit) {
  EXPECT_THAT(CheckTransaction(TransactionOf(kMaxPatchesPerTransaction)), VariantWith<Transaction>(testing::_));
  EXPECT_THAT(CheckTransaction(TransactionOf(kMaxPatchesPerTransaction + 1)), Rejected(v1::Verdict::REASON_TOO_LARGE));
}

TEST(Transaction, BytesEndAtTheLimit) {
  EXPECT_THAT(CheckTransaction(TransactionOfBytes(kMaxTransactionBytes)), VariantWith<Transaction>(testing::_));
  EXPECT_THAT(CheckTransaction(TransactionOfBytes(kMaxTransactionBytes + 1)), Rejected(v1::Verdict::REASON_TOO_LARGE));
}

TEST(Transaction, ARecordBeyondItsLimitIsTooLarge) {
  EXPECT_THAT(CheckTransaction(TransactionOf(1, kMaxRecordBytes)), Rejected(v1::Verdict::REASON_TOO_LARGE));
}

TEST(Transaction, NamesARecordOnce) {
  v1::Transaction transaction = TransactionOf(2);
  *transaction.add_patches() = PatchOfRecord(0);
  EXPECT_THAT(CheckTransaction(transaction), Rejected(v1::Verdict::REASON_MALFORMED));
}

TEST(Transaction, OneIdMayServeTwoKinds) {
  v1::Transaction transaction = TransactionOf(1);
  *transaction.add_patches() = PatchOfRecord(0);
  transaction.mutable_patches(1)->set_kind(v1::KIND_CHILD);
  EXPECT_THAT(CheckTransaction(transaction), VariantWith<Transaction>(testing::_));
}

TEST(Transaction, OneBadPatchSpoilsItAll) {
  v1::Transaction transaction = TransactionOf(2);
  transaction.mutable_patches(1)->clear_runs();
  EXPECT_THAT(CheckTransaction(transaction), Rejected(v1::Verdict::REASON_MALFORMED));
}

TEST(Transaction, MayCarryStampsOfManyReplicas) {
  v1::Transaction transaction = TransactionOf(2);
  transaction.mutable_patches(1)->mutable_runs(0)->mutable_stamp()->set_replica(77);
  EXPECT_THAT(CheckTransaction(transaction), VariantWith<Transaction>(testing::_));
}

TEST(PushDigest, DependsOnTheTransactionsAlone) {
  v1::PushRequest request = PushOf({TransactionOf(2)});
  const std::string digest = PushDigest(request);
  EXPECT_EQ(digest.size(), 32U);
  request.set_push_no(9);
  request.set_sent_time_ms(9);
  request.set_digest(digest);
  EXPECT_EQ(PushDigest(request), digest);
}

TEST(PushDigest, TellsWhereATransactionEnds) {
  v1::Transaction one = TransactionOf(1);
  v1::Transaction other;
  *other.add_patches() = PatchOfRecord(1);
  EXPECT_NE(PushDigest(PushOf({one, other})), PushDigest(PushOf({TransactionOf(2)})));
  EXPECT_NE(PushDigest(PushOf({one, other})), PushDigest(PushOf({other, one})));
}

}  // namespace
}  // namespace toward::sync
