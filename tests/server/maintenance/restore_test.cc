// `toward-server restore`: the copy's data under a new epoch, or the old data, and never a mix of the two.

#include "server/maintenance/restore.h"

#include <sys/stat.h>

#include <fstream>

#include "server/maintenance/backup.h"
#include "tests/server/maintenance/maintained.h"
#include "tests/support/failing_vfs.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using support::FailingVfs;
using support::Fault;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// A copy was made after the first note; the second came later.
class RestoreTest : public Maintained {
 protected:
  RestoreTest() {
    AddSession();
    cursor_of_the_copy_ = CursorAtHead(ana);
    EXPECT_TRUE(BackUp(Database().string(), copy_.string(), Existing::kStays, random).ok());
    Write("second");
  }

  void AddSession() {
    const Session session{random.Bytes(32), ana.device.id, ana.device.family, ana.device.member, kNowMs + 1};
    EXPECT_TRUE(store->Write([&](StoreWrites& writes) { return writes.AddSession(session, kNowMs).status(); }).ok());
  }
  absl::StatusOr<Restored> RestoreFrom(const fs::path& copy) {
    return Restore(*directory, copy.string(), kNowMs, random);
  }
  static std::vector<std::string> Names(const fs::path& path) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : FilesIn(path)) names.push_back(name);
    return names;
  }

  const fs::path copy_ = Elsewhere("copy.db");
  sync::Cursor cursor_of_the_copy_;
};

TEST_F(RestoreTest, TheDataIsThatOfTheCopy) {
  Close();
  const auto restored = RestoreFrom(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->families, 1);
  EXPECT_EQ(restored->records, 1);
  EXPECT_THAT(Notes(), ElementsAre("first"));
  struct stat file {};
  ASSERT_EQ(stat(Database().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
}

TEST_F(RestoreTest, NoDevicesCursorContinues) {
  const sync::Cursor before = CursorAtHead(ana);
  EXPECT_TRUE(BeginWatch(ana, before).continues);
  Close();
  ASSERT_TRUE(RestoreFrom(copy_).ok());
  Open();
  EXPECT_FALSE(BeginWatch(ana, before).continues);
  EXPECT_FALSE(BeginWatch(ana, cursor_of_the_copy_).continues);
  EXPECT_TRUE(BeginWatch(ana, CursorAtHead(ana)).continues);
}

TEST_F(RestoreTest, TheKeyThatSubscriptionsHoldForComesBackWithTheCopy) {
  ASSERT_EQ(*store->KeepVapidKey("the key"), "the key");
  const fs::path copy = Elsewhere("with_key.db");
  ASSERT_TRUE(BackUp(Database().string(), copy.string(), Existing::kStays, random).ok());
  Close();
  Tamper(Database(), "UPDATE server SET vapid_key = 'another'");
  ASSERT_TRUE(RestoreFrom(copy).ok());
  Open();
  EXPECT_EQ(*store->KeepVapidKey("a new one"), "the key");
}

TEST_F(RestoreTest, OriginAndSessionsAreThoseOfTheCopy) {
  const std::string origin = store->origin();
  AddSession();
  Close();
  ASSERT_TRUE(RestoreFrom(copy_).ok());
  Open();
  EXPECT_EQ(store->origin(), origin);
  EXPECT_THAT(*store->LoadSessions(kNowMs), SizeIs(1));
}

TEST_F(RestoreTest, WhatWasThereIsKeptAndCanBeRestored) {
  Close();
  const auto restored = RestoreFrom(copy_);
  ASSERT_TRUE(restored.ok());
  EXPECT_THAT(restored->kept, EndsWith("toward.db.before-restore-20260301T000000Z"));
  EXPECT_THAT(NotesIn(restored->kept), ElementsAre("first", "second"));
  const auto back = RestoreFrom(restored->kept);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_THAT(Notes(), ElementsAre("first", "second"));
  EXPECT_THAT(back->kept, EndsWith("toward.db.before-restore-20260301T000001Z"));
}

TEST_F(RestoreTest, TheLogOfAKilledServerIsKeptAndNeverMeetsTheCopy) {
  Write("third");
  Kill();
  ASSERT_GT(fs::file_size(Data() / "toward.db-wal"), 0U);
  const auto restored = RestoreFrom(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_THAT(Notes(), ElementsAre("first"));
  EXPECT_THAT(NotesIn(restored->kept), ElementsAre("first", "second", "third"));
  EXPECT_THAT(Names(Data()), UnorderedElementsAre("lock", "toward.db", fs::path(restored->kept).filename().string()));
}

TEST_F(RestoreTest, DamagedDataIsKeptWithItsLog) {
  Kill();
  const std::string rubbish(8192, 'x');
  std::ofstream(Database()) << rubbish;
  std::ofstream(Data() / "toward.db-wal") << "rubbish";
  const auto restored = RestoreFrom(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_THAT(Notes(), ElementsAre("first"));
  const Files files = FilesIn(Data());
  const std::string kept = fs::path(restored->kept).filename().string();
  EXPECT_EQ(files.at(kept), rubbish);
  EXPECT_EQ(files.at(kept + "-wal"), "rubbish");
  EXPECT_FALSE(files.contains("toward.db-wal"));
}

TEST_F(RestoreTest, AnEmptyDirectoryGetsTheCopy) {
  Close();
  fs::remove(Database());
  const auto restored = RestoreFrom(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->kept, "");
  EXPECT_THAT(Notes(), ElementsAre("first"));
}

TEST_F(RestoreTest, WhatIsNoWholeCopyIsRefusedAndNothingChanges) {
  Close();
  fs::copy_file(copy_, Elsewhere("faulty.db"));
  Tamper(Elsewhere("faulty.db"), "UPDATE family SET records = 5");
  fs::copy_file(copy_, Elsewhere("newer.db"));
  Tamper(Elsewhere("newer.db"), "PRAGMA user_version = 1000");
  Tamper(Elsewhere("other.db"), "CREATE TABLE record (id BLOB); PRAGMA user_version = 1");
  std::ofstream(Elsewhere("letter.txt")) << "Dear Ben, this is a letter and no database, however long it may become.";
  std::ofstream(Elsewhere("empty.db")).close();
  fs::copy_file(copy_, Elsewhere("short.db"));
  fs::resize_file(Elsewhere("short.db"), fs::file_size(copy_) / 2);
  fs::create_hard_link(Database(), Elsewhere("itself.db"));
  const Files before = FilesIn(Data());
  const std::map<fs::path, absl::StatusCode> cases = {
      {Elsewhere("faulty.db"), absl::StatusCode::kDataLoss},
      {Elsewhere("newer.db"), absl::StatusCode::kFailedPrecondition},
      {Elsewhere("other.db"), absl::StatusCode::kDataLoss},
      {Elsewhere("letter.txt"), absl::StatusCode::kDataLoss},
      {Elsewhere("empty.db"), absl::StatusCode::kDataLoss},
      {Elsewhere("short.db"), absl::StatusCode::kDataLoss},
      {Elsewhere("missing.db"), absl::StatusCode::kNotFound},
      {Elsewhere(""), absl::StatusCode::kDataLoss},
      {Elsewhere("itself.db"), absl::StatusCode::kFailedPrecondition},
      {Database(), absl::StatusCode::kFailedPrecondition},
  };
  for (const auto& [copy, code] : cases) {
    const auto restored = RestoreFrom(copy);
    EXPECT_EQ(restored.status().code(), code) << copy << ": " << restored.status();
    EXPECT_THAT(std::string(restored.status().message()), EndsWith(".")) << copy;
    EXPECT_EQ(FilesIn(Data()), before) << copy;
  }
}

TEST_F(RestoreTest, WhileAnotherReadsAKilledServersLogNothingChanges) {
  Kill();
  const auto other = *toward::Database::Open(Database().string(), toward::Database::Mode::kReadOnly, 0);
  ASSERT_TRUE(other->Execute("BEGIN; SELECT count(*) FROM record").ok());
  const auto restored = RestoreFrom(copy_);
  EXPECT_EQ(restored.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(Notes(), ElementsAre("first", "second"));
}

// What a restore on a bad disk leaves, and the store that opens it.
class RestoreOnABadDisk : public RestoreTest, public testing::WithParamInterface<Fault> {};
INSTANTIATE_TEST_SUITE_P(Disk, RestoreOnABadDisk, testing::Values(Fault::kDiskFull, Fault::kDiskRefuses),
                         [](const auto& test) { return test.param == Fault::kDiskFull ? "Full" : "Refuses"; });

TEST_P(RestoreOnABadDisk, TheDataIsTheOldOneOrTheCopy) {
  Write(std::string(20'000, 'x'));
  Kill();
  const fs::path killed = Elsewhere("killed");
  fs::copy(Data(), killed);
  int64_t nth = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    directory.reset();
    fs::remove_all(Data());
    fs::copy(killed, Data());
    directory = *DataDirectory::Open(Data().string());
    FailingVfs disk;
    disk.FailFrom(nth, GetParam());
    const auto restored = RestoreFrom(copy_);
    reached = disk.reached();
    disk.Heal();
    EXPECT_TRUE(restored.ok() || absl::IsResourceExhausted(restored.status()) || absl::IsUnavailable(restored.status()))
        << restored.status();
    EXPECT_THAT(Notes(), SizeIs(restored.ok() ? 1 : 3));
    EXPECT_TRUE(!restored.ok() || NotesIn(restored->kept).size() == 3);
    for (const std::string& name : Names(Data())) {
      EXPECT_TRUE(restored.ok() || name == "lock" || name == "toward.db" || name == "toward.db-wal" ||
                  name == "toward.db-shm")
          << name;
    }
    EXPECT_TRUE(reached || restored.ok());
  }
  EXPECT_GT(nth, 10);
}

}  // namespace
}  // namespace toward::server
