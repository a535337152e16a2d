#include "trust/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trust/family.h"

namespace toward::trust {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// INVALID_ARGUMENT, for this reason.
MATCHER_P(Breaks, why, "") {
  *result_listener << arg;
  return absl::IsInvalidArgument(arg) && std::string(arg.message()).find(why) != std::string::npos;
}

std::vector<DeviceId> Ids(const std::vector<RosterDevice>& devices) {
  std::vector<DeviceId> ids;
  for (const RosterDevice& device : devices) ids.push_back(device.id);
  return ids;
}

// The statement that `signer` would make of these bytes, whatever they are.
v1::SignedStatement SignedBytes(const DeviceIdentity& signer, const std::string& bytes) {
  v1::SignedStatement statement;
  statement.set_statement(bytes);
  statement.set_signature(signer.Sign("toward/v1/roster" + Blake2b(bytes, 32)));
  return statement;
}

// The next statement of the chain with its parsed form changed before it was signed.
template <typename Change>
v1::SignedStatement Changed(const Family& family, const DeviceIdentity& signer, Act act, Change change) {
  v1::RosterStatement parsed;
  parsed.ParseFromString(family.roster().Sign(signer, std::move(act)).statement());
  change(parsed);
  return SignedBytes(signer, parsed.SerializeAsString());
}

Act Paper(const Family& family, const DeviceIdentity& paper = kAnasPaper, const MemberId& member = kAna,
          bool with_private = false) {
  return AddPaper(paper, member, with_private, family.roster());
}

absl::Status First(const v1::RosterStatement& statement, const DeviceIdentity& signer = kAnasPhone) {
  return Roster::FromStatements({SignedBytes(signer, statement.SerializeAsString())}).status();
}

v1::RosterStatement Genesis() {
  v1::RosterStatement statement;
  statement.ParseFromString(SignGenesis(kFamily, kAna, kAnasPhone).statement());
  return statement;
}

TEST(Roster, BeginsWithOneMemberAndDevice) {
  const Roster roster = Family().roster();
  EXPECT_EQ(roster.family(), kFamily);
  EXPECT_EQ(roster.length(), 1U);
  EXPECT_THAT(roster.LiveMembers(), ElementsAre(kAna));
  EXPECT_THAT(Ids(roster.LiveDevices(Scope::kShared, kAna)), ElementsAre(kAnasPhone.device_id()));
  EXPECT_EQ(roster.genesis_hash(), roster.head_hash());
  EXPECT_EQ(roster.genesis_hash(), StatementHash(roster.statements().front()));
  EXPECT_TRUE(roster.NewEpochDue(Scope::kShared, kAna));
  EXPECT_TRUE(roster.NewEpochDue(Scope::kPrivate, kAna));
  EXPECT_EQ(roster.CurrentEpoch(Scope::kShared, kAna), 0U);
}

TEST(Roster, IsReadAgainFromItsStatements) {
  const Roster roster = Family::OfTwo().roster();
  const absl::StatusOr<Roster> again = Roster::FromStatements(roster.statements());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->head_hash(), roster.head_hash());
  EXPECT_THAT(again->LiveMembers(), ElementsAre(kAna, kBen));
  EXPECT_EQ(Compare(roster, again->statements()), RosterKinship::kSame);
}

TEST(Roster, WithoutAFirstStatementIsNone) {
  EXPECT_THAT(Roster::FromStatements({}).status(), Breaks("there is no first statement"));
}

TEST(Roster, TheFirstStatementIsSignedByTheDeviceItNames) {
  EXPECT_TRUE(First(Genesis()).ok());
  EXPECT_THAT(First(Genesis(), kStranger), Breaks("signature is not its signer's"));
  v1::RosterStatement statement = Genesis();
  statement.set_signer_device_id(kStranger.device_id().ToBytes());
  EXPECT_THAT(First(statement, kStranger), Breaks("signer was never in the family"));
}

TEST(Roster, TheFirstStatementHasNoOtherBefore) {
  v1::RosterStatement statement = Genesis();
  statement.set_seq(1);
  EXPECT_THAT(First(statement), Breaks("another place"));
  statement = Genesis();
  statement.set_previous(std::string(32, 'p'));
  EXPECT_THAT(First(statement), Breaks("follows another"));
}

TEST(Roster, TheFirstStatementHasProperIdsAndKeys) {
  v1::RosterStatement statement = Genesis();
  statement.set_family_id("short");
  EXPECT_THAT(First(statement), Breaks("an id"));
  statement = Genesis();
  statement.set_family_id(std::string(16, '\0'));
  EXPECT_THAT(First(statement), Breaks("an id"));
  statement = Genesis();
  statement.mutable_create()->clear_member_id();
  EXPECT_THAT(First(statement), Breaks("an id"));
  statement = Genesis();
  statement.mutable_create()->mutable_device()->set_kind(v1::RosterDevice::KIND_PAPER);
  EXPECT_THAT(First(statement), Breaks("of this kind"));
  statement = Genesis();
  statement.mutable_create()->mutable_device()->set_paper_consent("yes");
  EXPECT_THAT(First(statement), Breaks("gives no consent"));
}

TEST(Roster, AFamilyIsCreatedOnce) {
  v1::RosterStatement create = Genesis();
  EXPECT_THAT(Family().Try(kAnasPhone, create), Breaks("created once"));
  Act act = AddMember(kBen, kBensPhone.public_keys());
  act.set_family_id(kFamily.ToBytes());
  act.set_signer_device_id(kBensPhone.device_id().ToBytes());
  EXPECT_THAT(First(act, kBensPhone), Breaks("signer was never"));
}

TEST(Roster, AMemberComesWithADevice) {
  Family family;
  family.Say(kAnasPhone, AddMember(kBen, kBensPhone.public_keys()));
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna, kBen));
  EXPECT_TRUE(family.roster().IsLive(kBensPhone.device_id()));
  EXPECT_EQ(family.roster().FindDevice(kBensPhone.device_id())->member, kBen);
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kPrivate, kBen));
}

TEST(Roster, AFurtherDeviceIsItsSignersMembers) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  EXPECT_EQ(family.roster().FindDevice(kAnasLaptop.device_id())->member, kAna);
  EXPECT_THAT(Ids(family.roster().LiveDevices(Scope::kPrivate, kAna)),
              ElementsAre(kAnasPhone.device_id(), kAnasLaptop.device_id()));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kShared, kAna));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kPrivate, kAna));
}

TEST(Roster, AStrangerSaysNothing) {
  EXPECT_THAT(Family().Try(kStranger, AddMember(kEve, kStranger.public_keys())), Breaks("never in the family"));
}

TEST(Roster, ADeviceThatIsGoneSaysNothing) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  family.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  EXPECT_THAT(family.Try(kAnasLaptop, Leave()), Breaks("no longer in the family"));
  family.Say(kBensPhone, Leave());
  EXPECT_THAT(family.Try(kBensPhone, RemoveMember(kAna)), Breaks("no longer in the family"));
}

TEST(Roster, TheSignatureIsOfTheSignerItNames) {
  const Family family = Family::OfTwo();
  v1::SignedStatement statement = family.roster().Sign(kAnasPhone, Leave());
  statement.set_signature(SignedBytes(kBensPhone, statement.statement()).signature());
  EXPECT_THAT(family.Try(statement), Breaks("signature"));
  statement.clear_signature();
  EXPECT_THAT(family.Try(statement), Breaks("signature"));
}

TEST(Roster, ASignatureWithoutTheLabelIsNone) {
  const Family family = Family::OfTwo();
  v1::SignedStatement statement = family.roster().Sign(kAnasPhone, Leave());
  statement.set_signature(kAnasPhone.Sign(Blake2b(statement.statement(), 32)));
  EXPECT_THAT(family.Try(statement), Breaks("signature"));
}

TEST(Roster, AStatementOfAnotherFamilyIsRefused) {
  const auto other = [](v1::RosterStatement& statement) { statement.set_family_id("another family's"); };
  const Family family;
  EXPECT_THAT(family.Try(Changed(family, kAnasPhone, Leave(), other)), Breaks("another family"));
}

TEST(Roster, StatementsComeInTheirOrderAndOnce) {
  Family family;
  const v1::SignedStatement add = family.roster().Sign(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  family.Add(add);
  EXPECT_THAT(family.Try(add), Breaks("another place"));
  family.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  EXPECT_THAT(Family().Try(family.roster().statements().back()), Breaks("another place"));
}

TEST(Roster, AStatementFollowsTheOneBeforeAndNoOther) {
  Family ana;
  Family other = ana;
  ana.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  other.Say(kAnasPhone, AddMember(kBen, kBensPhone.public_keys()));
  EXPECT_THAT(ana.Try(other.roster().Sign(kAnasPhone, Leave())), Breaks("follows another"));
}

TEST(Roster, AnUnknownActIsOfANewerToward) {
  const Family family = Family::OfTwo();
  const v1::SignedStatement statement = Changed(family, kAnasPhone, Act(), [](v1::RosterStatement& parsed) {
    parsed.GetReflection()->MutableUnknownFields(&parsed)->AddLengthDelimited(17, "");
  });
  const absl::Status refused = family.Try(statement);
  EXPECT_TRUE(absl::IsUnimplemented(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("Update Toward"));
}

TEST(Roster, AnUnknownFieldAtAnyDepthIsOfANewerToward) {
  const Family family = Family::OfTwo();
  const v1::SignedStatement statement =
      Changed(family, kAnasPhone, AddDevice(kAnasLaptop.public_keys()), [](v1::RosterStatement& parsed) {
        v1::DeviceKeys& keys = *parsed.mutable_add_device()->mutable_device()->mutable_keys();
        keys.GetReflection()->MutableUnknownFields(&keys)->AddVarint(9, 1);
      });
  EXPECT_TRUE(absl::IsUnimplemented(family.Try(statement)));
}

TEST(Roster, AnUnknownKindOrScopeIsOfANewerToward) {
  const Family family = Family::OfTwo();
  Act device = AddDevice(kAnasLaptop.public_keys());
  device.mutable_add_device()->mutable_device()->set_kind(static_cast<v1::RosterDevice::Kind>(4));
  EXPECT_TRUE(absl::IsUnimplemented(family.Try(kAnasPhone, device)));
  Act epoch = family.Epoch(kAnasPhone, Scope::kShared, 'x');
  epoch.mutable_new_epoch()->set_scope(static_cast<v1::Scope>(3));
  EXPECT_TRUE(absl::IsUnimplemented(family.Try(kAnasPhone, epoch)));
}

// Else anybody could tell a family's devices to wait for an update.
TEST(Roster, WhatNobodyOfTheFamilySignedIsNotOfANewerToward) {
  const Family family = Family::OfTwo();
  v1::SignedStatement statement = Changed(family, kAnasPhone, Act(), [](v1::RosterStatement& parsed) {
    parsed.GetReflection()->MutableUnknownFields(&parsed)->AddLengthDelimited(17, "");
  });
  statement.set_signature(SignedBytes(kStranger, statement.statement()).signature());
  EXPECT_THAT(family.Try(statement), Breaks("signature"));
}

TEST(Roster, AStatementThatSaysNothingIsRefused) {
  EXPECT_THAT(Family().Try(kAnasPhone, Act()), Breaks("it says nothing"));
}

// One statement has one form, so that no two programs read different things in it.
TEST(Roster, OtherBytesOfTheSameStatementAreRefused) {
  const Family family = Family::OfTwo();
  const std::string bytes = family.roster().Sign(kAnasPhone, Leave()).statement();
  v1::RosterStatement leave;
  leave.mutable_leave();
  EXPECT_THAT(family.Try(SignedBytes(kAnasPhone, bytes + leave.SerializeAsString())), Breaks("one form"));
  v1::RosterStatement first;
  first.mutable_remove_member()->set_member_id(kBen.ToBytes());
  EXPECT_THAT(family.Try(SignedBytes(kAnasPhone, first.SerializeAsString() + bytes)), Breaks("one form"));
}

TEST(Roster, BytesThatAreNoStatementAreRefused) {
  EXPECT_THAT(Family().Try(SignedBytes(kAnasPhone, "\xff\xff\xff")), Breaks("not a statement"));
  EXPECT_THAT(Family().Try(SignedBytes(kAnasPhone, "")), Breaks("another family"));
  EXPECT_THAT(Family().Try(SignedBytes(kAnasPhone, std::string(kMaxStatementBytes + 1, 'x'))), Breaks("longer than"));
}

TEST(Roster, KeysAreTwoProperOnes) {
  const Family family;
  for (const size_t size : {0, 31, 33}) {
    EXPECT_THAT(family.Try(kAnasPhone, AddDevice({std::string(size, 'k'), kBensPhone.public_keys().box})),
                Breaks("two proper keys"));
    EXPECT_THAT(family.Try(kAnasPhone, AddMember(kBen, {kBensPhone.public_keys().sign, std::string(size, 'k')})),
                Breaks("two proper keys"));
  }
}

// For such a key anybody could open what is sealed.
TEST(Roster, ABoxKeyOfSmallOrderIsRefused) {
  const DevicePublicKeys keys{kBensPhone.public_keys().sign, std::string(32, '\0')};
  EXPECT_THAT(Family().Try(kAnasPhone, AddMember(kBen, keys)), Breaks("two proper keys"));
}

TEST(Roster, KeysAreNeverUsedTwice) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  family.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  EXPECT_THAT(family.Try(kAnasPhone, AddDevice(kAnasLaptop.public_keys())), Breaks("in the chain before"));
  EXPECT_THAT(family.Try(kAnasPhone, AddDevice({kBensPhone.public_keys().sign, kStranger.public_keys().box})),
              Breaks("in the chain before"));
  EXPECT_THAT(family.Try(kAnasPhone, AddDevice({kStranger.public_keys().sign, kBensPhone.public_keys().box})),
              Breaks("in the chain before"));
}

TEST(Roster, AMemberNeverComesBackUnderTheSameId) {
  Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, AddMember(kBen, kStranger.public_keys())), Breaks("member was in the chain"));
  family.Say(kBensPhone, Leave());
  EXPECT_THAT(family.Try(kAnasPhone, AddMember(kBen, kStranger.public_keys())), Breaks("member was in the chain"));
  family.Say(kAnasPhone, AddMember(kEve, kStranger.public_keys()));
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna, kEve));
}

TEST(Roster, AFamilyHasTwoMembersAtMost) {
  EXPECT_THAT(Family::OfTwo().Try(kAnasPhone, AddMember(kEve, kStranger.public_keys())), Breaks("as many members"));
}

TEST(Roster, AFamilyHasEightDevicesAndASheetForEach) {
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

TEST(Roster, ASecondSheetComesAfterTheFirstIsGone) {
  Family family;
  family.Say(kAnasPhone, Paper(family));
  family.Say(kAnasPhone, RemoveDevice(kAnasPaper.device_id()));
  EXPECT_TRUE(family.Try(kAnasPhone, Paper(family, PaperDevice("another, of Ana."))).ok());
}

TEST(Roster, PaperConsentsToThisFamilyAndMember) {
  const Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, Paper(family, kAnasPaper, kBen)), Breaks("consent"));
  Act act = Paper(family);
  act.mutable_add_device()->mutable_device()->set_paper_consent(
      SignPaperConsent(kAnasPaper, family.roster().head_hash(), kAna));
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("consent"));
  act.mutable_add_device()->mutable_device()->clear_paper_consent();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("consent"));
}

TEST(Roster, PaperIsNotAMembersFirstDevice) {
  const Family family;
  Act act = AddMember(kBen, kBensPaper.public_keys());
  act.mutable_add_member()->mutable_device()->set_kind(v1::RosterDevice::KIND_PAPER);
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("of this kind"));
  act.mutable_add_member()->mutable_device()->clear_kind();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("of this kind"));
}

TEST(Roster, ADeviceThatIsNotPaperGivesNoConsent) {
  Act act = AddDevice(kAnasLaptop.public_keys());
  act.mutable_add_device()->mutable_device()->set_paper_consent("yes");
  EXPECT_THAT(Family().Try(kAnasPhone, act), Breaks("gives no consent"));
}

TEST(Roster, PaperBringsADeviceRemovesTheLostOnesAndLeaves) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, Paper(family));
  family.Say(kAnasPaper, AddDevice(kAnasLaptop.public_keys()));
  family.Say(kAnasPaper, RemoveDevice(kAnasPhone.device_id()));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kAna));
  family.BeginEpoch(kAnasLaptop, Scope::kShared, 'G');
  EXPECT_TRUE(family.Try(kAnasPaper, Leave()).ok());
}

TEST(Roster, PaperSaysNothingElse) {
  Family family = Family::OfTwo();
  family.Say(kBensPhone, Leave());
  family.Say(kAnasPhone, Paper(family, kAnasPaper, kAna, true));
  EXPECT_THAT(family.Try(kAnasPaper, AddMember(kEve, kStranger.public_keys())), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, RemoveMember(kBen)), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, family.Epoch(kAnasPaper, Scope::kShared, 'x')), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, family.Epoch(kAnasPaper, Scope::kPrivate, 'x')), Breaks("paper may not"));
  EXPECT_THAT(family.Try(kAnasPaper, Paper(family, PaperDevice("another, of Ana."))), Breaks("paper may not"));
}

TEST(Roster, PaperWithoutPrivateKeysIsNotAmongThosePrivateWordsAreFor) {
  Family family;
  family.Say(kAnasPhone, Paper(family));
  EXPECT_EQ(family.roster().LiveDevices(Scope::kShared, kAna).size(), 2U);
  EXPECT_EQ(family.roster().LiveDevices(Scope::kPrivate, kAna).size(), 1U);
  family.Say(kAnasPhone, RemoveDevice(kAnasPaper.device_id()));
  family.Say(kAnasPhone, Paper(family, PaperDevice("another, of Ana."), kAna, true));
  EXPECT_EQ(family.roster().LiveDevices(Scope::kPrivate, kAna).size(), 2U);
}

TEST(Roster, OnlyPaperAndWhatPaperAddsGetsPackets) {
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

TEST(Roster, ADeviceIsRemovedByItsOwnMemberOnly) {
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

TEST(Roster, WhatIsNotThereIsNotRemoved) {
  const Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, RemoveDevice(kStranger.device_id())), Breaks("device is not in the family"));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveMember(kEve)), Breaks("member is not in the family"));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveDevice(DeviceId())), Breaks("an id"));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveMember(MemberId())), Breaks("an id"));
}

TEST(Roster, AMembersLastDeviceIsNotRemoved) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, Paper(family));
  EXPECT_THAT(family.Try(kAnasPhone, RemoveDevice(kAnasPhone.device_id())), Breaks("last device"));
  EXPECT_THAT(family.Try(kAnasPaper, RemoveDevice(kAnasPhone.device_id())), Breaks("last device"));
}

TEST(Roster, AMemberThatIsRemovedGoesWithAllDevices) {
  Family family = Family::OfTwo();
  family.Say(kBensPhone, Paper(family, kBensPaper, kBen));
  family.Say(kAnasPhone, RemoveMember(kBen));
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna));
  EXPECT_FALSE(family.roster().IsLive(kBensPhone.device_id()));
  EXPECT_FALSE(family.roster().IsLive(kBensPaper.device_id()));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kAna));
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kPrivate, kAna));
}

TEST(Roster, NobodyIsRemovedByOneself) {
  EXPECT_THAT(Family::OfTwo().Try(kAnasPhone, RemoveMember(kAna)), Breaks("it leaves"));
}

TEST(Roster, LeavingTakesOneselfAndNobodyElse) {
  Family family = Family::OfTwo();
  family.Say(kBensPhone, Leave());
  EXPECT_THAT(family.roster().LiveMembers(), ElementsAre(kAna));
  EXPECT_TRUE(family.roster().NewEpochDue(Scope::kShared, kAna));
  family.Say(kAnasPhone, Leave());
  EXPECT_TRUE(family.roster().LiveMembers().empty());
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kShared, kAna));
}

TEST(Roster, AnEpochIsTheNextOfItsScope) {
  Family family = Family::OfTwo();
  family.BeginEpoch(kBensPhone, Scope::kShared, 'G');
  EXPECT_EQ(family.roster().CurrentEpoch(Scope::kShared, kAna), 2U);
  EXPECT_EQ(family.roster().CurrentEpoch(Scope::kPrivate, kAna), 1U);
  EXPECT_EQ(family.roster().FindEpoch(Scope::kShared, kBen, 2)->key_check, KeyCheck(SecretOf('G')));
  EXPECT_EQ(family.roster().FindEpoch(Scope::kPrivate, kBen, 1)->key_check, KeyCheck(SecretOf('B')));
  EXPECT_EQ(family.roster().FindEpoch(Scope::kShared, kBen, 3), nullptr);
  for (const uint32_t epoch : {0, 2, 4}) {
    Act act = family.Epoch(kAnasPhone, Scope::kShared, 'x');
    act.mutable_new_epoch()->set_epoch(epoch);
    EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("not the one after the newest")) << epoch;
  }
}

TEST(Roster, AnEpochHasAScopeAndAKeyCheck) {
  const Family family = Family::OfTwo();
  Act act = family.Epoch(kAnasPhone, Scope::kShared, 'x');
  act.mutable_new_epoch()->clear_scope();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("of no scope"));
  act = family.Epoch(kAnasPhone, Scope::kShared, 'x');
  act.mutable_new_epoch()->mutable_key_check()->pop_back();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("check is not 32 bytes"));
}

// Whoever is gone has it.
TEST(Roster, AKeyIsNotTakenForAnotherEpochAgain) {
  const Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'F')), Breaks("an earlier epoch"));
  EXPECT_THAT(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'A')), Breaks("an earlier epoch"));
}

TEST(Roster, AnEpochHasAPacketForEachLiveDeviceButTheSigners) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  const Act whole = family.Epoch(kAnasPhone, Scope::kShared, 'x');
  ASSERT_EQ(whole.new_epoch().packets_size(), 2);
  EXPECT_TRUE(family.Try(kAnasPhone, whole).ok());
  Act act = whole;
  act.mutable_new_epoch()->mutable_packets()->RemoveLast();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("has no packet"));
  act = whole;
  *act.mutable_new_epoch()->add_packets() = whole.new_epoch().packets(0);
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("two packets"));
  act = whole;
  act.mutable_new_epoch()->mutable_packets(1)->set_sealed("short");
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("not as long"));
}

TEST(Roster, AnEpochHasNoPacketForAnybodyElse) {
  Family family = Family::OfTwo();
  family.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  family.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  for (const DeviceIdentity& other : {kAnasLaptop, kStranger, kAnasPhone}) {
    Act act = family.Epoch(kAnasPhone, Scope::kShared, 'x');
    v1::KeyPacket& packet = *act.mutable_new_epoch()->add_packets();
    packet.set_device_id(other.device_id().ToBytes());
    packet.set_sealed(std::string(kKeyPacketBytes, 'p'));
    EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("not to have the key"));
  }
}

TEST(Roster, APrivateEpochHasNoPacketForThePartner) {
  const Family family = Family::OfTwo();
  Act act = family.Epoch(kAnasPhone, Scope::kPrivate, 'x');
  EXPECT_EQ(act.new_epoch().packets_size(), 0);
  v1::KeyPacket& packet = *act.mutable_new_epoch()->add_packets();
  packet.set_device_id(kBensPhone.device_id().ToBytes());
  packet.set_sealed(std::string(kKeyPacketBytes, 'p'));
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("not to have the key"));
}

TEST(Roster, AnEpochMayBeginBeforeOneIsDue) {
  Family family = Family::OfTwo();
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kShared, kAna));
  EXPECT_TRUE(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'x')).ok());
}

TEST(Roster, SeveralAreAddedAllOrNone) {
  const Family family = Family::OfTwo();
  Family extended = family;
  extended.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  extended.Say(kAnasPhone, RemoveDevice(kAnasLaptop.device_id()));
  const std::vector<v1::SignedStatement> further(extended.roster().statements().end() - 2,
                                                 extended.roster().statements().end());
  Roster roster = family.roster();
  EXPECT_TRUE(roster.AppendAll(further).ok());
  EXPECT_EQ(roster.head_hash(), extended.roster().head_hash());
  roster = family.roster();
  EXPECT_FALSE(roster.AppendAll({further[0], further[0]}).ok());
  EXPECT_EQ(roster.head_hash(), family.roster().head_hash());
}

TEST(Roster, TheMessageSaysWhichStatement) {
  std::vector<v1::SignedStatement> statements = Family::OfTwo().roster().statements();
  statements[2].mutable_signature()->back() ^= 1;
  EXPECT_THAT(Roster::FromStatements(statements).status(), Breaks("Statement 2: "));
}

TEST(Roster, OfTwoCopiesEachKnowsHowTheOtherStandsToIt) {
  const Family family = Family::OfTwo();
  Family longer = family;
  longer.Say(kAnasPhone, AddDevice(kAnasLaptop.public_keys()));
  Family forked = family;
  forked.Say(kBensPhone, Leave());
  const std::vector<v1::SignedStatement>& mine = family.roster().statements();
  EXPECT_EQ(Compare(family.roster(), mine), RosterKinship::kSame);
  EXPECT_EQ(Compare(family.roster(), longer.roster().statements()), RosterKinship::kContinues);
  EXPECT_EQ(Compare(longer.roster(), mine), RosterKinship::kBehind);
  EXPECT_EQ(Compare(longer.roster(), {}), RosterKinship::kBehind);
  EXPECT_EQ(Compare(longer.roster(), forked.roster().statements()), RosterKinship::kForked);
  EXPECT_EQ(Compare(family.roster(), {}), RosterKinship::kBehind);
}

TEST(Roster, AContinuationThatBreaksARuleIsAFork) {
  const Family family = Family::OfTwo();
  std::vector<v1::SignedStatement> other = family.roster().statements();
  other.push_back(family.roster().Sign(kStranger, AddMember(kEve, kStranger.public_keys())));
  EXPECT_EQ(Compare(family.roster(), other), RosterKinship::kForked);
  other.back() = Changed(family, kAnasPhone, Act(), [](v1::RosterStatement& parsed) {
    parsed.GetReflection()->MutableUnknownFields(&parsed)->AddLengthDelimited(17, "");
  });
  EXPECT_EQ(Compare(family.roster(), other), RosterKinship::kNewerVersion);
}

// Whoever fills the chain keeps nobody from leaving, nor those who stay from sealing anew.
TEST(Roster, WhenTheChainIsFullMembersStillGo) {
  Family family = Family::OfTwo();
  const auto epoch = [&](uint32_t number) {
    Act act = family.Epoch(kAnasPhone, Scope::kPrivate, 'x');
    act.mutable_new_epoch()->set_key_check("a check of 28 bytes, and no:" + std::to_string(10'000 + number).substr(1));
    return act;
  };
  while (family.roster().length() < kMaxStatements - kStatementsForEndings) {
    family.Say(kAnasPhone, epoch(family.roster().length()));
  }
  EXPECT_TRUE(absl::IsResourceExhausted(family.Try(kAnasPhone, epoch(9'999))));
  EXPECT_TRUE(absl::IsResourceExhausted(family.Try(kAnasPhone, AddDevice(kAnasLaptop.public_keys()))));
  family.Say(kBensPhone, Leave());
  EXPECT_TRUE(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'x')).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(family.Try(kAnasPhone, epoch(9'999))));
  EXPECT_TRUE(family.Try(kAnasPhone, Leave()).ok());
}

}  // namespace
}  // namespace toward::trust
