// A new version of the server meets the data of an old one: first a copy, then a rehearsal, then the data.

#include "server/maintenance/upgrade.h"

#include <sys/stat.h>

#include <fstream>

#include "base/log.h"
#include "fmt/format.h"
#include "server/store/schema.h"
#include "tests/server/maintenance/maintained.h"
#include "tests/support/failing_vfs.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using support::FailingVfs;
using support::Fault;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

// What toward-make-version-1 writes.
constexpr int64_t kFamilies = 2;
constexpr int64_t kRecords = 24;

class UpgradeTest : public testing::Test {
 protected:
  UpgradeTest() {
    directory = *DataDirectory::Open((home_.path() / "data").string());
    PutVersion1();
    Log::SetLevel(LogLevel::kWarning);
  }

  void PutVersion1() {
    fs::copy_file(fs::path(TOWARD_SOURCE_DIR) / "tests/server/maintenance/version_1.db", Data(),
                  fs::copy_options::overwrite_existing);
    chmod(Data().c_str(), 0600);
  }
  void Tamper(const char* sql) {
    const auto database = *Database::Open(Data().string(), Database::Mode::kReadWriteCreate, 0);
    const absl::Status done = database->Execute(sql);
    EXPECT_TRUE(done.ok()) << done;
  }
  fs::path Data() const { return directory->database_path(); }
  static std::string CopyName() { return fmt::format("toward.db.before-v{}", NewestVersion()); }
  // All files but what readers leave for one another.
  Files Kept() const {
    Files files = FilesIn(home_.path() / "data");
    for (const char* name : {"toward.db-shm", "toward.db-wal"}) files.erase(name);
    return files;
  }
  Findings Check(const fs::path& path) {
    const auto findings = CheckFile(path.string());
    EXPECT_TRUE(findings.ok()) << findings.status();
    return findings.ok() ? *findings : Findings{};
  }
  absl::StatusOr<std::unique_ptr<SqliteStore>> Open() {
    const absl::Status prepared = PrepareUpgrade(*directory);
    if (!prepared.ok()) return prepared;
    return SqliteStore::Open(Data().string(), {}, random_);
  }

  std::unique_ptr<DataDirectory> directory;

 private:
  const support::TemporaryDirectory home_;
  RepeatableRandom random_;
};

TEST_F(UpgradeTest, TheFirstVersionsDataBecomesThatOfTheNewest) {
  EXPECT_EQ(Check(Data()).version, 1);
  auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_THAT(*(*store)->LoadSessions(StoreUser::kNowMs), SizeIs(4));
  EXPECT_EQ((*store)->origin(), "toward://the-first-version");
  store->reset();
  const Findings findings = Check(Data());
  EXPECT_EQ(findings.version, NewestVersion());
  EXPECT_EQ(findings.families, kFamilies);
  EXPECT_EQ(findings.records, kRecords);
  EXPECT_THAT(findings.faults, IsEmpty());
}

TEST_F(UpgradeTest, TheOldDataIsKeptBesideForItsOwnerOnly) {
  ASSERT_TRUE(Open().ok());
  const fs::path copy = Data().parent_path() / CopyName();
  const Findings findings = Check(copy);
  EXPECT_EQ(findings.version, 1);
  EXPECT_EQ(findings.records, kRecords);
  EXPECT_THAT(findings.faults, IsEmpty());
  struct stat file {};
  ASSERT_EQ(stat(copy.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  EXPECT_THAT(Kept(), SizeIs(3));
}

TEST_F(UpgradeTest, PreparingLeavesTheDataUntouched) {
  const std::string before = Kept()["toward.db"];
  ASSERT_TRUE(PrepareUpgrade(*directory).ok());
  EXPECT_EQ(Kept()["toward.db"], before);
}

TEST_F(UpgradeTest, DataOfThisVersionNeedsNoCopy) {
  ASSERT_TRUE(Open().ok());
  fs::remove(Data().parent_path() / CopyName());
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Kept(), SizeIs(2));
}

TEST_F(UpgradeTest, ADirectoryWithoutDataNeedsNoCopy) {
  fs::remove(Data());
  EXPECT_TRUE(PrepareUpgrade(*directory).ok());
  std::ofstream(Data()).close();
  EXPECT_TRUE(PrepareUpgrade(*directory).ok());
  EXPECT_THAT(Kept(), SizeIs(2));
}

TEST_F(UpgradeTest, AMigrationThatWouldFailIsNotBegun) {
  Tamper("CREATE TABLE delivery (something BLOB)");
  const std::string before = Kept()["toward.db"];
  const absl::Status prepared = PrepareUpgrade(*directory);
  EXPECT_FALSE(prepared.ok());
  EXPECT_THAT(std::string(prepared.message()), HasSubstr("The data stays as it was"));
  EXPECT_EQ(Kept()["toward.db"], before);
  EXPECT_EQ(Check(Data()).version, 1);
}

TEST_F(UpgradeTest, DataWithFaultsIsNotMigrated) {
  Tamper("UPDATE record SET state = x'00' WHERE seq = 1");
  const std::string before = Kept()["toward.db"];
  const absl::Status prepared = PrepareUpgrade(*directory);
  EXPECT_EQ(prepared.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Kept()["toward.db"], before);
}

TEST_F(UpgradeTest, ALaterTryKeepsTheLaterData) {
  Tamper("CREATE TABLE delivery (something BLOB)");
  EXPECT_FALSE(PrepareUpgrade(*directory).ok());
  PutVersion1();
  ASSERT_TRUE(Open().ok());
  const auto copy = *Database::Open((Data().parent_path() / CopyName()).string(), Database::Mode::kReadOnly, 0);
  Query query = *copy->Prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'delivery'");
  ASSERT_TRUE(*query.Step());
  EXPECT_EQ(query.Integer(0), 0);
}

class UpgradeOnABadDisk : public UpgradeTest, public testing::WithParamInterface<Fault> {};
INSTANTIATE_TEST_SUITE_P(Disk, UpgradeOnABadDisk, testing::Values(Fault::kDiskFull, Fault::kDiskRefuses),
                         [](const auto& test) { return test.param == Fault::kDiskFull ? "Full" : "Refuses"; });

TEST_P(UpgradeOnABadDisk, TheOldDataStaysAsItWas) {
  const std::string before = Kept()["toward.db"];
  int64_t nth = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    FailingVfs disk;
    disk.FailFrom(nth, GetParam());
    const absl::Status prepared = PrepareUpgrade(*directory);
    reached = disk.reached();
    disk.Heal();
    const Files kept = Kept();
    EXPECT_EQ(kept.at("toward.db"), before);
    EXPECT_EQ(kept.size(), kept.contains(CopyName()) ? 3U : 2U);
    EXPECT_TRUE(prepared.ok() || absl::IsResourceExhausted(prepared) || absl::IsUnavailable(prepared)) << prepared;
    EXPECT_TRUE(reached || prepared.ok());
  }
  EXPECT_GT(nth, 20);
  ASSERT_TRUE(Open().ok());
}

}  // namespace
}  // namespace toward::server
