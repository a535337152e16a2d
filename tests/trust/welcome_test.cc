// The end of a pairing: what a joiner believes.

#include <gtest/gtest.h>

#include "tests/trust/pairing_sides.h"
#include "trust/pairing.h"

namespace toward::trust {
namespace {

TEST(Welcome, APartnerGetsTheFamilysKeysAndNoPrivateOnes) {
  Pairing pairing;
  pairing.LetIn();
  const absl::StatusOr<Joiner::Admission> admission = pairing.Open(pairing.Welcome());
  ASSERT_TRUE(admission.ok()) << admission.status();
  EXPECT_EQ(admission->member, kEve);
  EXPECT_EQ(admission->origin, kOrigin);
  EXPECT_EQ(admission->roster.head_hash(), pairing.family().roster().head_hash());
  EXPECT_EQ(admission->keyring.Key(Scope::kShared, 1)->bytes(), std::string(kKeyBytes, 'F'));
  EXPECT_FALSE(admission->keyring.CurrentEpoch(Scope::kPrivate).has_value());
}

TEST(Welcome, AnOwnDeviceGetsThePrivateKeysToo) {
  Pairing pairing(InviteKind::kOwnDevice);
  pairing.LetIn();
  const absl::StatusOr<Joiner::Admission> admission = pairing.Open(pairing.Welcome());
  ASSERT_TRUE(admission.ok()) << admission.status();
  EXPECT_EQ(admission->member, kAna);
  EXPECT_EQ(admission->keyring.Key(Scope::kPrivate, 1)->bytes(), std::string(kKeyBytes, 'A'));
}

TEST(Welcome, WhoseThePastIsNotGetsTheNewestKeyOnly) {
  Pairing pairing;
  pairing.family().BeginEpoch(kAnasPhone, Scope::kShared, 'G');
  pairing.LetIn();
  Keyring keyring = pairing.keyring();
  keyring.Add(Scope::kShared, 2, SecretOf('G'));
  const auto welcome = [&](bool share_past) {
    return NewWelcome(kEve, kOrigin, pairing.family().roster(), keyring, InviteKind::kPartner, share_past);
  };
  EXPECT_FALSE(pairing.Open(welcome(false))->keyring.Key(Scope::kShared, 1).has_value());
  EXPECT_TRUE(pairing.Open(welcome(false))->keyring.Key(Scope::kShared, 2).has_value());
  EXPECT_TRUE(pairing.Open(welcome(true))->keyring.Key(Scope::kShared, 1).has_value());
}

TEST(Welcome, AWelcomeIsForTheJoinerWhoseDigitsWereTyped) {
  Pairing pairing;
  pairing.LetIn();
  pairing.Meet();
  Joiner between(kInvite, SecretOf('S'), kStranger, "", SecretOf('t'));
  const PairingJoin other = *pairing.inviter().OpenJoin(between.SealJoin(kNonce));
  const std::string sealed = *pairing.inviter().SealWelcome(other, pairing.Welcome(), kNonce);
  EXPECT_TRUE(absl::IsDataLoss(pairing.joiner().OpenWelcome(sealed).status()));
}

TEST(Welcome, AWelcomeIntoAnotherFamilyIsRefused) {
  Pairing pairing;
  pairing.LetIn();
  v1::Welcome welcome = pairing.Welcome();
  const v1::SignedStatement genesis = SignGenesis(kFamily, kBen, kBensPhone);
  Roster other = *Roster::FromStatements({genesis});
  ASSERT_TRUE(other.Append(other.Sign(kBensPhone, AddMember(kEve, kAnasLaptop.public_keys()))).ok());
  welcome.clear_roster();
  for (const v1::SignedStatement& statement : other.statements()) *welcome.add_roster() = statement;
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

// A server that forgot, or a fork, would have another head at that place.
TEST(Welcome, ARosterThatDoesNotGoThroughTheOffersHeadIsRefused) {
  Pairing pairing;
  Family shorter;
  shorter.Say(kAnasPhone, AddMember(kEve, kAnasLaptop.public_keys()));
  const v1::Welcome welcome =
      NewWelcome(kEve, kOrigin, shorter.roster(), pairing.keyring(), InviteKind::kPartner, true);
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

TEST(Welcome, ARosterWithoutTheJoinerIsRefused) {
  Pairing pairing;
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(pairing.Welcome()).status()));
}

TEST(Welcome, AnotherMemberThanTheRostersIsRefused) {
  Pairing pairing;
  pairing.LetIn();
  v1::Welcome welcome = pairing.Welcome();
  welcome.set_member_id(kAna.ToBytes());
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
  welcome.set_member_id("short");
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

TEST(Welcome, KeysThatTheRosterDoesNotConfirmAreRefused) {
  Pairing pairing(InviteKind::kOwnDevice);
  pairing.LetIn();
  v1::Welcome welcome = pairing.Welcome();
  welcome.mutable_family_keys(0)->mutable_key()->back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
  welcome = pairing.Welcome();
  welcome.mutable_private_keys(0)->set_epoch(2);
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
  welcome = pairing.Welcome();
  welcome.mutable_family_keys(0)->mutable_key()->pop_back();
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

TEST(Welcome, AWelcomeWithoutTheNewestKeyIsRefused) {
  Pairing pairing(InviteKind::kOwnDevice);
  pairing.LetIn();
  v1::Welcome welcome = pairing.Welcome();
  welcome.clear_family_keys();
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
  welcome = pairing.Welcome();
  welcome.clear_private_keys();
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

}  // namespace
}  // namespace toward::trust
