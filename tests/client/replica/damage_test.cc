// A file that is damaged, or that another program wrote: whatever SQLite takes for rows, a person reads one sentence
// that says what to do next, and the program goes on.

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/client/replica/replica_test.h"
#include "tests/support/failing_vfs.h"

namespace toward::client {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

class DamageTest : public ReplicaTest {
 protected:
  ~DamageTest() override { replica_.reset(); }

  // A row in every table: something confirmed, something refused, words that were replaced, and two changes that wait
  // and can be taken back.
  void SetUp() override {
    ReplicaTest::SetUp();
    Do(Noted('a', "Soup."));
    PushAll();
    Deliver({Bens(Noted('a', "Bread.")), Bens(OnDay('b', 20'000))});
    Do(Noted('c', "Refused."));
    const v1::PushRequest request = NextPush();
    ASSERT_TRUE(replica_->ApplyAnswer(request, Rejected(request, v1::Verdict::REASON_MALFORMED)).ok());
    Do(NotedAndLasted('d', "Tea.", 5));
    Do(Noted('d', "Coffee."));
  }

  // Lets something else than this app write to the file.
  void Damage(const char* sql) {
    const auto database = *Database::Open(DatabasePath(), Database::Mode::kReadWriteCreate, 0);
    const absl::Status done = database->Execute(sql);
    ASSERT_TRUE(done.ok()) << sql << ": " << done;
  }

  void ExpectTold(const absl::Status& status) {
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("Join again in a new directory"), EndsWith(".")));
  }

  // Everything a replica can be asked, each in its turn; returns what was said.
  std::vector<absl::Status> Use() {
    std::vector<absl::Status> said;
    for (const uint32_t kind : {uint32_t{v1::KIND_MOMENT}, uint32_t{v1::KIND_MEMBER}}) {
      said.push_back(replica_->List(kind).status());
    }
    said.push_back(replica_->ListDays(v1::KIND_MOMENT, 0, 30'000).status());
    for (const char letter : {'a', 'b', 'c', 'd'}) {
      said.push_back(replica_->Find(v1::KIND_MOMENT, MomentId(letter)).status());
    }
    said.push_back(replica_->Kinds().status());
    said.push_back(replica_->DeadLetters().status());
    said.push_back(replica_->ListEarlierWords().status());
    said.push_back(replica_->Status().status());
    said.push_back(replica_->NowMs().status());
    said.push_back(replica_->Cursor().status());
    said.push_back(replica_->ReplicaNumber().status());
    said.push_back(replica_->Setting("server_at_boot_id").status());
    said.push_back(TryTo({Lasted('a', 3)}));
    said.push_back(replica_->NoteServerTime(clock_.TrueMs()));
    said.push_back(replica_->RestampOutbox(clock_.TrueMs()));
    said.push_back(replica_->Undo());
    said.push_back(replica_->Undo());
    said.push_back(replica_->Undo());
    const auto push = replica_->NextPush();
    said.push_back(push.status());
    if (push.ok() && push->has_value()) said.push_back(replica_->ApplyAnswer(**push, Answered(**push)));
    said.push_back(TryToDeliver({Bens(Lasted('b', 5)).ToPatch(), Bens(Lasted('d', 6)).ToPatch()}));
    said.push_back(replica_->TakeReplicaNumber(kAnasReplica + 1));
    said.push_back(replica_->RepushEverything(0));
    return said;
  }
  static int64_t Damaged(const std::vector<absl::Status>& said) {
    return std::count_if(said.begin(), said.end(), [](const absl::Status& status) { return absl::IsDataLoss(status); });
  }

  // Quick, as nothing is really synced.
  const support::FailingVfs disk_;
};

TEST_F(DamageTest, AWholeFileIsFine) {
  for (const absl::Status& status : Use()) EXPECT_FALSE(absl::IsDataLoss(status) || absl::IsInternal(status)) << status;
}

TEST_F(DamageTest, ARecordThatIsNoneIsToldWhereverItIsMet) {
  Damage("UPDATE record SET state = x'00'");
  ExpectTold(replica_->Find(v1::KIND_MOMENT, MomentId('a')).status());
  ExpectTold(replica_->List(v1::KIND_MOMENT).status());
  ExpectTold(replica_->ListDays(v1::KIND_MOMENT, 0, 30'000).status());
  ExpectTold(TryToDeliver({Bens(Lasted('a', 5)).ToPatch()}));
  ExpectTold(replica_->RepushEverything(0));
}

TEST_F(DamageTest, AnotherRecordInItsPlaceIsTold) {
  Damage("UPDATE record SET state = (SELECT state FROM record WHERE id = CAST('bbbbbbbbbbbbbbbb' AS BLOB))");
  ExpectTold(replica_->Find(v1::KIND_MOMENT, MomentId('a')).status());
}

TEST_F(DamageTest, ARefusedChangeThatIsNoneIsTold) {
  for (const char* bytes : {"x'ff'", "x'0a00'", "x''"}) {
    Damage(("UPDATE dead_letter SET transaction_bytes = " + std::string(bytes)).c_str());
    ExpectTold(replica_->DeadLetters().status());
    EXPECT_EQ(replica_->Status()->dead_letters, 1);
  }
}

TEST_F(DamageTest, AWaitingChangeWithoutAnythingInItIsTold) {
  Damage("DELETE FROM outbox_patch");
  ExpectTold(replica_->NextPush().status());
  ExpectTold(replica_->RestampOutbox(clock_.TrueMs()));
  ExpectTold(replica_->TakeReplicaNumber(kAnasReplica + 1));
}

TEST_F(DamageTest, WhateverARowHoldsItIsToldAndNothingAborts) {
  for (const char* damage : {
           "UPDATE setting SET value = 'text'",
           "UPDATE setting SET value = 4294967296 WHERE name = 'replica'",
           "UPDATE setting SET value = -1 WHERE name = 'replica'",
           "UPDATE setting SET value = x'ff' WHERE name = 'cursor'",
           "UPDATE setting SET value = x'0a0101' WHERE name = 'cursor'",
           "UPDATE setting SET value = 7 WHERE name = 'cursor'",
           "UPDATE record SET id = x'00', kind = 5 WHERE id = CAST('bbbbbbbbbbbbbbbb' AS BLOB)",
           "UPDATE record SET kind = -1 WHERE id = CAST('aaaaaaaaaaaaaaaa' AS BLOB)",
           "UPDATE record SET kind = 4294967300 WHERE id = CAST('aaaaaaaaaaaaaaaa' AS BLOB)",
           "UPDATE outbox_patch SET patch = x''",
           "UPDATE outbox_patch SET id = x'01'",
           "UPDATE outbox_patch SET kind = 0",
           "UPDATE outbox_patch SET id = CAST('eeeeeeeeeeeeeeee' AS BLOB)",
           "UPDATE earlier_words SET id = x''",
           "UPDATE earlier_words SET bytes = x'ff'",
           "UPDATE earlier_words SET kind = -7",
           "UPDATE undo_field SET id = x'02' WHERE step = (SELECT max(step) FROM undo_field) AND field = 1",
           "UPDATE undo_field SET old_bytes = x'ff'",
           "UPDATE undo_field SET old_bytes = x'1001'",
           "UPDATE undo_field SET kind = 0",
           "UPDATE undo_field SET field = field + 4294967296",
       }) {
    SCOPED_TRACE(damage);
    const std::string path = DatabasePath();
    std::stringstream whole;
    whole << std::ifstream(path, std::ios::binary).rdbuf();
    Damage(damage);
    const std::vector<absl::Status> said = Use();
    EXPECT_GT(Damaged(said), 0);
    for (const absl::Status& status : said) {
      if (absl::IsDataLoss(status)) ExpectTold(status);
      EXPECT_FALSE(absl::IsInternal(status)) << status;
    }
    replica_.reset();
    std::ofstream(path, std::ios::binary) << whole.str();
    Reopen();
  }
}

TEST_F(DamageTest, AFileOfAnotherProgramIsRefusedAndLeftAlone) {
  for (const char* other : {"PRAGMA user_version = 2", "PRAGMA user_version = 0; CREATE TABLE recipe (name TEXT)",
                            "PRAGMA user_version = -1"}) {
    const support::TemporaryDirectory directory;
    const std::string path = directory.path().string() + "/replica.db";
    {
      const auto database = *Database::Open(path, Database::Mode::kReadWriteCreate, 0);
      ASSERT_TRUE(database->Execute(other).ok());
    }
    ExpectTold(Replica::Open(directory.path().string(), words_, clock_).status());
  }
}

TEST_F(DamageTest, WhatIsNoDatabaseIsTold) {
  replica_.reset();
  std::ofstream(DatabasePath()) << std::string(8192, 'x');
  ExpectTold(Replica::Open(Directory(), words_, clock_).status());
}

TEST_F(DamageTest, APageOfZerosNeverAborts) {
  constexpr size_t kPage = 4096;
  replica_.reset();
  std::stringstream whole;
  whole << std::ifstream(DatabasePath(), std::ios::binary).rdbuf();
  for (size_t at = 0; at < whole.str().size(); at += kPage) {
    std::string bytes = whole.str();
    bytes.replace(at, kPage, kPage, '\0');
    std::ofstream(DatabasePath(), std::ios::binary) << bytes;
    auto opened = Replica::Open(Directory(), words_, clock_);
    if (!opened.ok()) continue;
    replica_ = *std::move(opened);
    Use();
    replica_.reset();
  }
}

}  // namespace
}  // namespace toward::client
