#include "trust/key_packet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/hex.h"
#include "tests/trust/any_bytes.h"
#include "tests/trust/family.h"

namespace toward::trust {
namespace {

const PacketKey kKey{kFamily, Scope::kShared, 3, SecretOf('F')};

std::string Sealed() { return SealKeyPacket(kKey, kBensPhone.public_keys(), SecretOf('e')); }

TEST(KeyPacket, OpensOnTheDeviceItIsFor) {
  for (const Scope scope : {Scope::kShared, Scope::kPrivate}) {
    const std::string sealed =
        SealKeyPacket({kFamily, scope, 7, SecretOf('F')}, kBensPhone.public_keys(), SecretOf('e'));
    EXPECT_EQ(sealed.size(), kKeyPacketBytes);
    const std::optional<PacketKey> opened = OpenKeyPacket(kFamily, kBensPhone, sealed);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->scope, scope);
    EXPECT_EQ(opened->epoch, 7U);
    EXPECT_EQ(opened->key.bytes(), std::string(kKeyBytes, 'F'));
  }
}

TEST(KeyPacket, OpensNowhereElse) {
  EXPECT_FALSE(OpenKeyPacket(kFamily, kAnasPhone, Sealed()).has_value());
  EXPECT_FALSE(OpenKeyPacket(*FamilyId::FromBytes("another family's"), kBensPhone, Sealed()).has_value());
}

// A box key alone does not make a device.
TEST(KeyPacket, ADeviceWithTheSameBoxKeyIsAnother) {
  const DeviceIdentity other = DeviceIdentity::FromSeeds(SecretOf('o'), kBensPhone.box_seed());
  EXPECT_FALSE(OpenKeyPacket(kFamily, other, Sealed()).has_value());
}

TEST(KeyPacket, TamperedWithOrCutDoesNotOpen) {
  const std::string sealed = Sealed();
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    // The top bit of the ephemeral key is not part of it, but of the nonce.
    EXPECT_FALSE(OpenKeyPacket(kFamily, kBensPhone, flipped).has_value()) << bit;
  }
  EXPECT_FALSE(OpenKeyPacket(kFamily, kBensPhone, sealed.substr(1)).has_value());
  EXPECT_FALSE(OpenKeyPacket(kFamily, kBensPhone, "").has_value());
}

TEST(KeyPacket, AKeyIsCheckedWithoutBeingTold) {
  EXPECT_EQ(KeyCheck(SecretOf('F')), KeyCheck(SecretOf('F')));
  EXPECT_NE(KeyCheck(SecretOf('F')), KeyCheck(SecretOf('G')));
  EXPECT_NE(KeyCheck(SecretOf('F')), std::string(kKeyBytes, 'F'));
}

TEST(KeyPacket, EachDeviceCollectsItsKeysFromTheChain) {
  Family family = Family::OfTwo();
  family.BeginEpoch(kAnasPhone, Scope::kShared, 'G');
  family.BeginEpoch(kAnasPhone, Scope::kShared, 'H');
  Keyring keyring;
  EXPECT_TRUE(CollectKeys(family.roster(), kBensPhone, keyring).ok());
  EXPECT_EQ(keyring.keys(Scope::kShared).size(), 2U);
  EXPECT_EQ(keyring.Key(Scope::kShared, 3)->bytes(), std::string(kKeyBytes, 'H'));
  EXPECT_EQ(keyring.CurrentEpoch(Scope::kPrivate), std::nullopt);
}

TEST(KeyPacket, PaperCollectsWhatItWasAddedWith) {
  Family family = Family::OfTwo();
  Keyring keyring;
  keyring.Add(Scope::kShared, 1, SecretOf('F'));
  keyring.Add(Scope::kPrivate, 1, SecretOf('A'));
  for (const bool with_private : {false, true}) {
    const DeviceIdentity paper = PaperDevice(with_private ? "with private 16 " : "without, 16 byte");
    Act act = AddPaper(paper, kAna, with_private, family.roster());
    AddPackets(kFamily, keyring, with_private, act, [] { return SecretOf('e'); });
    family.Say(kAnasPhone, act);
    Keyring collected;
    EXPECT_TRUE(CollectKeys(family.roster(), paper, collected).ok());
    EXPECT_EQ(collected.CurrentEpoch(Scope::kShared), 1U);
    EXPECT_EQ(collected.CurrentEpoch(Scope::kPrivate).has_value(), with_private);
    family.Say(kAnasPhone, RemoveDevice(paper.device_id()));
  }
}

// More epochs than fit: the newest of both scopes are there.
TEST(KeyPacket, PacketsForPaperFitIntoAStatement) {
  Keyring keyring;
  for (KeyEpoch epoch = 1; epoch <= 200; ++epoch) {
    keyring.Add(Scope::kShared, epoch, SecretOf('F'));
    keyring.Add(Scope::kPrivate, epoch, SecretOf('A'));
  }
  Family family = Family::OfTwo();
  Act act = AddPaper(kAnasPaper, kAna, true, family.roster());
  AddPackets(kFamily, keyring, true, act, [] { return SecretOf('e'); });
  family.Say(kAnasPhone, act);
  std::map<Scope, KeyEpoch> newest;
  for (const Roster::Packet& packet : family.roster().PacketsFor(kAnasPaper.device_id())) {
    const std::optional<PacketKey> key = OpenKeyPacket(kFamily, kAnasPaper, packet.sealed);
    ASSERT_TRUE(key.has_value());
    newest[key->scope] = std::max(newest[key->scope], key->epoch);
  }
  EXPECT_EQ(newest[Scope::kShared], 200U);
  EXPECT_EQ(newest[Scope::kPrivate], 200U);
}

TEST(KeyPacket, AnotherKeyThanTheOthersWereToldOfIsNotTaken) {
  Family family = Family::OfTwo();
  Act act = family.Epoch(kAnasPhone, Scope::kShared, 'G');
  act.mutable_new_epoch()->mutable_packets(0)->set_sealed(
      SealKeyPacket({kFamily, Scope::kShared, 2, SecretOf('x')}, kBensPhone.public_keys(), SecretOf('e')));
  family.Say(kAnasPhone, act);
  family.BeginEpoch(kAnasPhone, Scope::kShared, 'H');
  Keyring keyring;
  EXPECT_TRUE(absl::IsDataLoss(CollectKeys(family.roster(), kBensPhone, keyring)));
  EXPECT_FALSE(keyring.Key(Scope::kShared, 2).has_value());
  // The rest is there all the same.
  EXPECT_TRUE(keyring.Key(Scope::kShared, 3).has_value());
}

TEST(KeyPacket, TheKeyOfAnEarlierEpochIsNotThatOfThisOne) {
  Family family = Family::OfTwo();
  family.BeginEpoch(kAnasPhone, Scope::kShared, 'G');
  Act act = family.Epoch(kAnasPhone, Scope::kShared, 'H');
  act.mutable_new_epoch()->mutable_packets(0)->set_sealed(
      SealKeyPacket({kFamily, Scope::kShared, 2, SecretOf('G')}, kBensPhone.public_keys(), SecretOf('e')));
  family.Say(kAnasPhone, act);
  Keyring keyring;
  EXPECT_TRUE(absl::IsDataLoss(CollectKeys(family.roster(), kBensPhone, keyring)));
}

RC_GTEST_PROP(KeyPacket, AnyKeyComesBack, ()) {
  const PacketKey key{AnyId<FamilyId>(), *rc::gen::element(Scope::kShared, Scope::kPrivate),
                      *rc::gen::arbitrary<KeyEpoch>(), AnySecret()};
  const DeviceIdentity device = DeviceIdentity::FromSeeds(AnySecret(), AnySecret());
  const std::string sealed = SealKeyPacket(key, device.public_keys(), AnySecret());
  const std::optional<PacketKey> opened = OpenKeyPacket(key.family, device, sealed);
  RC_ASSERT(opened.has_value());
  RC_ASSERT(opened->key.bytes() == key.key.bytes());
  RC_ASSERT(opened->epoch == key.epoch && opened->scope == key.scope);
}

}  // namespace
}  // namespace toward::trust
