// Two families with the same record ids, kinds and replica numbers in one store: as if the other were not there.

#include <gmock/gmock.h>

#include "server/errors.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreContract, FamiliesMayShareAReplicaNumber) { EXPECT_EQ(Settle().replica, Settle().replica); }

TEST_P(StoreContract, TheSameRecordIdIsARecordOfEachFamily) {
  Phone ana = Settle(), eva = Settle();
  const auto id = NewRecordId();
  Apply(ana, {Note(id, "of Ana")});
  EXPECT_THAT(CodesOf(Apply(eva, {NoteAt(id, "of Eva", 1)})), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("of Ana"));
  EXPECT_THAT(TextsOf(ReadFeed(eva)), ElementsAre("of Eva"));
}

TEST_P(StoreContract, AChangeMovesNoOtherFeed) {
  Phone ana = Settle(), eva = Settle();
  const auto id = NewRecordId();
  Apply(ana, {Note(id, "of Ana")});
  Apply(eva, {Note(id, "of Eva")});
  const sync::Cursor cursor = CursorAtHead(eva);
  for (int i = 0; i < 5; ++i) Apply(ana, {Note(id, "of Ana again"), Note(NewRecordId(), "more")});
  EXPECT_EQ(CursorAtHead(eva), cursor);
  EXPECT_THAT(ReadFeed(eva, cursor.seq), IsEmpty());
  EXPECT_EQ(ReadPage(ana).head, 11U);
}

TEST_P(StoreContract, FamiliesInOneTransactionKeepTheirOwnNumbers) {
  Phone ana = Settle(), eva = Settle();
  const auto id = NewRecordId();
  const auto push = [&](Phone& phone, std::string_view text) {
    return NextPush(phone, {sync::Transaction{Note(id, text), Note(NewRecordId(), text)}});
  };
  const Push of_ana = push(ana, "of Ana"), of_eva = push(eva, "of Eva");
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    EXPECT_TRUE(writes.ApplyPush(of_ana, kNowMs).ok());
                    return writes.ApplyPush(of_eva, kNowMs).status();
                  })
                  .ok());
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("of Ana", "of Ana"));
  EXPECT_THAT(TextsOf(ReadFeed(eva)), ElementsAre("of Eva", "of Eva"));
  EXPECT_EQ(ReadPage(ana).head, 2U);
  EXPECT_EQ(ReadPage(eva).head, 2U);
}

TEST_P(StoreContract, RecordsOfOneFamilyCountForNoOther) {
  Phone ana = Settle(), eva = Settle();
  Reopen({.max_records_per_family = 2});
  Apply(ana, {Note(NewRecordId(), "one"), Note(NewRecordId(), "two")});
  EXPECT_THAT(CodesOf(Apply(eva, {Note(NewRecordId(), "one"), Note(NewRecordId(), "two")})),
              ElementsAre(v1::Verdict::CODE_APPLIED, v1::Verdict::CODE_APPLIED));
}

TEST_P(StoreContract, PushesOfOneFamilyCountForNoOther) {
  Phone ana = Settle(), eva = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  Apply(ana, {Note(NewRecordId(), "two")});
  EXPECT_EQ(BeginWatch(eva, {}).last_push_no, 0U);
  Apply(eva, {Note(NewRecordId(), "one")});
}

TEST_P(StoreContract, AStampAheadAllowsNothingToAnotherFamily) {
  Phone ana = Settle();
  const Phone eva = Settle();
  const int64_t edge_ms = kNowMs + 60'000;
  Apply(ana, {NoteAt(NewRecordId(), "ahead", edge_ms)});
  const Push push = NextPush(eva, {sync::Transaction{NoteAt(NewRecordId(), "further", edge_ms + 1)}});
  EXPECT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_SKEW);
}

TEST_P(StoreContract, ADevicePushesIntoNoOtherFamily) {
  const Phone ana = Settle(), eva = Settle();
  Push push = NextPush(eva, {sync::Transaction{Note(NewRecordId(), "not hers")}});
  push.family = ana.device.family;
  EXPECT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_FORK);
  EXPECT_THAT(ReadFeed(ana), IsEmpty());
}

TEST_P(StoreContract, ACursorOfAnotherFamilyIsToldNothingOfIt) {
  Phone ana = Settle();
  const Phone eva = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  EXPECT_FALSE(BeginWatch(eva, CursorAtHead(ana)).continues);
}

TEST_P(StoreContract, ADeviceOfAnotherFamilyIsNotTakenOver) {
  const Phone ana = Settle(), eva = Settle();
  const NewInvite invite = AnyInvite();
  ASSERT_TRUE(Invite(ana, invite).ok());
  const NewDevice hers{eva.device.id, eva.device.sign_public_key, eva.device.box_public_key};
  EXPECT_EQ(Redeem(invite.id, hers, random.NewId<MemberId>()).status(), DeviceTaken());
  EXPECT_EQ(Find(eva.device.id)->family, eva.device.family);
}

}  // namespace
}  // namespace toward::server
