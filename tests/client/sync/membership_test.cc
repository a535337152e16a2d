// Who belongs to the family, and what that means for those who are in, who are out, and whose line was away meanwhile.

#include "tests/client/sync/membership_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using trust::Scope;

TEST_F(MembershipTest, ARemovedDeviceIsToldGentlyAndKeepsWhatItHas) {
  GiveAnaATablet();
  tablet_.Do(Noted('t', "Not sent."));
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  const absl::Status removed = tablet_.Sync();
  EXPECT_TRUE(IsNoLongerPart(removed)) << removed;
  EXPECT_THAT(std::string(removed.message()), HasSubstr("toward export"));
  EXPECT_EQ(tablet_.Shown('t').note(), "Not sent.");
  EXPECT_EQ(tablet_.Waiting(), 1);
}

TEST_F(MembershipTest, ARemovalBeginsNewEpochsThatTheRemovedDeviceCannotOpen) {
  GiveAnaATablet();
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  EXPECT_EQ(Epoch(ana_), 2U);
  EXPECT_EQ(ana_.identity().keyring.CurrentEpoch(Scope::kPrivate), 2U);
  ana_.Do(Noted('a', "After."));
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ben_.Shown('a').note(), "After.");
  EXPECT_EQ(Epoch(ben_), 2U);
  // Even with everything the server has.
  EXPECT_FALSE(CollectAllKeys(tablet_.identity()).ok() && Epoch(tablet_) == 2U);
}

TEST_F(MembershipTest, ADeviceThatWasOfflineMeanwhileSealsItsOutboxAgain) {
  GiveAnaATablet();
  ben_.Do(Noted('b', "Written under the old key."));
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  ASSERT_TRUE(ben_.Sync().ok());
  EXPECT_EQ(ben_.Waiting(), 0);
  ASSERT_TRUE(ana_.Sync().ok());
  EXPECT_EQ(ana_.Shown('b').note(), "Written under the old key.");
  const auto record = *ana_.replica().Find(v1::KIND_MOMENT, MomentId('b'));
  const std::string_view bytes = record->Bytes(*record->Find(v1::Moment::kNoteFieldNumber));
  // The epoch stands after tag, length, version and scope.
  EXPECT_THAT(std::string(bytes), HasSubstr(std::string("\x01\x01\x00\x00\x00\x02", 6)));
}

TEST_F(MembershipTest, RemovingTwiceIsTheSame) {
  GiveAnaATablet();
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  const uint32_t length = ana_.identity().roster->length();
  EXPECT_TRUE(Remove(ana_, tablet_).ok());
  EXPECT_EQ(ana_.identity().roster->length(), length);
}

TEST_F(MembershipTest, NobodyRemovesThePartnersDeviceOrTheirOwnVeryOne) {
  EXPECT_TRUE(absl::IsInvalidArgument(Remove(ana_, ben_)));
  EXPECT_TRUE(absl::IsInvalidArgument(Remove(ana_, ana_)));
  EXPECT_TRUE(absl::IsInvalidArgument(StopSharing(ana_, ana_)));
}

TEST_F(MembershipTest, WhoLeavesKeepsWhatTheyHaveAndGetsNothingMore) {
  ana_.Do(Noted('a', "Before."));
  SyncAll({&ana_, &ben_});
  ASSERT_TRUE(LeaveFamily(ben_).ok());
  ana_.Do(Noted('b', "After."));
  ASSERT_TRUE(ana_.Sync().ok());
  EXPECT_TRUE(IsNoLongerPart(ben_.Sync()));
  EXPECT_EQ(ben_.Shown('a').note(), "Before.");
  EXPECT_FALSE(ben_.Shown('b').has_note());
  EXPECT_TRUE(IsNoLongerPart(CheckStillPart(ben_.OnDisk())));
  EXPECT_EQ(Epoch(ana_), 2U);
}

TEST_F(MembershipTest, LeavingTwiceIsTheSame) {
  ASSERT_TRUE(LeaveFamily(ben_).ok());
  EXPECT_TRUE(LeaveFamily(ben_).ok());
}

TEST_F(MembershipTest, TheLastWhoLeavesTakesTheFamilyWithThem) {
  ASSERT_TRUE(LeaveFamily(ben_).ok());
  EXPECT_TRUE(LeaveFamily(ana_).ok());
  EXPECT_TRUE(IsNoLongerPart(ana_.Sync()));
}

TEST_F(MembershipTest, StoppingToShareNeedsNobodysConsent) {
  ASSERT_TRUE(StopSharing(ana_, ben_).ok());
  EXPECT_TRUE(IsNoLongerPart(ben_.Sync()));
  ana_.Do(Noted('a', "After."));
  EXPECT_TRUE(ana_.Sync().ok());
}

TEST_F(MembershipTest, WhenBothStopSharingAtOnceOneIsFirst) {
  const absl::Status anas = StopSharing(ana_, ben_);
  const absl::Status bens = StopSharing(ben_, ana_);
  EXPECT_TRUE(anas.ok()) << anas;
  EXPECT_TRUE(IsNoLongerPart(bens)) << bens;
  EXPECT_TRUE(ana_.Sync().ok());
  EXPECT_TRUE(IsNoLongerPart(ben_.Sync()));
}

TEST_F(MembershipTest, ARemovalIsNotUndoneByAServerFromBeforeIt) {
  GiveAnaATablet();
  BackUpServer();
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  ana_.Do(Noted('a', "After."));
  SyncAll({&ana_, &ben_});
  RestoreServer();
  // Whoever of those who know comes first gives the roster back.
  ASSERT_TRUE(ben_.Sync().ok());
  ben_.Do(Noted('b', "Later."));
  SyncAll({&ben_, &ana_});
  EXPECT_TRUE(IsNoLongerPart(tablet_.Sync()));
  EXPECT_FALSE(tablet_.Shown('a').has_note());
  EXPECT_FALSE(tablet_.Shown('b').has_note());
  EXPECT_EQ(ana_.Shown('b').note(), "Later.");
}

TEST_F(MembershipTest, WhatIsWrittenAfterARemovalIsSealedFromItEvenIfItComesFirst) {
  GiveAnaATablet();
  BackUpServer();
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  RestoreServer();
  // To this server the tablet is in still; until somebody who knows better comes.
  EXPECT_TRUE(tablet_.Sync().ok());
  ana_.Do(Noted('a', "After."));
  SyncAll({&ana_, &ben_});
  EXPECT_TRUE(IsNoLongerPart(tablet_.Sync()));
  EXPECT_FALSE(tablet_.Shown('a').has_note());
}

TEST_F(MembershipTest, AServerThatShowsAnotherHistoryIsNotWrittenTo) {
  GiveAnaATablet();
  BackUpServer();
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  SyncAll({&ben_});
  RestoreServer();
  // Another history grows where the removal was.
  ASSERT_TRUE(AddPaper(tablet_.directory(), tablet_.identity(), PaperFor::kFamilysWords, tablet_.random).ok());
  ben_.Do(Noted('b', "Mine."));
  const absl::Status refused = ben_.Sync();
  EXPECT_TRUE(IsDifferentHistory(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("different history"));
  EXPECT_EQ(ben_.Waiting(), 1);
  EXPECT_EQ(ben_.Shown('b').note(), "Mine.");
}

TEST_F(MembershipTest, AServerThatLostTheFamilyGetsItBackFromAnyDevice) {
  server_.Stop();
  std::filesystem::remove_all(server_.config.data_directory);
  StartServer();
  ben_.Do(Noted('b', "Kept."));
  // An address that answers as another server is not trusted unasked; who says so begins there again.
  EXPECT_EQ(ben_.Sync().code(), absl::StatusCode::kFailedPrecondition);
  for (Device* const device : {&ben_, &ana_}) {
    const auto again = CreateFamily(Url(), device->identity());
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_TRUE(WriteKeyFile(device->directory(), again->identity).ok());
    device->identity() = again->identity;
    ASSERT_TRUE(device->replica().RepushEverything(0).ok());
    ASSERT_TRUE(device->replica().TakeReplicaNumber(again->replica).ok());
  }
  SyncAll({&ben_, &ana_});
  EXPECT_EQ(ana_.Shown('b').note(), "Kept.");
}

TEST_F(MembershipTest, WhatTheirAuthorErasedIsNotOnThePartnersDeviceAnyMore) {
  ana_.Do({.kind = v1::KIND_MEMBER,
           .id = IdCast<RecordId>(ana_.identity().member),
           .fields = std::make_shared<v1::Member>(),
           .cleared = {}});
  Write moment = Noted('a', "Soup.");
  static_cast<v1::Moment&>(*moment.fields).set_member_id(ana_.identity().member.ToBytes());
  ana_.Do(moment);
  SyncAll({&ana_, &ben_});
  ben_.Do(Noted('a', "Ben's."));
  SyncAll({&ben_, &ana_});
  ASSERT_THAT(*ben_.replica().ListEarlierWords(), SizeIs(1));
  ana_.clock.Advance(1);
  const auto erased = EraseShared(ana_.identity(), ana_.replica());
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(*erased, 1);
  SyncAll({&ana_, &ben_});
  EXPECT_FALSE(ben_.Shown('a').has_note());
  const std::vector<EarlierWords> earlier = *ben_.replica().ListEarlierWords();
  for (const EarlierWords& words : earlier) EXPECT_NE(words.text, "Soup.");
}

}  // namespace
}  // namespace toward::client
