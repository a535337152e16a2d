// The store as a SQLite file: the contract, and what is SQLite's own.

#include "server/store/sqlite_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/server/store/invite_contract.h"
#include "tests/server/store/reminder_contract.h"
#include "tests/server/store/reveal_contract.h"
#include "tests/server/store/store_contract.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class SqliteHome final : public StoreHome {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open(const StoreLimits& limits, Random& random) override {
    return SqliteStore::Open(Path("toward.db"), limits, random);
  }
  void SaveCopy() override { fs::copy_file(Path("toward.db"), Path("copy.db")); }
  void PutCopyBack() override {
    fs::copy_file(Path("copy.db"), Path("toward.db"), fs::copy_options::overwrite_existing);
  }

 private:
  std::string Path(const char* name) const { return (directory_.path() / name).string(); }

  const support::TemporaryDirectory directory_;
};

std::unique_ptr<StoreHome> NewSqliteHome() { return std::make_unique<SqliteHome>(); }

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&NewSqliteHome),
                         [](const auto&) { return std::string("Store"); });
INSTANTIATE_TEST_SUITE_P(Sqlite, InviteContract, testing::Values(&NewSqliteHome),
                         [](const auto&) { return std::string("Store"); });
INSTANTIATE_TEST_SUITE_P(Sqlite, RevealContract, testing::Values(&NewSqliteHome),
                         [](const auto&) { return std::string("Store"); });
INSTANTIATE_TEST_SUITE_P(Sqlite, ReminderContract, testing::Values(&NewSqliteHome),
                         [](const auto&) { return std::string("Store"); });

class SqliteStoreTest : public testing::Test, protected StoreUser {
 protected:
  SqliteStoreTest() { store = *SqliteStore::Open(Path(), {}, random); }
  ~SqliteStoreTest() override { store.reset(); }

  std::string Path(const char* suffix = "") const { return (directory_.path() / "toward.db").string() + suffix; }

  const support::TemporaryDirectory directory_;
};

TEST_F(SqliteStoreTest, ItsFilesAreForTheirOwnerOnly) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "private")});
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat file {};
    ASSERT_EQ(stat(Path(suffix).c_str(), &file), 0) << suffix;
    EXPECT_EQ(file.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(SqliteStoreTest, ClosedItIsOneFile) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "kept")});
  store.reset();
  EXPECT_FALSE(fs::exists(Path("-wal")));
  EXPECT_FALSE(fs::exists(Path("-shm")));
}

TEST_F(SqliteStoreTest, WhatANewerVersionWroteIsRefusedAndLeftAlone) {
  store.reset();
  {
    const auto database = *Database::Open(Path(), Database::Mode::kReadWriteCreate, 0);
    ASSERT_TRUE(database->Execute("PRAGMA user_version = 1000; DROP TABLE session").ok());
  }
  EXPECT_EQ(SqliteStore::Open(Path(), {}, random).status().code(), absl::StatusCode::kFailedPrecondition);
  const auto database = *Database::Open(Path(), Database::Mode::kReadOnly, 0);
  EXPECT_EQ(*database->UserVersion(), 1000);
}

// Whether the bytes are anywhere in the store's files.
bool FilesHave(const std::string& path, const std::string& bytes) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::stringstream file;
    file << std::ifstream(path + suffix, std::ios::binary).rdbuf();
    if (file.str().find(bytes) != std::string::npos) return true;
  }
  return false;
}

// A text that is in no file by chance, and in several places of a tree of pages.
std::string Canary(int i) { return "canary " + std::to_string(i) + std::string(300, 'x'); }

TEST_F(SqliteStoreTest, WhatIsErasedIsInNoneOfItsFiles) {
  const Phone ana = Settle();
  Phone own = ana.InPrivate();
  for (int i = 0; i < 200; ++i) Apply(own, {Note(NewRecordId(), Canary(i))});
  ASSERT_TRUE(FilesHave(Path(), "canary "));
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    return writes.rosters().ErasePrivate(ana.device.family, ana.device.member, 7);
                  })
                  .ok());
  EXPECT_FALSE(FilesHave(Path(), "canary "));
}

TEST_F(SqliteStoreTest, WordsThatWereClearedAreInNoneOfItsFiles) {
  Phone ana = Settle();
  std::vector<RecordId> ids;
  for (int i = 0; i < 200; ++i) {
    ids.push_back(NewRecordId());
    Apply(ana, {Note(ids.back(), Canary(i))});
  }
  std::vector<sync::Record> cleared;
  for (const RecordId& id : ids) {
    cleared.emplace_back(v1::KIND_MOMENT, id);
    cleared.back().Set(9, "", {.hlc = sync::HlcFromMs(kNowMs), .replica = 1});
  }
  Apply(ana, cleared);
  EXPECT_FALSE(FilesHave(Path(), "canary "));
  EXPECT_EQ(ReadPage(ana).record_count, 200);
}

TEST_F(SqliteStoreTest, NothingOfAFamilyThatHasLeftIsInItsFiles) {
  Phone ana = Settle(), eva = Settle();
  for (int i = 0; i < 50; ++i) {
    Apply(ana, {Note(NewRecordId(), Canary(i))});
    Apply(eva, {Note(NewRecordId(), "of Eva")});
  }
  Say(ana, trust::Leave());
  EXPECT_FALSE(FilesHave(Path(), "canary "));
  EXPECT_FALSE(FilesHave(Path(), ana.device.sign_public_key));
  EXPECT_FALSE(FilesHave(Path(), ana.device.family_id.ToBytes()));
  EXPECT_TRUE(FilesHave(Path(), "of Eva"));
}

TEST_F(SqliteStoreTest, WhatIsErasedWhileSomebodyReadsGoesWithALaterWrite) {
  const Phone ana = Settle();
  Phone own = ana.InPrivate();
  Apply(own, {Note(NewRecordId(), Canary(1))});
  const auto erase = [&](StoreWrites& writes) {
    return writes.rosters().ErasePrivate(ana.device.family, ana.device.member, 7);
  };
  {
    const auto other = *Database::Open(Path(), Database::Mode::kReadOnly, 0);
    const SqlTransaction reading = *SqlTransaction::BeginRead(*other);
    Query query = *other->Prepare("SELECT count(*) FROM private_record");
    ASSERT_TRUE(query.Step().ok());
    ASSERT_TRUE(store->Write(erase).ok());
    EXPECT_TRUE(FilesHave(Path(), "canary "));
  }
  ASSERT_TRUE(store->Write([](StoreWrites&) { return absl::OkStatus(); }).ok());
  EXPECT_FALSE(FilesHave(Path(), "canary "));
}

TEST_F(SqliteStoreTest, AReaderWorksWhileATransactionIsOpen) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "before")});
  const auto reader = *store->NewReader();
  const Push push = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "after")}});
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    EXPECT_TRUE(writes.ApplyPush(push, kNowMs).ok());
                    EXPECT_THAT(TextsOf(RecordsOf(*reader->ReadPage(ana.feed(), ana.device.member, 0))),
                                ElementsAre("before"));
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_THAT(TextsOf(RecordsOf(*reader->ReadPage(ana.feed(), ana.device.member, 0))), ElementsAre("before", "after"));
}

}  // namespace
}  // namespace toward::server
