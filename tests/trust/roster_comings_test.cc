// Who comes into a family and who goes, and what paper may say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trust/family.h"
#include "trust/roster.h"

namespace toward::trust {
namespace {

using testing::ElementsAre;

TEST(RosterDevices, AMemberComesWithADevice) {
  Family family;
  family.Say(kAnasPhone, AddMember(kBen, kBensPhone.public_keys()));
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna, kBen));
  EXPECT_TRUE(family.roster().IsLive(kBensPhone.device_id()));
  EXPECT_EQ(family.roster().FindDevice(kBensPhone.device_id())->member, kBen);
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kPrivate, kBen));
}

TEST(RosterDevices, AFurtherDeviceIsItsSignersMembers) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  EXPECT_EQ(family.roster().FindDevice(kAnasLaptop.device_id())->member, kAna);
  EXPECT_THAT(Ids(family.roster().LiveDevices(Scope::kPrivate, kAna)),
              ElementsAre(kAnasPhone.device_id(), kAnasLaptop.device_id()));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kShared, kAna));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kPrivate, kAna));
}

TEST(RosterDevices, KeysAreTwoProperOnes) {
  const Family family;
  for (const size_t size : {0, 31, 33}) {
    EXPECT_THAT(family.Try(kAnasPhone, AddDevice({std::string(size, 'k'), kBensPhone.public_keys().box})),
                Breaks("two proper keys"));
    EXPECT_THAT(family.Try(kAnasPhone, AddMember(kBen, {kBensPhone.public_keys().sign, std::string(size, 'k')})),
                Breaks("two proper keys"));
  }
}

// For such a key anybody could open what is sealed.
TEST(RosterDevices, ABoxKeyOfSmallOrderIsRefused) {
  const DevicePublicKeys keys{kBensPhone.public_keys().sign, std::string(32, '\0')};
  EXPECT_THAT(Family().Try(kAnasPhone, AddMember(kBen, keys)), Breaks("two proper keys"));
}

TEST(RosterDevices, KeysAreNeverUsedTwice) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  family.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  EXPECT_THAT(family.Try(kAnasPhone, AddDevice(kAnasLaptop.public_keys())), Breaks("in the chain before"));
  EXPECT_THAT(family.Try(kAnasPhone, AddDevice({kBensPhone.public_keys().sign, kStranger.public_keys().box})),
              Breaks("in the chain before"));
  EXPECT_THAT(family.Try(kAnasPhone, AddDevice({kStranger.public_keys().sign, kBensPhone.public_keys().box})),
              Breaks("in the chain before"));
}

TEST(RosterDevices, AMemberNeverComesBackUnderTheSameId) {
  Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, AddMember(kBen, kStranger.public_keys())), Breaks("member was in the chain"));
  family.Say(kBensPhone, Leave());
  EXPECT_THAT(family.Try(kAnasPhone, AddMember(kBen, kStranger.public_keys())), Breaks("member was in the chain"));
  family.Say(kAnasPhone, AddMember(kEve, kStranger.public_keys()));
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna, kEve));
}

TEST(RosterDevices, AFamilyHasTwoMembersAtMost) {
  EXPECT_THAT(Family::OfTwo().Try(kAnasPhone, AddMember(kEve, kStranger.public_keys())), Breaks("as many members"));
}

TEST(RosterDevices, AFamilyHasEightDevicesAndASheetForEach) {
  Family family = Family::OfTwo();
  for (char device = '1'; device <= '6'; ++device) family.Say(kAnasPhone, AddDevice(DeviceOf(device).public_keys()));
  EXPECT_THAT(family.Try(kBensPhone, AddDevice(kStranger.public_keys())), Breaks("as many devices"));
  family.Say(kAnasPhone, Paper(family));
  family.Say(kBensPhone, Paper(family, kBensPaper, kBen, true));
  EXPECT_THAT(family.Try(kAnasPhone, Paper(family, PaperDevice("another, of Ana."))),
              Breaks("a sheet of paper already"));
  family.Say(kAnasPhone, RemoveDevice(DeviceOf('1').device_id()));
  family.Say(kBensPhone, AddDevice(kStranger.public_keys()));
}

TEST(RosterDevices, ASecondSheetComesAfterTheFirstIsGone) {
  Family family;
  family.Say(kAnasPhone, Paper(family));
  family.Say(kAnasPhone, RemoveDevice(kAnasPaper.device_id()));
  EXPECT_TRUE(family.Try(kAnasPhone, Paper(family, PaperDevice("another, of Ana."))).ok());
}

TEST(RosterDevices, PaperConsentsToThisFamilyAndMember) {
  const Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, Paper(family, kAnasPaper, kBen)), Breaks("consent"));
  Act act = Paper(family);
  act.mutable_add_device()->mutable_device()->set_paper_consent(
      SignPaperConsent(kAnasPaper, family.roster().head_hash(), kAna));
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("consent"));
  act.mutable_add_device()->mutable_device()->clear_paper_consent();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("consent"));
}

TEST(RosterDevices, PaperIsNotAMembersFirstDevice) {
  const Family family;
  Act act = AddMember(kBen, kBensPaper.public_keys());
  act.mutable_add_member()->mutable_device()->set_kind(v1::RosterDevice::KIND_PAPER);
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("of this kind"));
  act.mutable_add_member()->mutable_device()->clear_kind();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("of this kind"));
}

TEST(RosterDevices, ADeviceThatIsNotPaperGivesNoConsent) {
  Act act = AddDevice(kAnasLaptop.public_keys());
  act.mutable_add_device()->mutable_device()->set_paper_consent("yes");
  EXPECT_THAT(Family().Try(kAnasPhone, act), Breaks("gives no consent"));
}

TEST(RosterDevices, PaperBringsADeviceRemovesTheLostOnesAndLeaves) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, Paper(family));
  family.Say(kAnasPaper, AddDevice(kAnasLaptop.public_keys()));
  family.Say(kAnasPaper, RemoveDevice(kAnasPhone.device_id()));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kAna));
  family.BeginEpoch(kAnasLaptop, Scope::kShared, 'G');
  EXPECT_TRUE(family.Try(kAnasPaper, Leave()).ok());
}

TEST(RosterDevices, PaperSaysNothingElse) {
  Family family = Family::OfTwo();
  family.Say(kBensPhone, Leave());
  family.Say(kAnasPhone, Paper(family, kAnasPaper, kAna, true));
  EXPECT_THAT(family.Try(kAnasPaper, AddMember(kEve, kStranger.public_keys())), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, RemoveMember(kBen)), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, family.Epoch(kAnasPaper, Scope::kShared, 'x')), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, family.Epoch(kAnasPaper, Scope::kPrivate, 'x')), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, Paper(family, PaperDevice("another, of Ana."))), Breaks("paper may not"));
}

TEST(RosterDevices, PaperWithoutPrivateKeysIsNotAmongThosePrivateWordsAreFor) {
  Family family;
  family.Say(kAnasPhone, Paper(family));
  EXPECT_EQ(family.roster().LiveDevices(Scope::kShared, kAna).size(), 2U);
  EXPECT_EQ(family.roster().LiveDevices(Scope::kPrivate, kAna).size(), 1U);
  family.Say(kAnasPhone, RemoveDevice(kAnasPaper.device_id()));
  family.Say(kAnasPhone, Paper(family, PaperDevice("another, of Ana."), kAna, true));
  EXPECT_EQ(family.roster().LiveDevices(Scope::kPrivate, kAna).size(), 2U);
}

TEST(RosterDevices, OnlyPaperAndWhatPaperAddsGetsPackets) {
  Family family = Family::OfTwo();
  Act act = AddDevice(kAnasLaptop.public_keys());
  Keyring keyring;
  keyring.Add(Scope::kShared, 1, SecretOf('F'));
  AddPackets(kFamily, keyring, false, act, [] { return SecretOf('e'); });
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("when it is paired"));
  family.Say(kAnasPhone, Paper(family));
  EXPECT_TRUE(family.Try(kAnasPaper, act).ok());
  act.mutable_add_device()->mutable_packets(0)->set_device_id(kBensPhone.device_id().ToBytes());
  EXPECT_THAT(family.Try(kAnasPaper, act), Breaks("not to have the key"));
  act = Paper(family, PaperDevice("another, of Ana."));
  family.Say(kAnasPhone, RemoveDevice(kAnasPaper.device_id()));
  AddPackets(kFamily, keyring, false, act, [] { return SecretOf('e'); });
  EXPECT_TRUE(family.Try(kAnasPhone, act).ok());
  act.mutable_add_device()->mutable_packets(0)->mutable_sealed()->pop_back();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("not as long"));
}

TEST(RosterDevices, ADeviceIsRemovedByItsOwnMemberOnly) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  EXPECT_THAT(family.Try(kBensPhone, RemoveDevice(kAnasLaptop.device_id())), Breaks("another member's"));
  EXPECT_TRUE(family.Try(kAnasLaptop, RemoveDevice(kAnasLaptop.device_id())).ok());
  family.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  EXPECT_FALSE(family.roster().IsLive(kAnasLaptop.device_id()));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kBen));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kPrivate, kAna));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kPrivate, kBen));
}

TEST(RosterDevices, WhatIsNotThereIsNotRemoved) {
  const Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, RemoveDevice(kStranger.device_id())), Breaks("device is not in the family"));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveMember(kEve)), Breaks("member is not in the family"));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveDevice(DeviceId())), Breaks("an id"));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveMember(MemberId())), Breaks("an id"));
}

TEST(RosterDevices, AMembersLastDeviceIsNotRemoved) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, Paper(family));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveDevice(kAnasPhone.device_id())), Breaks("last device"));
  EXPECT_THAT(family.Try(kAnasPaper, RemoveDevice(kAnasPhone.device_id())), Breaks("last device"));
}

TEST(RosterDevices, AMemberThatIsRemovedGoesWithAllDevices) {
  Family family = Family::OfTwo();
  family.Say(kBensPhone, Paper(family, kBensPaper, kBen));
  family.Say(kAnasPhone, RemoveMember(kBen));
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna));
  EXPECT_FALSE(family.roster().IsLive(kBensPhone.device_id()));
  EXPECT_FALSE(family.roster().IsLive(kBensPaper.device_id()));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kAna));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kPrivate, kAna));
}

TEST(RosterDevices, NobodyIsRemovedByOneself) {
  EXPECT_THAT(Family::OfTwo().Try(kAnasPhone, RemoveMember(kAna)), Breaks("it leaves"));
}

TEST(RosterDevices, LeavingTakesOneselfAndNobodyElse) {
  Family family = Family::OfTwo();
  family.Say(kBensPhone, Leave());
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kAna));
  family.Say(kAnasPhone, Leave());
  EXPECT_TRUE(family.roster().LiveMembers().empty());
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kShared, kAna));
}

}  // namespace
}  // namespace toward::trust
