// `toward-server backup`: whole, of one moment, and never in the way of anything.

#include "server/maintenance/backup.h"

#include <sys/stat.h>

#include <fstream>

#include "tests/server/maintenance/maintained.h"
#include "tests/support/failing_vfs.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using support::FailingVfs;
using support::Fault;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class BackupTest : public Maintained {
 protected:
  absl::StatusOr<Backup> BackUpTo(const fs::path& place, Existing existing = Existing::kStays) {
    return BackUp(Database().string(), place.string(), existing, random);
  }
  absl::StatusCode Said(const fs::path& place, Existing existing = Existing::kStays) {
    return BackUpTo(place, existing).status().code();
  }
  // What a copy elsewhere is called by these tests.
  const fs::path place_ = Elsewhere("copy.db");
};

TEST_F(BackupTest, ACopyOfAServerInUseHoldsAllThatWasCommitted) {
  Write("second");
  const auto backup = BackUpTo(place_);
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->families, 1);
  EXPECT_EQ(backup->records, 2);
  EXPECT_EQ(backup->bytes, static_cast<int64_t>(fs::file_size(place_)));
  Write("third");
  EXPECT_THAT(NotesIn(place_), ElementsAre("first", "second"));
}

TEST_F(BackupTest, ACopyOfAKilledServerHoldsAllThatWasCommitted) {
  Write("second");
  Kill();
  ASSERT_TRUE(BackUpTo(place_).ok());
  EXPECT_THAT(NotesIn(place_), ElementsAre("first", "second"));
}

TEST_F(BackupTest, TheDataIsOnlyRead) {
  Write("second");
  const auto data = [this] {
    Files files = FilesIn(Data());
    // Where readers say what they read.
    files.erase("toward.db-shm");
    return files;
  };
  const Files before = data();
  ASSERT_THAT(before, testing::Contains(testing::Key("toward.db-wal")));
  ASSERT_TRUE(BackUpTo(place_).ok());
  EXPECT_EQ(data(), before);
  Write("third");
}

TEST_F(BackupTest, ACopyIsOneFileForItsOwnerOnly) {
  const mode_t old_mask = umask(0);
  ASSERT_TRUE(BackUpTo(place_).ok());
  umask(old_mask);
  struct stat file {};
  ASSERT_EQ(stat(place_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  EXPECT_THAT(FilesIn(place_.parent_path()), SizeIs(1));
}

TEST_F(BackupTest, ACopyOverwritesOnlyWhenAsked) {
  std::ofstream(place_) << "a letter";
  EXPECT_EQ(Said(place_), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(FilesIn(place_.parent_path()), (Files{{"copy.db", "a letter"}}));
  ASSERT_TRUE(BackUpTo(place_, Existing::kIsReplaced).ok());
  EXPECT_THAT(NotesIn(place_), ElementsAre("first"));
}

TEST_F(BackupTest, NothingOfTheDataDirectoryIsEverOverwritten) {
  fs::create_directory_symlink(Data(), Elsewhere("link"));
  fs::create_hard_link(Database(), Elsewhere("second_name.db"));
  const Files before = FilesIn(Data());
  for (const fs::path& place :
       {Database(), Data() / "toward.db-wal", Data() / "vapid.pem", Data() / "new.db", Data() / "toward.db-shm",
        Data() / "toward.db-journal", Data() / "lock", Elsewhere("link") / "toward.db",
        Data() / ".." / "data" / "toward.db", Elsewhere("second_name.db")}) {
    EXPECT_EQ(Said(place, Existing::kIsReplaced), absl::StatusCode::kFailedPrecondition) << place;
  }
  EXPECT_EQ(FilesIn(Data()), before);
}

TEST_F(BackupTest, APlaceThatCannotBeWrittenIsNamed) {
  const auto backup = BackUpTo(Elsewhere("no/such/copy.db"));
  EXPECT_EQ(backup.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(backup.status().message()), testing::HasSubstr("no/such/copy.db"));
  fs::create_directory(place_);
  EXPECT_FALSE(BackUpTo(place_, Existing::kIsReplaced).ok());
  EXPECT_THAT(FilesIn(place_.parent_path()), SizeIs(1));
}

TEST_F(BackupTest, DataWithFaultsDoesNotReplaceAGoodCopy) {
  ASSERT_TRUE(BackUpTo(place_).ok());
  Close();
  Tamper(Database(), "UPDATE record SET state = x'00'");
  const Files before = FilesIn(place_.parent_path());
  const auto backup = BackUpTo(place_, Existing::kIsReplaced);
  EXPECT_EQ(backup.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(backup.status().message()), testing::HasSubstr("1 record cannot be read."));
  EXPECT_EQ(FilesIn(place_.parent_path()), before);
}

class BackupOnABadDisk : public BackupTest, public testing::WithParamInterface<Fault> {};
INSTANTIATE_TEST_SUITE_P(Disk, BackupOnABadDisk, testing::Values(Fault::kDiskFull, Fault::kDiskRefuses),
                         [](const auto& test) { return test.param == Fault::kDiskFull ? "Full" : "Refuses"; });

TEST_P(BackupOnABadDisk, NothingIsLeftOfACopyThatFailed) {
  Write(std::string(20'000, 'x'));
  int64_t nth = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    fs::remove(place_);
    FailingVfs disk;
    disk.FailFrom(nth, GetParam());
    const auto backup = BackUpTo(place_);
    reached = disk.reached();
    disk.Heal();
    EXPECT_THAT(FilesIn(place_.parent_path()), SizeIs(backup.ok() ? 1 : 0));
    EXPECT_TRUE(backup.ok() || absl::IsResourceExhausted(backup.status()) || absl::IsUnavailable(backup.status()))
        << backup.status();
    EXPECT_TRUE(reached || backup.ok());
  }
  EXPECT_GT(nth, 10);
  EXPECT_THAT(NotesIn(place_), SizeIs(2));
  Write("the server goes on");
}

}  // namespace
}  // namespace toward::server
