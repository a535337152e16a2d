// The simulated disk keeps what a real one would, and loses what a real one may.

#include "tests/sim/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sqlite.h"

namespace toward::sim {
namespace {

class DiskTest : public testing::Test {
 protected:
  std::unique_ptr<Database> Open(const char* synchronous) {
    auto database = Database::Open("/machine/some.db", Database::Mode::kReadWriteCreate, 0);
    EXPECT_TRUE(database.ok()) << database.status();
    EXPECT_TRUE((*database)->Execute("PRAGMA journal_mode = TRUNCATE").ok());
    EXPECT_TRUE((*database)->Execute(synchronous).ok());
    EXPECT_TRUE((*database)->Execute("CREATE TABLE IF NOT EXISTS line (text BLOB NOT NULL)").ok());
    return *std::move(database);
  }
  static absl::Status Add(Database& database, int lines) {
    for (int i = 0; i < lines; ++i) {
      absl::Status added = database.Execute("INSERT INTO line VALUES (randomblob(700))");
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  }
  // -1: the file is damaged.
  static int64_t Lines() {
    auto database = Database::Open("/machine/some.db", Database::Mode::kReadWriteCreate, 0);
    if (!database.ok() || !(*database)->Execute("PRAGMA integrity_check").ok()) return -1;
    auto query = (*database)->Prepare("SELECT count(*) FROM line");
    if (!query.ok()) return -1;
    const auto row = query->Step();
    return row.ok() && *row ? query->Integer(0) : -1;
  }
  // The machine dies without closing anything in good order.
  void Crash(std::unique_ptr<Database> database) {
    disk_.Die();
    database.reset();
  }

  Chance chance_{7};
  Disks disks_{chance_};
  Disk& disk_ = disks_.At("machine");
};

TEST_F(DiskTest, WhatWasCommittedSurvivesEveryPowerCut) {
  for (int lines = 1; lines <= 30; ++lines) {
    auto database = Open("PRAGMA synchronous = FULL");
    ASSERT_TRUE(Add(*database, 1).ok());
    Crash(std::move(database));
    disk_.RestartAfterPowerCut(chance_);
    EXPECT_EQ(Lines(), lines);
  }
}

TEST_F(DiskTest, WhatWasNotSyncedMayBeLost) {
  int64_t lost = 0;
  for (int i = 0; i < 30 && lost == 0; ++i) {
    auto database = Open("PRAGMA synchronous = OFF");
    const int64_t before = Lines();
    ASSERT_TRUE(Add(*database, 5).ok());
    Crash(std::move(database));
    disk_.RestartAfterPowerCut(chance_);
    if (Lines() != before + 5) ++lost;
  }
  EXPECT_EQ(lost, 1);
  EXPECT_GT(disk_.losses(), 0);
}

TEST_F(DiskTest, AProcessThatDiesLosesNothingItHasWritten) {
  auto database = Open("PRAGMA synchronous = OFF");
  ASSERT_TRUE(Add(*database, 5).ok());
  Crash(std::move(database));
  disk_.RestartProcess();
  EXPECT_EQ(Lines(), 5);
}

TEST_F(DiskTest, ACommitThatIsCutOffAnywhereIsThereOrNot) {
  for (int change = 1; change <= 12; ++change) {
    auto database = Open("PRAGMA synchronous = FULL");
    const int64_t before = Lines();
    disk_.DieAt(change);
    Add(*database, 1).IgnoreError();
    Crash(std::move(database));
    disk_.RestartAfterPowerCut(chance_);
    EXPECT_THAT(Lines(), testing::AnyOf(before, before + 1)) << "cut off at change " << change;
  }
}

TEST_F(DiskTest, AFullDiskRefusesAndKeepsWhatIsThere) {
  auto database = Open("PRAGMA synchronous = FULL");
  ASSERT_TRUE(Add(*database, 3).ok());
  disk_.SetRoom(false);
  EXPECT_EQ(Add(*database, 20).code(), absl::StatusCode::kResourceExhausted);
  disk_.SetRoom(true);
  EXPECT_TRUE(Add(*database, 1).ok());
}

TEST_F(DiskTest, AnOlderCopyIsPutBackWhole) {
  auto database = Open("PRAGMA synchronous = FULL");
  ASSERT_TRUE(Add(*database, 3).ok());
  const Disk::Image copy = disk_.Save();
  ASSERT_TRUE(Add(*database, 4).ok());
  database.reset();
  EXPECT_EQ(Lines(), 7);
  disk_.Load(copy);
  EXPECT_EQ(Lines(), 3);
}

}  // namespace
}  // namespace toward::sim
