// A file that is not ours, cut short, or damaged somewhere: a status in plain words, never a crash.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/store/sqlite_store.h"
#include "tests/server/store/store_contract.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPage = 4096;

class SqliteDamageTest : public testing::Test, protected StoreUser {
 protected:
  SqliteDamageTest() {
    EXPECT_TRUE(Open("whole.db").ok());
    ana_ = Settle();
    used_ = AnyInvite();
    partner_ = AnyDevice();
    EXPECT_TRUE(Invite(ana_, used_).ok());
    EXPECT_TRUE(Redeem(used_.id, partner_, random.NewId<MemberId>()).ok());
    for (int i = 0; i < 60; ++i) ids_.push_back(NewRecordId());
    for (const RecordId& id : ids_) Apply(ana_, {Note(id, std::string(300, 'x'))});
    EXPECT_TRUE(AddSession().ok());
    store.reset();
    std::stringstream bytes;
    bytes << std::ifstream(Path("whole.db"), std::ios::binary).rdbuf();
    whole_ = bytes.str();
  }
  ~SqliteDamageTest() override { store.reset(); }

  std::string Path(const std::string& name) const { return (directory_.path() / name).string(); }
  absl::Status Open(const std::string& name) {
    store.reset();
    auto opened = SqliteStore::Open(Path(name), {}, random);
    if (!opened.ok()) return opened.status();
    store = *std::move(opened);
    return absl::OkStatus();
  }
  absl::Status AddSession() {
    return store->Write([&](StoreWrites& writes) {
      const Session session{random.Bytes(32), ana_.device.id, ana_.device.family, ana_.device.member, kNowMs + 1};
      return writes.AddSession(session, kNowMs).status();
    });
  }

  // Opens a file of these bytes and uses everything in it; returns all that was said.
  std::vector<absl::Status> Use(const std::string& bytes) {
    const std::string name = "damaged" + std::to_string(++files_) + ".db";
    std::ofstream(Path(name), std::ios::binary) << bytes;
    if (absl::Status opened = Open(name); !opened.ok()) return {opened};
    std::vector<absl::Status> said = {store->LoadSessions(kNowMs).status(), Find(partner_.id).status(), AddSession()};
    const auto reader = *store->NewReader();
    said.push_back(reader->ReadPage(ana_.feed(), ana_.device.member, 0).status());
    said.push_back(reader->BeginWatch(ana_.feed(), ana_.device.id, ana_.replica, {}).status());
    said.push_back(Redeem(used_.id, partner_, random.NewId<MemberId>()).status());
    NewInvite own = AnyInvite();
    own.member = ana_.device.member;
    said.push_back(Invite(ana_, own));
    const NewDevice again{ana_.device.id, ana_.device.sign_public_key, ana_.device.box_public_key};
    said.push_back(CreateFamily(ana_.device.family_id, ana_.device.member, again).status());
    Push repeat = NextPush(ana_, {});
    --repeat.push_no;
    said.push_back(Send(repeat).status());
    std::vector<Item> changes;
    for (const RecordId& id : ids_) changes.emplace_back(sync::Transaction{NoteAt(id, "changed", kNowMs)});
    said.push_back(Send(NextPush(ana_, std::move(changes))).status());
    store.reset();
    return said;
  }

  static int64_t Damaged(const std::vector<absl::Status>& said) {
    return std::count_if(said.begin(), said.end(), [](const absl::Status& status) { return absl::IsDataLoss(status); });
  }

  // Quick, as nothing is really synced.
  const support::FailingVfs disk_;
  const support::TemporaryDirectory directory_;
  Phone ana_;
  NewDevice partner_;
  NewInvite used_;
  std::vector<RecordId> ids_;
  std::string whole_;

 private:
  int files_ = 0;
};

TEST_F(SqliteDamageTest, AWholeFileIsFine) {
  for (const absl::Status& status : Use(whole_)) EXPECT_TRUE(status.ok()) << status;
}

TEST_F(SqliteDamageTest, WhatIsNoDatabaseIsDataLoss) {
  for (const size_t size : {2, 50, 100, 4096, 50'000}) {
    EXPECT_EQ(Damaged(Use(std::string(size, 'x'))), 1) << size;
  }
}

TEST_F(SqliteDamageTest, AFileCutShortIsDataLoss) {
  // What is missing of a page that was begun reads as zeros, and those may be in the middle of somebody's text.
  for (size_t size = 2; size + kPage <= whole_.size(); size += 1021) {
    EXPECT_GT(Damaged(Use(whole_.substr(0, size))), 0) << size;
  }
}

TEST_F(SqliteDamageTest, APageOfZerosIsDataLossWhereverItIsRead) {
  size_t noticed = 0;
  for (size_t at = 0; at < whole_.size(); at += kPage) {
    std::string bytes = whole_;
    bytes.replace(at, kPage, kPage, '\0');
    const std::vector<absl::Status> said = Use(bytes);
    for (const absl::Status& status : said) EXPECT_TRUE(status.ok() || absl::IsDataLoss(status)) << at << status;
    if (Damaged(said) > 0) ++noticed;
  }
  // Some hold what was not asked for, or nothing yet.
  EXPECT_GT(noticed, whole_.size() / kPage / 2);
}

TEST_F(SqliteDamageTest, AByteGoneWrongAnywhereNeverCrashes) {
  int noticed = 0;
  for (size_t at = 0; at < whole_.size(); at += 127) {
    for (const char change : {'\x01', '\x80', '\xff'}) {
      std::string bytes = whole_;
      bytes[at] = static_cast<char>(bytes[at] ^ change);
      if (Damaged(Use(bytes)) > 0) ++noticed;
    }
  }
  EXPECT_GT(noticed, 10);
}

}  // namespace
}  // namespace toward::server
