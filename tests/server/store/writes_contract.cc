// Write: on disk when it returned OK, and nothing of it otherwise.

#include <gmock/gmock.h>

#include "server/errors.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreContract, WhatWasWrittenIsThereAfterReopening) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "kept")});
  Reopen();
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("kept"));
  EXPECT_EQ(Find(ana.device.id)->family_id, ana.device.family_id);
}

TEST_P(StoreContract, WorkThatFailsLeavesNothing) {
  Phone ana = Settle();
  const NewDevice device = AnyDevice();
  const absl::Status status = store->Write([&](StoreWrites& writes) {
    EXPECT_TRUE(writes.CreateFamily(random.NewId<FamilyId>(), random.NewId<MemberId>(), device, 1).ok());
    EXPECT_TRUE(writes.ApplyPush(NextPush(ana, {sync::Transaction{Note(NewRecordId(), "lost")}}), kNowMs).ok());
    return absl::AbortedError("changed its mind");
  });
  EXPECT_EQ(status, absl::AbortedError("changed its mind"));
  EXPECT_EQ(Find(device.id).status(), UnknownDevice());
  EXPECT_THAT(ReadFeed(ana), IsEmpty());
  EXPECT_EQ(BeginWatch(ana, {}).last_push_no, 0U);
}

TEST_P(StoreContract, AfterWorkThatFailedTheNextTakesTheSameNumbers) {
  Phone ana = Settle();
  const Push push = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "again")}});
  EXPECT_FALSE(store
                   ->Write([&](StoreWrites& writes) {
                     EXPECT_TRUE(writes.ApplyPush(push, kNowMs).ok());
                     return absl::AbortedError("");
                   })
                   .ok());
  EXPECT_THAT(CodesOf(*Send(push)), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_EQ(ReadPage(ana).head, 1U);
}

TEST_P(StoreContract, ManyJobsOfOneTransactionAreAllThere) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  const Push first = NextPush(ana, {sync::Transaction{Note(id, "first")}});
  ++ana.last_push_no;
  const Push second = NextPush(ana, {sync::Transaction{Note(id, "second")}});
  const NewDevice device = AnyDevice();
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    EXPECT_TRUE(writes.ApplyPush(first, kNowMs).ok());
                    EXPECT_TRUE(writes.CreateFamily(random.NewId<FamilyId>(), MemberId(), device, 1).ok());
                    return writes.ApplyPush(second, kNowMs).status();
                  })
                  .ok());
  Reopen();
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("second"));
  EXPECT_EQ(ReadPage(ana).head, 2U);
  EXPECT_EQ(BeginWatch(ana, {}).last_push_no, 2U);
  EXPECT_TRUE(Find(device.id).ok());
}

TEST_P(StoreContract, WorkSeesWhatItsTransactionWroteBefore) {
  const NewDevice device = AnyDevice();
  EXPECT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    EXPECT_TRUE(writes.CreateFamily(random.NewId<FamilyId>(), MemberId(), device, 1).ok());
                    return writes.FindDevice(device.id).status();
                  })
                  .ok());
}

TEST_P(StoreContract, ItsOriginStaysTheSame) {
  const std::string origin = store->origin();
  EXPECT_FALSE(origin.empty());
  Reopen();
  EXPECT_EQ(store->origin(), origin);
}

}  // namespace
}  // namespace toward::server
