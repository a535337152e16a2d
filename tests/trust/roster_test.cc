#include "trust/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trust/family.h"

namespace toward::trust {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The next statement of the chain with its parsed form changed before it was signed.
template <typename Change>
v1::SignedStatement Changed(const Family& family, const DeviceIdentity& signer, Act act, Change change) {
  v1::RosterStatement parsed;
  parsed.ParseFromString(family.roster().Sign(signer, std::move(act)).statement());
  change(parsed);
  return SignedBytes(signer, parsed.SerializeAsString());
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

}  // namespace
}  // namespace toward::trust
