// The store as a SQLite file: the contract, and what is SQLite's own.

#include "server/store/sqlite_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

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

TEST_F(SqliteStoreTest, AReaderWorksWhileATransactionIsOpen) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "before")});
  const auto reader = *store->NewReader();
  const Push push = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "after")}});
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    EXPECT_TRUE(writes.ApplyPush(push, kNowMs).ok());
                    EXPECT_THAT(TextsOf(RecordsOf(*reader->ReadPage(ana.device.family, ana.device.member, 0))),
                                ElementsAre("before"));
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_THAT(TextsOf(RecordsOf(*reader->ReadPage(ana.device.family, ana.device.member, 0))),
              ElementsAre("before", "after"));
}

}  // namespace
}  // namespace toward::server
