// SyncService.Watch against the real server: what a stream begins with, carries, and ends with.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/limits.h"
#include "sync/record.h"
#include "tests/server/test_device.h"
#include "toward/v1/records.pb.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::vector<std::string> Ids(const std::vector<v1::Patch>& records) {
  std::vector<std::string> ids;
  ids.reserve(records.size());
  for (const v1::Patch& record : records) ids.push_back(record.id());
  return ids;
}

class WatchTest : public testing::Test {
 protected:
  WatchTest() {
    EXPECT_TRUE(server_.Start().ok());
    ana_.emplace(server_);
    ana_->Settle();
    ben_.emplace(server_);
    ben_->Join(*ana_);
  }

  // Pushes `count` records of `size` bytes.
  void PushMany(TestDevice& device, int count, size_t size) {
    const int per_push = static_cast<int>(std::min<size_t>(100, 500'000 / size));
    for (int left = count; left > 0; left -= per_push) {
      std::vector<v1::Patch> records(static_cast<size_t>(std::min(left, per_push)));
      for (v1::Patch& record : records) record = device.NewRecord(size);
      device.Push(records);
    }
  }

  // An answer at a check-in, until reveal.
  static v1::Patch AnswerOf(TestDevice& device) {
    v1::Reflection answer;
    answer.set_alive(true);
    answer.set_ritual_id(std::string(16, 'c'));
    answer.set_day(20'781);
    answer.set_member_id(device.member.ToBytes());
    answer.set_text(device.random.Bytes(80));
    answer.set_visibility(v1::Reflection::VISIBILITY_UNTIL_REVEAL);
    const sync::Stamp stamp{.hlc = sync::HlcFromMs(device.clock->WallMs()), .replica = device.replica};
    return sync::Record::Write(v1::KIND_REFLECTION, device.random.NewId<RecordId>(), answer, {}, stamp).ToPatch();
  }

  support::TestServer server_;
  std::optional<TestDevice> ana_;
  std::optional<TestDevice> ben_;
};

TEST_F(WatchTest, BeginsWithHelloAndAnEmptyPageWhenNothingIsNew) {
  const auto watch = ana_->Watch();
  const auto hello = watch->Next();
  ASSERT_TRUE(hello.has_value() && hello->has_hello());
  EXPECT_EQ(hello->hello().server_time_ms(), server_.clock.WallMs());
  EXPECT_EQ(hello->hello().heartbeat_ms(), 30'000U);
  EXPECT_EQ(hello->hello().last_push_no(), 0U);
  const auto page = watch->Next();
  ASSERT_TRUE(page.has_value() && page->has_page());
  EXPECT_THAT(page->page().records(), SizeIs(0));
  EXPECT_EQ(page->page().head(), 0U);
}

TEST_F(WatchTest, HelloTellsTheLastPushOfTheReplica) {
  ana_->Push({ana_->NewRecord()});
  ana_->Push({ana_->NewRecord()});
  const auto watch = ana_->Watch();
  EXPECT_EQ(watch->Next()->hello().last_push_no(), 2U);
}

TEST_F(WatchTest, APushWakesThePartnersWatch) {
  const auto watch = ben_->Watch();
  watch->CatchUp();
  const v1::Patch record = ana_->NewRecord();
  ana_->Push({record});
  const auto records = watch->NextRecords();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].SerializeAsString(), record.SerializeAsString());
}

TEST_F(WatchTest, WatchersAtOnePlaceGetEachTheirOwnPageUntilTheReveal) {
  std::unique_ptr<TestWatch> anas[] = {ana_->Watch(), ana_->Watch()};
  std::unique_ptr<TestWatch> bens[] = {ben_->Watch(), ben_->Watch()};
  for (const auto& watch : anas) watch->CatchUp();
  for (const auto& watch : bens) watch->CatchUp();
  const v1::Patch of_ana = AnswerOf(*ana_), beside = ana_->NewRecord(), of_ben = AnswerOf(*ben_);
  ana_->Push({of_ana, beside});
  for (const auto& watch : anas) EXPECT_THAT(Ids(watch->NextRecords()), ElementsAre(of_ana.id(), beside.id()));
  for (const auto& watch : bens) EXPECT_THAT(Ids(watch->NextRecords()), ElementsAre(beside.id()));
  EXPECT_THAT(Ids(ben_->Watch()->CatchUp()), ElementsAre(beside.id()));
  ben_->Push({of_ben});
  for (const auto& watch : anas) {
    EXPECT_THAT(Ids(watch->NextRecords()), UnorderedElementsAre(of_ana.id(), of_ben.id()));
  }
  for (const auto& watch : bens) {
    EXPECT_THAT(Ids(watch->NextRecords()), UnorderedElementsAre(of_ana.id(), of_ben.id()));
  }
}

TEST_F(WatchTest, EveryWatcherOfAFamilyIsTold) {
  std::unique_ptr<TestWatch> watches[] = {ana_->Watch(), ben_->Watch(), ana_->Watch(), ben_->Watch()};
  for (const auto& watch : watches) watch->CatchUp();
  const v1::Patch record = ana_->NewRecord();
  ana_->Push({record});
  for (const auto& watch : watches) EXPECT_THAT(Ids(watch->NextRecords()), ElementsAre(record.id()));
}

TEST_F(WatchTest, AWatchGoesOnFromItsCursor) {
  ana_->Push({ana_->NewRecord()});
  const auto first = ben_->Watch();
  EXPECT_THAT(first->CatchUp(), SizeIs(1));
  const v1::Patch second = ana_->NewRecord();
  ana_->Push({second});
  EXPECT_THAT(Ids(ben_->Watch(first->cursor())->CatchUp()), ElementsAre(second.id()));
}

TEST_F(WatchTest, ACursorOfAnotherServerIsDivergedAndTheStreamBeginsAnew) {
  ana_->Push({ana_->NewRecord()});
  v1::Cursor foreign;
  foreign.set_epoch(std::string(16, 'e'));
  foreign.set_seq(7);
  foreign.set_salt(7);
  const auto watch = ben_->Watch(foreign);
  EXPECT_TRUE(watch->Next()->has_hello());
  EXPECT_TRUE(watch->Next()->has_diverged());
  EXPECT_THAT(watch->Next()->page().records(), SizeIs(1));
}

TEST_F(WatchTest, ABrokenCursorIsRefused) {
  v1::Cursor broken;
  broken.set_epoch("short");
  broken.set_seq(1);
  EXPECT_EQ(ben_->Watch(broken)->End(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(WatchTest, CatchingUpComesInSeveralPages) {
  constexpr int kRecords = 60;
  PushMany(*ana_, kRecords, 30'000);
  int pages = 0;
  EXPECT_THAT(ben_->Watch()->CatchUp(&pages), SizeIs(kRecords));
  EXPECT_GE(pages, 4);
}

TEST_F(WatchTest, WhoNeverReadsHoldsNobodyUpAndMissesOnlyWhatWasReplaced) {
  const auto deaf = ana_->Watch();
  const auto watch = ben_->Watch();
  watch->CatchUp();
  constexpr size_t kRecords = 100;
  constexpr int kRounds = 30;
  std::vector<RecordId> ids(kRecords);
  for (RecordId& id : ids) id = ana_->random.NewId<RecordId>();
  for (int round = 0; round < kRounds; ++round) {
    std::vector<v1::Patch> records;
    records.reserve(ids.size());
    for (const RecordId& id : ids) records.push_back(ana_->NewRecord(8000, id));
    ana_->Push(records);
    size_t seen = 0;
    while (seen < kRecords) seen += watch->NextRecords().size();
  }
  size_t received = 0;
  for (uint64_t head = kRecords * kRounds; deaf->cursor().seq() < head;) received += deaf->NextRecords().size();
  EXPECT_LT(received, kRecords * kRounds);
}

TEST_F(WatchTest, AnEmptyPageComesAfterEachHeartbeat) {
  const auto watch = ana_->Watch();
  watch->CatchUp();
  for (int i = 0; i < 2; ++i) {
    server_.clock.Advance(30'000);
    const auto page = watch->Next();
    ASSERT_TRUE(page.has_value() && page->has_page());
    EXPECT_THAT(page->page().records(), SizeIs(0));
  }
}

TEST_F(WatchTest, EndsWithTheSession) {
  const auto watch = ana_->Watch();
  watch->CatchUp();
  server_.clock.Advance(kSessionLifetimeMs);
  EXPECT_EQ(watch->End(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(WatchTest, EndsWhenTheDeviceHasOpenedTooManySessionsSince) {
  const auto watch = ana_->Watch();
  watch->CatchUp();
  const int kept = StoreLimits().max_sessions_per_device;
  for (int i = 0; i < kept; ++i) {
    server_.clock.Advance(1);
    ASSERT_TRUE(ana_->OpenSession().ok());
  }
  EXPECT_EQ(watch->End(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(WatchTest, AClientThatLeavesIsForgottenAndTheOthersGoOn) {
  const auto watch = ben_->Watch();
  watch->CatchUp();
  for (int i = 0; i < 20; ++i) ana_->Watch()->Next();
  const v1::Patch record = ana_->NewRecord();
  ana_->Push({record});
  EXPECT_THAT(Ids(watch->NextRecords()), ElementsAre(record.id()));
}

}  // namespace
}  // namespace toward::server
