// Private feeds: counted, kept and erased apart, and no trace of them in what the other member gets.

#include <gmock/gmock.h>

#include "server/errors.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::Status Erase(Store& store, const Phone& phone, uint64_t salt = 77) {
  return store.Write([&](StoreWrites& writes) {
    return writes.rosters().ErasePrivate(phone.device.family, phone.device.member, salt);
  });
}

TEST_P(StoreContract, APrivateRecordIsForTheMembersOwnDevices) {
  Phone ana = Settle();
  const Phone ben = Join(ana), tablet = AddDevice(ana);
  Phone own = ana.InPrivate();
  Apply(own, {Note(NewRecordId(), "for Ana")});
  EXPECT_THAT(TextsOf(ReadFeed(tablet.InPrivate())), ElementsAre("for Ana"));
  EXPECT_THAT(ReadFeed(ben.InPrivate()), IsEmpty());
  EXPECT_THAT(ReadFeed(ana), IsEmpty());
}

TEST_P(StoreContract, ThePartnersPagesAreTheSameWhateverIsPrivate) {
  Phone ana = Settle();
  const Phone ben = Join(ana);
  Apply(ana, {Note(NewRecordId(), "for both")});
  const auto bytes = [&] {
    const FeedPage page = ReadPage(ben);
    const WatchStart start = BeginWatch(ben, page.cursor);
    return std::tuple(page.records, page.cursor, page.head, page.roster.head, start.continues, start.last_push_no);
  };
  const auto before = bytes();
  Phone own = ana.InPrivate();
  for (int i = 0; i < 20; ++i) Apply(own, {Note(NewRecordId(), "for Ana")});
  EXPECT_EQ(bytes(), before);
  ASSERT_TRUE(Erase(*store, ana).ok());
  EXPECT_EQ(bytes(), before);
}

TEST_P(StoreContract, EachFeedCountsItsPushes) {
  Phone ana = Settle();
  Phone own = ana.InPrivate();
  Apply(ana, {Note(NewRecordId(), "one")});
  Apply(ana, {Note(NewRecordId(), "two")});
  Apply(own, {Note(NewRecordId(), "one")});
  EXPECT_EQ(BeginWatch(ana, {}).last_push_no, 2U);
  EXPECT_EQ(BeginWatch(own, {}).last_push_no, 1U);
}

TEST_P(StoreContract, APrivatePushThatCameTwiceIsStoredOnce) {
  const Phone own = Settle().InPrivate();
  const Push push = NextPush(own, {sync::Transaction{Note(NewRecordId(), "once")}});
  ASSERT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
  Reopen();
  EXPECT_THAT(CodesOf(*Send(push)), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_EQ(ReadPage(own).head, 1U);
}

TEST_P(StoreContract, AReplicaOfAnotherDevicePushesIntoNoPrivateFeed) {
  const Phone ana = Settle();
  const Phone ben = Join(ana);
  Phone pretended = ana.InPrivate();
  pretended.replica = ben.replica;
  EXPECT_EQ(Send(NextPush(pretended, {}))->outcome, v1::PushResponse::OUTCOME_FORK);
}

TEST_P(StoreContract, APrivateFeedHasItsOwnEpoch) {
  const Phone ana = Settle();
  const Phone ben = Join(ana), tablet = AddDevice(ben);
  Push push = NextPush(ana.InPrivate(), {sync::Transaction{Note(NewRecordId(), "for Ana")}});
  push.key_epoch = 2;
  EXPECT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_STALE_EPOCH);
  Say(ben, trust::RemoveDevice(tablet.device.id));
  // A device of Ben's has gone: the family's words wait for a new key, Ana's own do not.
  push.key_epoch = 1;
  EXPECT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
  EXPECT_EQ(Send(NextPush(ana, {}))->outcome, v1::PushResponse::OUTCOME_STALE_EPOCH);
  EXPECT_EQ(Send(NextPush(ben.InPrivate(), {}))->outcome, v1::PushResponse::OUTCOME_STALE_EPOCH);
}

TEST_P(StoreContract, PrivateRecordsTakeNoRoomOfTheFamilys) {
  Phone ana = Settle();
  const Phone ben = Join(ana);
  Reopen({.max_records_per_family = 1});
  Phone own = ana.InPrivate(), bens_own = ben.InPrivate();
  EXPECT_THAT(CodesOf(Apply(own, {Note(NewRecordId(), "one"), Note(NewRecordId(), "two")})),
              ElementsAre(v1::Verdict::CODE_APPLIED, v1::Verdict::CODE_REJECTED));
  EXPECT_THAT(CodesOf(Apply(bens_own, {Note(NewRecordId(), "one")})), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_THAT(CodesOf(Apply(ana, {Note(NewRecordId(), "one")})), ElementsAre(v1::Verdict::CODE_APPLIED));
}

TEST_P(StoreContract, AFeedHoldsSoManyBytesAndNotOneMore) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  const sync::Record note = Note(id, "0123456789");
  Reopen({.max_bytes_per_family = static_cast<int64_t>(note.Serialize().size())});
  EXPECT_THAT(CodesOf(Apply(ana, {note})), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_THAT(CodesOf(Apply(ana, {Note(id, "0123456789a")})), ElementsAre(v1::Verdict::CODE_REJECTED));
  EXPECT_THAT(CodesOf(Apply(ana, {Note(id, "012345678")})), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_THAT(CodesOf(Apply(ana, {Note(id, "9876543210")})), ElementsAre(v1::Verdict::CODE_APPLIED));
}

TEST_P(StoreContract, ErasedPrivateRecordsAreGoneAndOldCursorsDiverge) {
  const Phone ana = Settle();
  Phone own = ana.InPrivate();
  Apply(own, {Note(NewRecordId(), "one")});
  const sync::Cursor before = CursorAtHead(own);
  ASSERT_TRUE(Erase(*store, ana).ok());
  EXPECT_THAT(ReadFeed(own), IsEmpty());
  EXPECT_FALSE(BeginWatch(own, before).continues);
  EXPECT_TRUE(BeginWatch(own, CursorAtHead(own)).continues);
  Apply(own, {Note(NewRecordId(), "two")});
  EXPECT_THAT(TextsOf(ReadFeed(own)), ElementsAre("two"));
  EXPECT_FALSE(BeginWatch(own, before).continues);
}

TEST_P(StoreContract, ErasingMakesRoomAgain) {
  const Phone ana = Settle();
  Reopen({.max_records_per_family = 1});
  Phone own = ana.InPrivate();
  Apply(own, {Note(NewRecordId(), "one")});
  ASSERT_TRUE(Erase(*store, ana).ok());
  EXPECT_THAT(CodesOf(Apply(own, {Note(NewRecordId(), "two")})), ElementsAre(v1::Verdict::CODE_APPLIED));
}

TEST_P(StoreContract, ErasingTwiceOrNothingIsFine) {
  const Phone ana = Settle();
  EXPECT_TRUE(Erase(*store, ana).ok());
  Phone own = ana.InPrivate();
  Apply(own, {Note(NewRecordId(), "one")});
  EXPECT_TRUE(Erase(*store, ana, 1).ok());
  EXPECT_TRUE(Erase(*store, ana, 2).ok());
}

}  // namespace
}  // namespace toward::server
