// A local change: on screen, in the outbox and open to Undo, together or not at all.

#include <algorithm>

#include "sync/limits.h"
#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr size_t kMaxWords = 8191;

class CommitTest : public ReplicaTest {
 protected:
  // How large the changes are as one transaction on the wire.
  static size_t WireBytes(const std::vector<Write>& writes) {
    sync::Transaction records;
    for (const Write& write : writes) {
      v1::Moment fields = static_cast<const v1::Moment&>(*write.fields);
      fields.set_alive(true);
      records.push_back(sync::Record::Write(write.kind, write.id, fields, {}, {1, 1}));
    }
    return sync::ToProto(records).ByteSizeLong();
  }

  // Changes that make a transaction of exactly this size.
  static std::vector<Write> WritesOf(size_t bytes) {
    constexpr size_t kEach = 60'000;
    std::vector<Write> writes;
    for (char letter = 'a'; WireBytes(writes) + kEach + 1000 < bytes; ++letter) writes.push_back(Sized(letter, kEach));
    const size_t left = bytes - WireBytes(writes);
    writes.push_back(Sized('z', left));
    writes.back() = Sized('z', left - (WireBytes(writes) - bytes));
    EXPECT_EQ(WireBytes(writes), bytes);
    return writes;
  }

  void ExpectNothingHasChanged() {
    EXPECT_THAT(*replica_->List(v1::KIND_MOMENT), IsEmpty());
    EXPECT_EQ(*replica_->NextPush(), std::nullopt);
    EXPECT_TRUE(absl::IsNotFound(replica_->Undo()));
  }
};

TEST_F(CommitTest, AnotherProcessFindsItOnScreenInTheOutboxAndOpenToUndo) {
  const auto other = OpenAnother();
  Do(Noted('a', "Soup."));
  EXPECT_EQ(ShownBy(*other, 'a').note(), "Soup.");
  EXPECT_EQ(other->Status()->changes_waiting, 1);
  EXPECT_TRUE(other->Undo().ok());
  EXPECT_FALSE(Shown('a').alive());
}

TEST_F(CommitTest, EveryChangeSaysThatItsRecordIsAlive) {
  Do(Lasted('a', 5));
  EXPECT_TRUE(Shown('a').alive());
  EXPECT_NE(PushAll().front().Find(v1::Moment::kAliveFieldNumber), nullptr);
}

TEST_F(CommitTest, ADeleteSaysThatItIsNot) {
  Do(Removed('a'));
  v1::Moment sent;
  ASSERT_TRUE(sent.ParseFromString(std::string(PushAll().front().body())));
  EXPECT_TRUE(sent.has_alive());
  EXPECT_FALSE(sent.alive());
}

TEST_F(CommitTest, AClearedFieldIsAbsent) {
  Do(NotedAndLasted('a', "Soup.", 5));
  Do(NoteCleared('a'));
  EXPECT_FALSE(Shown('a').has_note());
  EXPECT_EQ(Shown('a').minutes(), 5U);
}

TEST_F(CommitTest, OneChangeHasOneStamp) {
  ASSERT_TRUE(TryTo({NotedAndLasted('a', "Soup.", 5), Lasted('b', 7)}).ok());
  const std::vector<sync::Record> sent = PushAll();
  ASSERT_THAT(sent, SizeIs(2));
  const sync::Stamp stamp = sent[0].MaxStamp();
  EXPECT_EQ(stamp.replica, kAnasReplica);
  for (const sync::Record& record : sent) {
    EXPECT_THAT(record.registers(), Each(testing::Field(&sync::Register::stamp, stamp)));
  }
}

TEST_F(CommitTest, WordsLeaveTheDeviceSealedOnly) {
  Do(NotedAndLasted('a', "Nobody else's business.", 5));
  const v1::PushRequest request = NextPush();
  EXPECT_THAT(request.SerializeAsString(), Not(HasSubstr("business")));
  const sync::Record sent = RecordsOf(request.transactions(0)).front();
  v1::Moment opened;
  bens_words_.OpenAll(sent, {plan::kAna}, opened);
  EXPECT_EQ(opened.note(), "Nobody else's business.");
}

TEST_F(CommitTest, WithoutANumberNothingIsChanged) {
  support::TemporaryDirectory directory;
  const auto fresh = *Replica::Open(directory.path().string(), words_, clock_);
  const absl::Status status = fresh->Commit(std::vector<Write>{Lasted('a', 5)});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("toward sync"));
  EXPECT_EQ(fresh->Status()->changes_waiting, 0);
}

TEST_F(CommitTest, AsManyRecordsAsTheServerTakes) {
  std::vector<Write> writes;
  for (size_t i = 0; i < sync::kMaxPatchesPerTransaction; ++i) writes.push_back(Lasted(static_cast<char>(i), 5));
  EXPECT_TRUE(TryTo(writes).ok());
  EXPECT_THAT(*replica_->List(v1::KIND_MOMENT), SizeIs(sync::kMaxPatchesPerTransaction));
}

TEST_F(CommitTest, OneRecordMoreIsRefusedAndNothingHasChanged) {
  std::vector<Write> writes;
  for (size_t i = 0; i <= sync::kMaxPatchesPerTransaction; ++i) writes.push_back(Lasted(static_cast<char>(i), 5));
  const absl::Status status = TryTo(writes);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("several smaller ones"));
  ExpectNothingHasChanged();
}

TEST_F(CommitTest, AsManyBytesAsTheServerTakes) {
  EXPECT_TRUE(TryTo(WritesOf(sync::kMaxTransactionBytes)).ok());
  EXPECT_EQ(NextPush().transactions(0).ByteSizeLong(), sync::kMaxTransactionBytes);
}

TEST_F(CommitTest, OneByteMoreIsRefusedAndNothingHasChanged) {
  EXPECT_EQ(TryTo(WritesOf(sync::kMaxTransactionBytes + 1)).code(), absl::StatusCode::kInvalidArgument);
  ExpectNothingHasChanged();
}

TEST_F(CommitTest, ARecordTooLargeForTheServerIsRefused) {
  EXPECT_EQ(TryTo({Sized('a', sync::kMaxRecordBytes)}).code(), absl::StatusCode::kInvalidArgument);
  ExpectNothingHasChanged();
}

TEST_F(CommitTest, TheLongestWords) {
  const std::string words(kMaxWords, 'w');
  Do(Noted('a', words));
  EXPECT_EQ(Shown('a').note(), words);
}

TEST_F(CommitTest, WordsALetterTooLongAreRefusedAndNothingHasChanged) {
  const absl::Status status = TryTo({Lasted('a', 5), Noted('b', std::string(kMaxWords + 1, 'w'))});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), AllOf(Not(IsEmpty()), Not(HasSubstr("www"))));
  ExpectNothingHasChanged();
}

TEST_F(CommitTest, AnEmptyNoteIsANote) {
  Do(Noted('a', ""));
  EXPECT_TRUE(Shown('a').has_note());
}

}  // namespace
}  // namespace toward::client
