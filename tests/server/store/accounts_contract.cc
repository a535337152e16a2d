// Families, devices and invites: who gets in, and that asking again changes nothing.

#include <gmock/gmock.h>

#include "server/errors.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

MATCHER(IsOk, "") { return arg.ok(); }

TEST_P(StoreContract, AFamilyMadeAgainByItsDeviceGetsTheSameReplica) {
  const NewDevice device = AnyDevice();
  const auto family = random.NewId<FamilyId>();
  const auto member = random.NewId<MemberId>();
  EXPECT_EQ(*CreateFamily(family, member, device, 77), 77U);
  Reopen();
  EXPECT_EQ(*CreateFamily(family, member, device, 78), 77U);
}

TEST_P(StoreContract, AFamilyIdBelongsToWhoMadeIt) {
  const Phone ana = Settle();
  EXPECT_EQ(CreateFamily(ana.device.family_id, ana.device.member, AnyDevice()).status(), FamilyIdTaken());
  const NewDevice same{ana.device.id, ana.device.sign_public_key, ana.device.box_public_key};
  EXPECT_EQ(CreateFamily(ana.device.family_id, random.NewId<MemberId>(), same).status(), FamilyIdTaken());
}

TEST_P(StoreContract, ADeviceIsOfOneFamily) {
  const Phone ana = Settle();
  const NewDevice same{ana.device.id, ana.device.sign_public_key, ana.device.box_public_key};
  EXPECT_EQ(CreateFamily(random.NewId<FamilyId>(), ana.device.member, same).status(), DeviceTaken());
}

TEST_P(StoreContract, AStoreTakesSoManyFamiliesAndNotOneMore) {
  const NewDevice device = AnyDevice();
  const auto family = random.NewId<FamilyId>();
  const auto member = random.NewId<MemberId>();
  Reopen({.max_families = 2});
  Settle();
  EXPECT_THAT(CreateFamily(family, member, device), IsOk());
  EXPECT_EQ(CreateFamily(random.NewId<FamilyId>(), member, AnyDevice()).status(), TooManyFamilies());
  EXPECT_THAT(CreateFamily(family, member, device), IsOk());
}

TEST_P(StoreContract, AFamilyThatWasNotCommittedTakesNoRoom) {
  Reopen({.max_families = 1});
  const absl::Status failed = absl::AbortedError("on second thoughts");
  EXPECT_EQ(store->Write([&](StoreWrites& writes) {
    const auto made = writes.CreateFamily(random.NewId<FamilyId>(), random.NewId<MemberId>(), AnyDevice(), 1);
    EXPECT_THAT(made, IsOk());
    return failed;
  }),
            failed);
  EXPECT_THAT(CreateFamily(random.NewId<FamilyId>(), random.NewId<MemberId>(), AnyDevice()), IsOk());
  EXPECT_EQ(CreateFamily(random.NewId<FamilyId>(), random.NewId<MemberId>(), AnyDevice()).status(), TooManyFamilies());
}

TEST_P(StoreContract, FamiliesOfOneTransactionCountAmongThemselves) {
  Reopen({.max_families = 2});
  const auto make = [&](StoreWrites& writes) {
    return writes.CreateFamily(random.NewId<FamilyId>(), random.NewId<MemberId>(), AnyDevice(), 1).status();
  };
  EXPECT_THAT(store->Write([&](StoreWrites& writes) {
    EXPECT_THAT(make(writes), IsOk());
    EXPECT_THAT(make(writes), IsOk());
    EXPECT_EQ(make(writes), TooManyFamilies());
    return absl::OkStatus();
  }),
              IsOk());
  Reopen({.max_families = 3});
  EXPECT_THAT(store->Write(make), IsOk());
  EXPECT_EQ(store->Write(make), TooManyFamilies());
}

TEST_P(StoreContract, TheKeyForWebPushIsTheFirstOneOffered) {
  EXPECT_EQ(*store->KeepVapidKey("first"), "first");
  EXPECT_EQ(*store->KeepVapidKey("second"), "first");
  Reopen();
  EXPECT_EQ(*store->KeepVapidKey("third"), "first");
}

TEST_P(StoreContract, FindDeviceTellsWhatWasEnrolled) {
  const NewDevice device = AnyDevice();
  const auto family = random.NewId<FamilyId>();
  const auto member = random.NewId<MemberId>();
  ASSERT_THAT(CreateFamily(family, member, device), IsOk());
  const auto found = Find(device.id);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, device.id);
  EXPECT_EQ(found->family_id, family);
  EXPECT_EQ(found->member, member);
  EXPECT_EQ(found->sign_public_key, device.sign_public_key);
  EXPECT_EQ(found->box_public_key, device.box_public_key);
}

TEST_P(StoreContract, ADeviceNobodyEnrolledIsNotFound) {
  Settle();
  EXPECT_EQ(Find(random.NewId<DeviceId>()).status(), UnknownDevice());
}

TEST_P(StoreContract, AReplicaNumberIsNeverZeroAndNeverTwice) {
  const Phone ana = Settle();
  const auto registered = [&](uint32_t hint) {
    uint32_t replica = 0;
    EXPECT_THAT(store->Write([&](StoreWrites& writes) {
      const auto answer = writes.RegisterReplica(ana.device, hint);
      if (answer.ok()) replica = *answer;
      return answer.status();
    }),
                IsOk());
    return replica;
  };
  ASSERT_EQ(ana.replica, 1U);
  EXPECT_EQ(registered(0), 2U);
  EXPECT_EQ(registered(0xffffffff), 0xffffffffU);
  EXPECT_EQ(registered(0xffffffff), 3U);
  EXPECT_EQ(registered(2), 4U);
}

TEST_P(StoreContract, AnInviteBringsThePartnerIn) {
  const Phone ana = Settle();
  const NewInvite invite = AnyInvite();
  ASSERT_THAT(Invite(ana, invite), IsOk());
  const NewDevice device = AnyDevice();
  const auto member = random.NewId<MemberId>();
  const auto redeemed = Redeem(invite.id, device, member);
  ASSERT_THAT(redeemed, IsOk());
  EXPECT_EQ(redeemed->family, ana.device.family_id);
  EXPECT_EQ(redeemed->member, member);
  EXPECT_EQ(redeemed->offer, invite.offer);
  EXPECT_NE(redeemed->replica, ana.replica);
  EXPECT_EQ(Find(device.id)->family, ana.device.family);
}

TEST_P(StoreContract, AnInviteWorksOnce) {
  const Phone ana = Settle();
  const NewInvite invite = AnyInvite();
  ASSERT_THAT(Invite(ana, invite), IsOk());
  const auto member = random.NewId<MemberId>();
  ASSERT_THAT(Redeem(invite.id, AnyDevice(), member), IsOk());
  EXPECT_EQ(Redeem(invite.id, AnyDevice(), member).status(), InviteNotUsable());
}

TEST_P(StoreContract, TheDeviceThatUsedAnInviteIsAnsweredTheSame) {
  const Phone ana = Settle();
  const NewInvite invite = AnyInvite();
  ASSERT_THAT(Invite(ana, invite), IsOk());
  const NewDevice device = AnyDevice();
  const auto first = Redeem(invite.id, device, random.NewId<MemberId>());
  Reopen();
  const auto second = Redeem(invite.id, device, random.NewId<MemberId>());
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->family, first->family);
  EXPECT_EQ(second->member, first->member);
  EXPECT_EQ(second->replica, first->replica);
  EXPECT_EQ(second->offer, first->offer);
}

TEST_P(StoreContract, AnInviteWorksUntilTheMillisecondItExpires) {
  const Phone ana = Settle();
  const NewInvite late = AnyInvite(), in_time = AnyInvite();
  ASSERT_THAT(Invite(ana, late), IsOk());
  ASSERT_THAT(Invite(ana, in_time), IsOk());
  const auto member = random.NewId<MemberId>();
  EXPECT_EQ(Redeem(late.id, AnyDevice(), member, late.expire_time_ms).status(), InviteNotUsable());
  EXPECT_THAT(Redeem(in_time.id, AnyDevice(), member, in_time.expire_time_ms - 1), IsOk());
}

TEST_P(StoreContract, AWrongKeyIsAnsweredLikeNoInviteAndSpendsNothing) {
  const Phone ana = Settle();
  NewInvite invite = AnyInvite();
  invite.redeem_key_sha256 = std::string(32, 'k');
  ASSERT_THAT(Invite(ana, invite), IsOk());
  EXPECT_EQ(Redeem(invite.id, AnyDevice(), random.NewId<MemberId>()).status(), InviteNotUsable());
  EXPECT_EQ(Redeem(random.NewId<InviteId>(), AnyDevice(), random.NewId<MemberId>()).status(), InviteNotUsable());
  EXPECT_THAT(store->Write([&](StoreWrites& writes) {
    return writes.RedeemInvite(invite.id, std::string(32, 'k'), AnyDevice(), random.NewId<MemberId>(), 1, kNowMs)
        .status();
  }),
              IsOk());
}

TEST_P(StoreContract, AnInviteMadeAgainIsTheSameInvite) {
  const Phone ana = Settle(), eva = Settle();
  const NewInvite invite = AnyInvite();
  ASSERT_THAT(Invite(ana, invite), IsOk());
  EXPECT_THAT(Invite(ana, invite), IsOk());
  NewInvite other = invite;
  other.offer = "another";
  EXPECT_EQ(Invite(ana, other), InviteIdTaken());
  EXPECT_EQ(Invite(eva, invite), InviteIdTaken());
}

TEST_P(StoreContract, ThereIsRoomForTwoMembers) {
  const Phone ana = Settle();
  const NewInvite early = AnyInvite();
  ASSERT_THAT(Invite(ana, early), IsOk());
  Join(ana);
  EXPECT_EQ(Redeem(early.id, AnyDevice(), random.NewId<MemberId>()).status(), FamilyFull());
  EXPECT_EQ(Invite(ana, AnyInvite()), FamilyFull());
}

TEST_P(StoreContract, AnInviteForOneselfBringsAFurtherDeviceOfTheMember) {
  const Phone ana = Settle();
  Join(ana);
  NewInvite invite = AnyInvite();
  invite.member = ana.device.member;
  ASSERT_THAT(Invite(ana, invite), IsOk());
  const NewDevice tablet = AnyDevice();
  const auto redeemed = Redeem(invite.id, tablet, random.NewId<MemberId>());
  ASSERT_THAT(redeemed, IsOk());
  EXPECT_EQ(redeemed->member, ana.device.member);
  EXPECT_EQ(Find(tablet.id)->member, ana.device.member);
}

TEST_P(StoreContract, AnInviteForAnotherMemberIsRefused) {
  const Phone ana = Settle();
  const Phone ben = Join(ana);
  NewInvite invite = AnyInvite();
  invite.member = ben.device.member;
  EXPECT_EQ(Invite(ana, invite), InviteForSomeoneElse());
}

TEST_P(StoreContract, ThereIsRoomForSoManyDevicesAndNotOneMore) {
  const Phone ana = Settle();
  Reopen({.max_devices_per_family = 2});
  NewInvite invite = AnyInvite(), early = AnyInvite();
  invite.member = early.member = ana.device.member;
  ASSERT_THAT(Invite(ana, early), IsOk());
  ASSERT_THAT(Invite(ana, invite), IsOk());
  ASSERT_THAT(Redeem(invite.id, AnyDevice(), MemberId()), IsOk());
  EXPECT_EQ(Redeem(early.id, AnyDevice(), MemberId()).status(), FamilyFull());
  invite.id = random.NewId<InviteId>();
  EXPECT_EQ(Invite(ana, invite), FamilyFull());
}

TEST_P(StoreContract, SoManyInvitesMayBeOpenAndTheUsedAndExpiredDoNotCount) {
  const Phone ana = Settle();
  Reopen({.max_open_invites_per_family = 2});
  const NewInvite used = AnyInvite();
  NewInvite own = AnyInvite();
  own.member = ana.device.member;
  ASSERT_THAT(Invite(ana, used), IsOk());
  ASSERT_THAT(Invite(ana, own), IsOk());
  NewInvite third = own;
  third.id = random.NewId<InviteId>();
  EXPECT_EQ(Invite(ana, third), TooManyInvites());
  EXPECT_THAT(Redeem(used.id, AnyDevice(), random.NewId<MemberId>()), IsOk());
  EXPECT_THAT(Invite(ana, third), IsOk());
  NewInvite later = own;
  later.id = random.NewId<InviteId>();
  later.expire_time_ms += 60'000;
  EXPECT_EQ(Invite(ana, later, own.expire_time_ms - 1), TooManyInvites());
  EXPECT_THAT(Invite(ana, later, own.expire_time_ms), IsOk());
}

TEST_P(StoreContract, ADeviceComesBackAsTheMemberItWas) {
  const Phone ana = Settle();
  const auto member = random.NewId<MemberId>();
  const NewInvite first = AnyInvite(), second = AnyInvite();
  ASSERT_THAT(Invite(ana, first), IsOk());
  ASSERT_THAT(Invite(ana, second), IsOk());
  const NewDevice phone = AnyDevice();
  ASSERT_THAT(Redeem(first.id, phone, member), IsOk());
  const auto replaced = Redeem(second.id, AnyDevice(), member);
  ASSERT_THAT(replaced, IsOk());
  EXPECT_EQ(replaced->member, member);
}

TEST_P(StoreContract, AnEnrolledDeviceThatComesAgainKeepsItsMemberAndGetsAFurtherReplica) {
  const Phone ana = Settle();
  const NewInvite first = AnyInvite(), second = AnyInvite();
  ASSERT_THAT(Invite(ana, first), IsOk());
  ASSERT_THAT(Invite(ana, second), IsOk());
  const NewDevice phone = AnyDevice();
  const auto member = random.NewId<MemberId>();
  const auto before = Redeem(first.id, phone, member);
  const auto after = Redeem(second.id, phone, random.NewId<MemberId>());
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->member, member);
  EXPECT_NE(after->replica, before->replica);
}

TEST_P(StoreContract, NobodyJoinsAsTheInviter) {
  const Phone ana = Settle();
  const NewInvite invite = AnyInvite();
  ASSERT_THAT(Invite(ana, invite), IsOk());
  EXPECT_EQ(Redeem(invite.id, AnyDevice(), ana.device.member).status(), InviteForSomeoneElse());
}

}  // namespace
}  // namespace toward::server
