// Epochs in the roster: whose key is for whom.

#include <gtest/gtest.h>

#include "tests/trust/family.h"
#include "trust/roster.h"

namespace toward::trust {
namespace {

TEST(RosterEpochs, AnEpochIsTheNextOfItsScope) {
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

TEST(RosterEpochs, AnEpochHasAScopeAndAKeyCheck) {
  const Family family = Family::OfTwo();
  Act act = family.Epoch(kAnasPhone, Scope::kShared, 'x');
  act.mutable_new_epoch()->clear_scope();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("of no scope"));
  act = family.Epoch(kAnasPhone, Scope::kShared, 'x');
  act.mutable_new_epoch()->mutable_key_check()->pop_back();
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("check is not 32 bytes"));
}

// Whoever is gone has it.
TEST(RosterEpochs, AKeyIsNotTakenForAnotherEpochAgain) {
  const Family family = Family::OfTwo();
  EXPECT_THAT(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'F')), Breaks("an earlier epoch"));
  EXPECT_THAT(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'A')), Breaks("an earlier epoch"));
}

TEST(RosterEpochs, AnEpochHasAPacketForEachLiveDeviceButTheSigners) {
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

TEST(RosterEpochs, AnEpochHasNoPacketForAnybodyElse) {
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

TEST(RosterEpochs, APrivateEpochHasNoPacketForThePartner) {
  const Family family = Family::OfTwo();
  Act act = family.Epoch(kAnasPhone, Scope::kPrivate, 'x');
  EXPECT_EQ(act.new_epoch().packets_size(), 0);
  v1::KeyPacket& packet = *act.mutable_new_epoch()->add_packets();
  packet.set_device_id(kBensPhone.device_id().ToBytes());
  packet.set_sealed(std::string(kKeyPacketBytes, 'p'));
  EXPECT_THAT(family.Try(kAnasPhone, act), Breaks("not to have the key"));
}

TEST(RosterEpochs, AnEpochMayBeginBeforeOneIsDue) {
  Family family = Family::OfTwo();
  EXPECT_FALSE(family.roster().NewEpochDue(Scope::kShared, kAna));
  EXPECT_TRUE(family.Try(kAnasPhone, family.Epoch(kAnasPhone, Scope::kShared, 'x')).ok());
}

// Whoever fills the chain keeps nobody from leaving, nor those who stay from sealing anew.
TEST(RosterEpochs, WhenTheChainIsFullMembersStillGo) {
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
