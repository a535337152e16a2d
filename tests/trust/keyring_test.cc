#include "trust/keyring.h"

#include <gtest/gtest.h>

#include <limits>

namespace toward::trust {
namespace {

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

std::string FieldKey(const Keyring& keyring, KeyEpoch epoch) {
  const std::optional<Secret> key = keyring.SharedFieldKey(epoch);
  return key.has_value() ? std::string(key->bytes()) : "absent";
}

TEST(Keyring, TheNewestEpochIsTheCurrentOne) {
  Keyring keyring;
  keyring.Add(1, SecretOf('a'));
  EXPECT_EQ(keyring.current_epoch(), 1U);
  keyring.Add(2, SecretOf('b'));
  EXPECT_EQ(keyring.current_epoch(), 2U);
}

TEST(Keyring, AnEarlierEpochThatComesLaterIsNotTheCurrentOne) {
  Keyring keyring;
  keyring.Add(7, SecretOf('a'));
  keyring.Add(2, SecretOf('b'));
  EXPECT_EQ(keyring.current_epoch(), 7U);
}

TEST(Keyring, TheGreatestEpochIsNewerThanAll) {
  Keyring keyring;
  keyring.Add(std::numeric_limits<KeyEpoch>::max(), SecretOf('a'));
  keyring.Add(0, SecretOf('b'));
  EXPECT_EQ(keyring.current_epoch(), std::numeric_limits<KeyEpoch>::max());
}

TEST(Keyring, KeepsTheKeysOfEarlierEpochs) {
  Keyring alone;
  alone.Add(1, SecretOf('a'));
  Keyring keyring = alone;
  keyring.Add(2, SecretOf('b'));
  EXPECT_EQ(FieldKey(keyring, 1), FieldKey(alone, 1));
  EXPECT_NE(FieldKey(keyring, 2), FieldKey(keyring, 1));
  EXPECT_EQ(keyring.keys().size(), 2U);
}

TEST(Keyring, AnEpochNotKnownIsAbsent) {
  Keyring keyring;
  EXPECT_EQ(FieldKey(keyring, 1), "absent");
  keyring.Add(1, SecretOf('a'));
  EXPECT_EQ(FieldKey(keyring, 0), "absent");
  EXPECT_EQ(FieldKey(keyring, 2), "absent");
}

TEST(Keyring, AKeyAddedAgainReplacesTheFirst) {
  Keyring keyring;
  keyring.Add(1, SecretOf('a'));
  const std::string first = FieldKey(keyring, 1);
  keyring.Add(1, SecretOf('b'));
  EXPECT_NE(FieldKey(keyring, 1), first);
  EXPECT_EQ(keyring.keys().size(), 1U);
}

TEST(Keyring, TheFamilyKeyItselfSealsNothing) {
  Keyring keyring;
  keyring.Add(1, SecretOf('a'));
  EXPECT_NE(FieldKey(keyring, 1), std::string(kKeyBytes, 'a'));
}

TEST(Keyring, WithoutAKeyThereIsNoCurrentEpoch) {
  const Keyring keyring;
  EXPECT_DEATH(keyring.current_epoch(), "must hold");
}

}  // namespace
}  // namespace toward::trust
