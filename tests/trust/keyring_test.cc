#include "trust/keyring.h"

#include <gtest/gtest.h>

#include <limits>

namespace toward::trust {
namespace {

constexpr Scope kScopes[] = {Scope::kShared, Scope::kPrivate};

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

std::string FieldKey(const Keyring& keyring, Scope scope, KeyEpoch epoch) {
  const std::optional<Secret> key = keyring.FieldKey(scope, epoch);
  return key.has_value() ? std::string(key->bytes()) : "absent";
}

TEST(Keyring, TheNewestEpochIsTheCurrentOne) {
  for (const Scope scope : kScopes) {
    Keyring keyring;
    keyring.Add(scope, 1, SecretOf('a'));
    EXPECT_EQ(keyring.CurrentEpoch(scope), 1U);
    keyring.Add(scope, 2, SecretOf('b'));
    EXPECT_EQ(keyring.CurrentEpoch(scope), 2U);
  }
}

TEST(Keyring, AnEarlierEpochThatComesLaterIsNotTheCurrentOne) {
  Keyring keyring;
  keyring.Add(Scope::kShared, 7, SecretOf('a'));
  keyring.Add(Scope::kShared, 2, SecretOf('b'));
  EXPECT_EQ(keyring.CurrentEpoch(Scope::kShared), 7U);
}

TEST(Keyring, TheGreatestEpochIsNewerThanAll) {
  Keyring keyring;
  keyring.Add(Scope::kShared, std::numeric_limits<KeyEpoch>::max(), SecretOf('a'));
  keyring.Add(Scope::kShared, 0, SecretOf('b'));
  EXPECT_EQ(keyring.CurrentEpoch(Scope::kShared), std::numeric_limits<KeyEpoch>::max());
}

TEST(Keyring, KeepsTheKeysOfEarlierEpochs) {
  Keyring alone;
  alone.Add(Scope::kShared, 1, SecretOf('a'));
  Keyring keyring = alone;
  keyring.Add(Scope::kShared, 2, SecretOf('b'));
  EXPECT_EQ(FieldKey(keyring, Scope::kShared, 1), FieldKey(alone, Scope::kShared, 1));
  EXPECT_NE(FieldKey(keyring, Scope::kShared, 2), FieldKey(keyring, Scope::kShared, 1));
  EXPECT_EQ(keyring.keys(Scope::kShared).size(), 2U);
}

TEST(Keyring, AnEpochNotKnownIsAbsent) {
  Keyring keyring;
  EXPECT_EQ(FieldKey(keyring, Scope::kShared, 1), "absent");
  keyring.Add(Scope::kShared, 1, SecretOf('a'));
  EXPECT_EQ(FieldKey(keyring, Scope::kShared, 0), "absent");
  EXPECT_EQ(FieldKey(keyring, Scope::kShared, 2), "absent");
  EXPECT_FALSE(keyring.Key(Scope::kShared, 2).has_value());
}

TEST(Keyring, GivesAKeyBackAsItWasAdded) {
  Keyring keyring;
  keyring.Add(Scope::kPrivate, 5, SecretOf('a'));
  const std::optional<Secret> key = keyring.Key(Scope::kPrivate, 5);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->bytes(), std::string(kKeyBytes, 'a'));
}

TEST(Keyring, AKeyAddedAgainReplacesTheFirst) {
  Keyring keyring;
  keyring.Add(Scope::kShared, 1, SecretOf('a'));
  const std::string first = FieldKey(keyring, Scope::kShared, 1);
  keyring.Add(Scope::kShared, 1, SecretOf('b'));
  EXPECT_NE(FieldKey(keyring, Scope::kShared, 1), first);
  EXPECT_EQ(keyring.keys(Scope::kShared).size(), 1U);
}

TEST(Keyring, TheEpochsOfOneScopeAreNotTheOthers) {
  Keyring keyring;
  keyring.Add(Scope::kShared, 9, SecretOf('a'));
  EXPECT_EQ(keyring.CurrentEpoch(Scope::kPrivate), std::nullopt);
  EXPECT_EQ(FieldKey(keyring, Scope::kPrivate, 9), "absent");
  EXPECT_TRUE(keyring.keys(Scope::kPrivate).empty());
  keyring.Add(Scope::kPrivate, 2, SecretOf('b'));
  EXPECT_EQ(keyring.CurrentEpoch(Scope::kShared), 9U);
  EXPECT_EQ(keyring.CurrentEpoch(Scope::kPrivate), 2U);
}

TEST(Keyring, OneKeySealsDifferentlyInEachScope) {
  Keyring keyring;
  for (const Scope scope : kScopes) keyring.Add(scope, 1, SecretOf('a'));
  EXPECT_NE(FieldKey(keyring, Scope::kShared, 1), FieldKey(keyring, Scope::kPrivate, 1));
}

TEST(Keyring, TheAddedKeyItselfSealsNothing) {
  for (const Scope scope : kScopes) {
    Keyring keyring;
    keyring.Add(scope, 1, SecretOf('a'));
    EXPECT_NE(FieldKey(keyring, scope, 1), std::string(kKeyBytes, 'a'));
  }
}

TEST(Keyring, WithoutAKeyThereIsNoCurrentEpoch) {
  for (const Scope scope : kScopes) EXPECT_EQ(Keyring().CurrentEpoch(scope), std::nullopt);
}

}  // namespace
}  // namespace toward::trust
