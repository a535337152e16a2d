// The replica's file: for its owner only, sealed, shared by several processes, and never mistaken for another.

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class FilesTest : public ReplicaTest {
 protected:
  absl::Status StatusOfOpening() { return Replica::Open(Directory(), words_, clock_).status(); }

  // All bytes of the directory.
  std::string OnDisk() {
    std::string bytes;
    for (const auto& entry : fs::directory_iterator(Directory())) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }
};

TEST_F(FilesTest, AreForTheirOwnerOnly) {
  Do(Lasted('a', 1));
  for (const auto& entry : fs::directory_iterator(Directory())) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write) << entry.path();
  }
}

TEST_F(FilesTest, AReplicaThatOthersCanReadIsRefused) {
  replica_.reset();
  ASSERT_EQ(chmod(DatabasePath().c_str(), 0640), 0);
  const absl::Status status = StatusOfOpening();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(status.message()), HasSubstr("chmod 600 " + DatabasePath()));
}

TEST_F(FilesTest, AReplicaOfANewerVersionIsRefusedAndLeftAlone) {
  replica_.reset();
  auto database = *Database::Open(DatabasePath(), Database::Mode::kReadWriteCreate, 0);
  ASSERT_TRUE(database->Execute("PRAGMA user_version = 1000").ok());
  const absl::Status status = StatusOfOpening();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer version"));
  EXPECT_EQ(*database->UserVersion(), 1000);
}

TEST_F(FilesTest, AReplicaOfTheFirstVersionIsTakenOverWithAllItCanTakeBack) {
  Do(Noted('a', "Soup."));
  Do(Noted('a', "Bread."));
  replica_.reset();
  auto database = *Database::Open(DatabasePath(), Database::Mode::kReadWriteCreate, 0);
  ASSERT_TRUE(database
                  ->Execute("ALTER TABLE undo_step ADD COLUMN hlc INTEGER NOT NULL DEFAULT 0; "
                            "ALTER TABLE undo_step ADD COLUMN replica INTEGER NOT NULL DEFAULT 0; "
                            "UPDATE undo_step SET (hlc, replica) = "
                            "(SELECT hlc, replica FROM undo_field WHERE step = number LIMIT 1); "
                            "ALTER TABLE undo_field DROP COLUMN hlc; "
                            "ALTER TABLE undo_field DROP COLUMN replica; "
                            "PRAGMA user_version = 1")
                  .ok());
  database.reset();
  Reopen();
  ASSERT_TRUE(replica_->Undo().ok());
  EXPECT_EQ(Shown('a').note(), "Soup.");
  ASSERT_TRUE(replica_->Undo().ok());
  EXPECT_FALSE(Shown('a').alive());
}

TEST_F(FilesTest, SomethingElseIsDataLoss) {
  replica_.reset();
  std::ofstream(DatabasePath()) << std::string(8192, 'x');
  EXPECT_EQ(StatusOfOpening().code(), absl::StatusCode::kDataLoss);
}

TEST_F(FilesTest, WithoutADirectoryThereIsNoReplica) {
  EXPECT_EQ(Replica::Open(Directory() + "/none", words_, clock_).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(FilesTest, NeverHoldPlainWords) {
  v1::Moment fields;
  fields.set_ritual_id("in clear: a ritual");
  fields.set_note("The secret of the soup.");
  Do(Change('a', fields));
  EXPECT_THAT(OnDisk(), HasSubstr("in clear: a ritual"));
  Do(Noted('a', "The secret of the bread."));
  Deliver({Bens(Noted('a', "The secret of the stairs."))});
  Do(NoteCleared('a'));
  ASSERT_TRUE(replica_->Undo().ok());
  ASSERT_TRUE(replica_->RestampOutbox(clock_.TrueMs() - kDayMs).ok());
  const v1::PushRequest request = NextPush();
  ASSERT_TRUE(replica_->ApplyAnswer(request, Rejected(request, v1::Verdict::REASON_MALFORMED)).ok());
  EXPECT_THAT(OnDisk(), Not(HasSubstr("The secret")));
}

TEST_F(FilesTest, TwoProcessesSeeTheSame) {
  const auto other = OpenAnother();
  Do(Noted('a', "Soup."));
  ASSERT_TRUE(other->Commit(std::vector<Write>{Lasted('a', 5)}).ok());
  EXPECT_EQ(ShownBy(*other, 'a').note(), "Soup.");
  EXPECT_EQ(Shown('a').minutes(), 5U);
  const v1::PushRequest request = **other->NextPush();
  EXPECT_EQ(NextPush().digest(), request.digest());
  ASSERT_TRUE(other->ApplyAnswer(request, Answered(request)).ok());
  EXPECT_EQ(Waiting(), 0);
  Deliver({Bens(Lasted('b', 9))});
  EXPECT_EQ(ShownBy(*other, 'b').minutes(), 9U);
  EXPECT_EQ(other->Cursor()->seq, replica_->Cursor()->seq);
}

TEST_F(FilesTest, ProcessesThatCommitAtOnceLoseNothingAndShareNoStamp) {
  constexpr int kEach = 25;
  const auto commit = [this](char letter) {
    const auto replica = OpenAnother();
    for (int i = 0; i < kEach; ++i) EXPECT_TRUE(replica->Commit(std::vector<Write>{Lasted(letter, 1)}).ok());
  };
  {
    std::jthread ana([&] { commit('a'); });
    std::jthread her_other_terminal([&] { commit('b'); });
  }
  std::set<sync::Stamp> stamps;
  for (const sync::Record& record : PushAll()) stamps.insert(record.MaxStamp());
  EXPECT_THAT(stamps, SizeIs(2 * kEach));
}

TEST_F(FilesTest, ChangesByOthersAreNoticedOnce) {
  const auto other = OpenAnother();
  EXPECT_TRUE(*replica_->ChangedByOthers());
  EXPECT_FALSE(*replica_->ChangedByOthers());
  ASSERT_TRUE(other->Commit(std::vector<Write>{Lasted('a', 5)}).ok());
  EXPECT_TRUE(*replica_->ChangedByOthers());
  EXPECT_FALSE(*replica_->ChangedByOthers());
}

TEST_F(FilesTest, OnesOwnChangesAreNotByOthers) {
  EXPECT_TRUE(*replica_->ChangedByOthers());
  Do(Lasted('a', 5));
  EXPECT_FALSE(*replica_->ChangedByOthers());
}

}  // namespace
}  // namespace toward::client
