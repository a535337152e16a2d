// A disk that fails at each change in turn: never a crash, what was answered is kept, and of what was not, all or
// nothing.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "server/store/sqlite_store.h"
#include "tests/server/store/store_contract.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using support::FailingVfs;
using support::Fault;

// How many records a family has, and its last push.
struct Kept {
  int records = 0;
  uint64_t last_push_no = 0;
  friend bool operator==(const Kept&, const Kept&) = default;
};
void PrintTo(const Kept& kept, std::ostream* out) { *out << kept.records << " after push " << kept.last_push_no; }

// Before and after the large push under test.
constexpr int kLargePush = 24;
constexpr Kept kBefore{1, 1};
constexpr Kept kAfter{1 + kLargePush, 2};

class SqliteOnABadDisk : public testing::Test, protected StoreUser {
 protected:
  ~SqliteOnABadDisk() override { store.reset(); }

  fs::path NewDirectory() {
    fs::path path = directory_.path() / std::to_string(++directories_);
    fs::create_directory(path);
    return path;
  }
  absl::Status Open(const fs::path& directory) {
    store.reset();
    auto opened = SqliteStore::Open((directory / "toward.db").string(), {}, random);
    if (!opened.ok()) return opened.status();
    store = *std::move(opened);
    return absl::OkStatus();
  }

  // A store with kBefore in it, in a directory of its own.
  std::pair<fs::path, Phone> Prepare() {
    const fs::path directory = NewDirectory();
    EXPECT_TRUE(Open(directory).ok());
    Phone ana = Settle();
    Apply(ana, {Note(NewRecordId(), "before")});
    return {directory, ana};
  }
  Push LargePush(const Phone& ana) {
    std::vector<Item> transactions;
    for (int i = 0; i < kLargePush; ++i) {
      transactions.emplace_back(sync::Transaction{Note(NewRecordId(), std::string(4000, 'x'))});
    }
    return NextPush(ana, std::move(transactions));
  }

  Kept KeptIn(Store& open, const Phone& ana) {
    const auto reader = *open.NewReader();
    return {reader->ReadPage(ana.feed(), ana.device.member, 0)->record_count,
            reader->BeginWatch(ana.feed(), ana.device.id, ana.replica, {})->last_push_no};
  }
  Kept KeptInDirectory(const fs::path& directory, const Phone& ana) {
    const auto opened = SqliteStore::Open((directory / "toward.db").string(), {}, random);
    if (!opened.ok()) ADD_FAILURE() << opened.status();
    return opened.ok() ? KeptIn(**opened, ana) : Kept{};
  }
  // What a start finds after the server was killed now.
  Kept KeptAfterKill(const fs::path& directory, const Phone& ana) {
    const fs::path left = NewDirectory();
    for (const char* file : {"toward.db", "toward.db-wal"}) {
      if (fs::exists(directory / file)) fs::copy_file(directory / file, left / file);
    }
    return KeptInDirectory(left, ana);
  }
  // What a start finds after the power failed now.
  Kept KeptAfterPowerCut(const FailingVfs& disk, const fs::path& directory, const Phone& ana) {
    const fs::path left = NewDirectory();
    disk.CopyAfterPowerCut(directory, left);
    return KeptInDirectory(left, ana);
  }

 private:
  const support::TemporaryDirectory directory_;
  int directories_ = 0;
};

TEST_F(SqliteOnABadDisk, WhatWasAnsweredSurvivesAPowerCut) {
  FailingVfs disk;
  auto [directory, ana] = Prepare();
  for (int i = 2; i < 20; ++i) {
    Apply(ana, {Note(NewRecordId(), std::string(3000, 'x'))});
    EXPECT_EQ(KeptAfterPowerCut(disk, directory, ana), (Kept{i, ana.last_push_no}));
  }
  store.reset();
  EXPECT_EQ(KeptAfterPowerCut(disk, directory, ana), (Kept{19, 19}));
}

TEST_F(SqliteOnABadDisk, AHalfWrittenLogEndsWithItsLastWholeTransaction) {
  auto [directory, ana] = Prepare();
  for (int i = 0; i < 5; ++i) Apply(ana, {Note(NewRecordId(), std::string(3000, 'x'))});
  const fs::path left = NewDirectory();
  fs::copy_file(directory / "toward.db", left / "toward.db");
  fs::copy_file(directory / "toward.db-wal", left / "whole");
  store.reset();
  uint64_t most = 0;
  const auto whole = static_cast<int64_t>(fs::file_size(left / "whole"));
  for (int64_t size = whole - 30'000; size <= whole; size += 1500) {
    const fs::path torn = NewDirectory();
    fs::copy_file(left / "toward.db", torn / "toward.db");
    fs::copy_file(left / "whole", torn / "toward.db-wal");
    fs::resize_file(torn / "toward.db-wal", static_cast<uintmax_t>(size));
    std::ofstream(torn / "toward.db-wal", std::ios::app) << std::string(5000, '?');
    const Kept kept = KeptInDirectory(torn, ana);
    EXPECT_EQ(kept.records, static_cast<int>(kept.last_push_no));
    EXPECT_GE(kept.last_push_no, most);
    most = kept.last_push_no;
  }
  EXPECT_EQ(most, 6U);
}

// The ways of failing: with which answer, once or from then on.
enum class Lasting { kOnce, kFromThenOn };
class SqliteFaults : public SqliteOnABadDisk, public testing::WithParamInterface<std::tuple<Fault, Lasting>> {
 protected:
  static void Fail(FailingVfs& disk, int64_t nth) {
    const auto [fault, lasting] = GetParam();
    lasting == Lasting::kOnce ? disk.FailOnce(nth, fault) : disk.FailFrom(nth, fault);
  }
  // A full disk may also say that it refuses: SQLite does not tell why a sync failed.
  static void ExpectSaidOrFine(const absl::Status& status) {
    const bool full = std::get<Fault>(GetParam()) == Fault::kDiskFull;
    EXPECT_TRUE(status.ok() || absl::IsUnavailable(status) || (full && absl::IsResourceExhausted(status))) << status;
  }
};

INSTANTIATE_TEST_SUITE_P(Disk, SqliteFaults,
                         testing::Combine(testing::Values(Fault::kDiskFull, Fault::kDiskRefuses),
                                          testing::Values(Lasting::kOnce, Lasting::kFromThenOn)),
                         [](const auto& test) {
                           const bool full = std::get<Fault>(test.param) == Fault::kDiskFull;
                           const bool once = std::get<Lasting>(test.param) == Lasting::kOnce;
                           return std::string(full ? "Full" : "Refuses") + (once ? "Once" : "FromThenOn");
                         });

TEST_P(SqliteFaults, AFileThatCouldNotBeMadeIsMadeTheNextTime) {
  int64_t nth = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    FailingVfs disk;
    const fs::path directory = NewDirectory();
    Fail(disk, nth);
    ExpectSaidOrFine(Open(directory));
    store.reset();
    reached = disk.reached();
    disk.Heal();
    const fs::path left = NewDirectory();
    disk.CopyAfterPowerCut(directory, left);
    for (const fs::path& again : {left, directory}) {
      ASSERT_TRUE(Open(again).ok());
      Phone ana = Settle();
      Apply(ana, {Note(NewRecordId(), "works")});
    }
    store.reset();
  }
  EXPECT_GT(nth, 30);
}

TEST_P(SqliteFaults, APushIsStoredWhollyOrNotAtAll) {
  int64_t nth = 0;
  int full = 0, refused = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    FailingVfs disk;
    const auto [directory, ana] = Prepare();
    const Push push = LargePush(ana);
    Fail(disk, nth);
    const auto answer = Send(push);
    ExpectSaidOrFine(answer.status());
    reached = disk.reached();
    disk.Heal();
    if (absl::IsResourceExhausted(answer.status())) ++full;
    if (absl::IsUnavailable(answer.status())) ++refused;
    EXPECT_EQ(KeptIn(*store, ana), answer.ok() ? kAfter : kBefore);
    for (const Kept& kept : {KeptAfterKill(directory, ana), KeptAfterPowerCut(disk, directory, ana)}) {
      EXPECT_TRUE(kept == kAfter || (!answer.ok() && kept == kBefore));
    }
    // The same server goes on when the disk is well again, and the device that tries again is answered.
    const auto again = Send(push);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(CodesOf(*again), std::vector<v1::Verdict::Code>(kLargePush, v1::Verdict::CODE_APPLIED));
    EXPECT_EQ(KeptAfterPowerCut(disk, directory, ana), kAfter);
    store.reset();
    EXPECT_EQ(KeptInDirectory(directory, ana), kAfter);
  }
  EXPECT_GT(nth, kLargePush);
  EXPECT_GT(std::get<Fault>(GetParam()) == Fault::kDiskFull ? full : refused, kLargePush);
}

TEST_P(SqliteFaults, AServerThatStopsOnABadDiskLosesNothing) {
  int64_t nth = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    FailingVfs disk;
    const auto [directory, ana] = Prepare();
    ASSERT_TRUE(Send(LargePush(ana)).ok());
    Fail(disk, nth);
    store.reset();
    reached = disk.reached();
    disk.Heal();
    EXPECT_EQ(KeptAfterPowerCut(disk, directory, ana), kAfter);
    EXPECT_EQ(KeptAfterKill(directory, ana), kAfter);
    EXPECT_EQ(KeptInDirectory(directory, ana), kAfter);
  }
  EXPECT_GT(nth, kLargePush);
}

TEST_P(SqliteFaults, AServerThatStartsOnABadDiskLosesNothing) {
  // As a killed server leaves it: everything is still in the log.
  const fs::path killed = NewDirectory();
  const auto [directory, ana] = Prepare();
  ASSERT_TRUE(Send(LargePush(ana)).ok());
  for (const char* file : {"toward.db", "toward.db-wal"}) fs::copy_file(directory / file, killed / file);
  store.reset();

  int64_t nth = 0;
  for (bool reached = true; reached;) {
    SCOPED_TRACE(++nth);
    FailingVfs disk;
    const fs::path started = NewDirectory();
    fs::copy(killed, started);
    Fail(disk, nth);
    const absl::Status opened = Open(started);
    ExpectSaidOrFine(opened);
    EXPECT_TRUE(!opened.ok() || KeptIn(*store, ana) == kAfter);
    store.reset();
    reached = disk.reached();
    disk.Heal();
    EXPECT_EQ(KeptAfterPowerCut(disk, started, ana), kAfter);
    EXPECT_EQ(KeptAfterKill(started, ana), kAfter);
    EXPECT_EQ(KeptInDirectory(started, ana), kAfter);
  }
  EXPECT_GT(nth, kLargePush);
}

}  // namespace
}  // namespace toward::server
