// Files that an earlier version wrote, brought to the present schema.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/store/reminder_store.h"
#include "server/store/schema.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_contract.h"
#include "tests/support/household.h"
#include "toward/v1/records.pb.h"

namespace toward::server {
namespace {

using testing::SizeIs;

constexpr sync::Stamp kStamp{.hlc = 65'536, .replica = 1};

sync::Record SlotOn(const RecordId& id, int32_t day) {
  v1::Slot slot;
  slot.set_alive(true);
  slot.set_day(day);
  return sync::Record::Write(v1::KIND_SLOT, id, slot, {}, kStamp);
}

TEST(Migration, FromTheFirstVersionFindsTheDaysOfRecordsAndMakesEveryMemberDue) {
  const support::TemporaryDirectory directory;
  const std::string path = (directory.path() / "toward.db").string();
  RepeatableRandom random;
  const auto member = random.NewId<MemberId>();
  {
    const auto database = *Database::Open(path, Database::Mode::kReadWriteCreate, 0);
    ASSERT_TRUE(MigrateTo(*database, 1).ok());
    ASSERT_TRUE(database->Execute("INSERT INTO family VALUES (7, x'07', 1500, 0, 1500)").ok());
    Query device = *database->Prepare("INSERT INTO device VALUES (?, 7, ?, x'', x'')");
    const auto id = random.NewId<DeviceId>();
    ASSERT_TRUE(device.Bind(id.bytes()).Bind(member.bytes()).Run().ok());
    for (int seq = 1; seq <= 1500; ++seq) {
      const auto record_id = random.NewId<RecordId>();
      const std::string state = SlotOn(record_id, 20'000 + seq).Serialize();
      Query insert = *database->Prepare("INSERT INTO record VALUES (7, ?, 9, ?, ?)");
      ASSERT_TRUE(insert.Bind(seq).Bind(record_id.bytes()).Bind(state).Run().ok());
    }
  }
  const auto store = *SqliteStore::Open(path, {}, random);
  const auto reader = *store->NewReminderReader();
  EXPECT_THAT(*reader->RecordsOn(FamilyNumber{7}, v1::KIND_SLOT, 20'001, 20'001), SizeIs(1));
  EXPECT_THAT(*reader->RecordsOn(FamilyNumber{7}, v1::KIND_SLOT, 21'491, 21'510), SizeIs(10));
  const auto due = *reader->Due(0, 10);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].member, member);
}

TEST(Migration, WhatTheSecondVersionGaveStaysGiven) {
  const support::TemporaryDirectory directory;
  const std::string path = (directory.path() / "toward.db").string();
  RepeatableRandom random;
  {
    const auto database = *Database::Open(path, Database::Mode::kReadWriteCreate, 0);
    ASSERT_TRUE(MigrateTo(*database, 2).ok());
    ASSERT_TRUE(database->Execute("INSERT INTO family VALUES (7, x'07', 1, 0, 1)").ok());
    v1::Reflection answer;
    answer.set_alive(true);
    answer.set_member_id(std::string(16, 'A'));
    answer.set_visibility(v1::Reflection::VISIBILITY_UNTIL_REVEAL);
    const auto id = random.NewId<RecordId>();
    const std::string state = sync::Record::Write(v1::KIND_REFLECTION, id, answer, {}, kStamp).Serialize();
    Query insert = *database->Prepare("INSERT INTO record VALUES (7, 1, 5, ?, ?, NULL)");
    ASSERT_TRUE(insert.Bind(id.bytes()).Bind(state).Run().ok());
  }
  const auto store = *SqliteStore::Open(path, {}, random);
  const auto ben = random.NewId<MemberId>();
  EXPECT_EQ((*store->NewReader())->ReadPage({FamilyNumber{7}, std::nullopt}, ben, 0)->record_count, 1);
}

TEST(Migration, TheFamiliesOfTheThirdVersionAreCounted) {
  const support::TemporaryDirectory directory;
  const std::string path = (directory.path() / "toward.db").string();
  RepeatableRandom random;
  {
    const auto database = *Database::Open(path, Database::Mode::kReadWriteCreate, 0);
    ASSERT_TRUE(MigrateTo(*database, 3).ok());
    ASSERT_TRUE(database->Execute("INSERT INTO family VALUES (7, x'07', 0, 0, 0), (9, x'09', 0, 0, 0)").ok());
  }
  const auto store = *SqliteStore::Open(path, {.max_families = 3}, random);
  const auto make = [&](StoreWrites& writes) {
    const NewDevice device{random.NewId<DeviceId>(), random.Bytes(32), random.Bytes(32)};
    return writes.CreateFamily(random.NewId<FamilyId>(), random.NewId<MemberId>(), device, 1).status();
  };
  EXPECT_TRUE(store->Write(make).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(store->Write(make)));
  // An erased family makes room, whoever erases it.
  const auto database = *Database::Open(path, Database::Mode::kReadWriteCreate, 0);
  ASSERT_TRUE(database->Execute("DELETE FROM family WHERE family = 7").ok());
  EXPECT_TRUE(store->Write(make).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(store->Write(make)));
}

TEST(Migration, TheFamiliesOfTheFourthVersionKeepWhatTheyHadAndNumbersGoOn) {
  const support::TemporaryDirectory directory;
  const std::string path = (directory.path() / "toward.db").string();
  RepeatableRandom random;
  const auto device = random.NewId<DeviceId>();
  const auto member = random.NewId<MemberId>();
  {
    const auto database = *Database::Open(path, Database::Mode::kReadWriteCreate, 0);
    ASSERT_TRUE(MigrateTo(*database, 4).ok());
    const auto family_id = random.NewId<FamilyId>();
    Query family = *database->Prepare("INSERT INTO family VALUES (7, ?, 1, 0, 1)");
    ASSERT_TRUE(family.Bind(family_id.bytes()).Run().ok());
    Query add = *database->Prepare("INSERT INTO device VALUES (?, 7, ?, x'', x'')");
    ASSERT_TRUE(add.Bind(device.bytes()).Bind(member.bytes()).Run().ok());
    const auto id = random.NewId<RecordId>();
    const std::string state = SlotOn(id, 20'000).Serialize();
    Query insert = *database->Prepare("INSERT INTO record VALUES (7, 1, 9, ?, ?, 20000, 0)");
    ASSERT_TRUE(insert.Bind(id.bytes()).Bind(state).Run().ok());
    Query session = *database->Prepare("INSERT INTO session VALUES (x'aa', ?, 7, ?, 1000)");
    ASSERT_TRUE(session.Bind(device.bytes()).Bind(member.bytes()).Run().ok());
  }
  const auto store = *SqliteStore::Open(path, {}, random);
  const FeedPage page = *(*store->NewReader())->ReadPage({FamilyNumber{7}, std::nullopt}, member, 0);
  EXPECT_EQ(page.record_count, 1);
  EXPECT_EQ(page.roster, RosterPlace());
  ASSERT_THAT(*store->LoadSessions(0), SizeIs(1));
  EXPECT_FALSE(store->LoadSessions(0)->front().paper);
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    const auto found = writes.FindDevice(device);
                    EXPECT_EQ(found->kind, v1::RosterDevice::KIND_DEVICE);
                    const trust::DeviceIdentity founder = NewIdentity(random);
                    const FamilyChain chain(random.NewId<FamilyId>(), random.NewId<MemberId>(), founder, random);
                    const auto founding = writes.rosters().CreateFamily(chain.roster(), {}, 1);
                    EXPECT_EQ(founding->change.family, FamilyNumber{8});
                    return founding.status();
                  })
                  .ok());
  const auto database = *Database::Open(path, Database::Mode::kReadOnly, 0);
  Query bytes = *database->Prepare("SELECT bytes = (SELECT length(state) FROM record) FROM family WHERE family = 7");
  ASSERT_TRUE(*bytes.Step());
  EXPECT_EQ(bytes.Integer(0), 1);
}

}  // namespace
}  // namespace toward::server
