#include "trust/pairing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/hex.h"
#include "tests/trust/any_bytes.h"
#include "tests/trust/family.h"
#include "trust/pairing_pieces.h"

namespace toward::trust {
namespace {

const InviteId kInvite = *InviteId::FromBytes("an invite's id..");
const std::string kNonce(kNonceBytes, 'n');
constexpr std::string_view kOrigin = "https://toward.example:443";

// Both sides of an invite into a family: Ana's phone and a new device.
class Pairing {
 public:
  explicit Pairing(InviteKind kind = InviteKind::kPartner, std::string pin = "") : kind_(kind) {
    inviter_.emplace(kInvite, SecretOf('S'), kind, family_.roster().genesis_hash(), family_.roster().head_hash(), pin,
                     SecretOf('i'), "opening 16 bytes");
    keyring_.Add(Scope::kShared, 1, SecretOf('F'));
    keyring_.Add(Scope::kPrivate, 1, SecretOf('A'));
  }

  Inviter& inviter() { return *inviter_; }
  Joiner& joiner() { return joiner_; }
  Family& family() { return family_; }
  const Keyring& keyring() const { return keyring_; }

  // Until both sides show digits.
  PairingJoin Meet() {
    EXPECT_TRUE(joiner_.TakeOffer(inviter_->SealOffer(kNonce)));
    return *inviter_->OpenJoin(joiner_.SealJoin(kNonce));
  }

  // The joiner is in the chain.
  void LetIn() {
    family_.Say(kAnasPhone, kind_ == InviteKind::kPartner ? AddMember(kEve, joiner_.device().public_keys())
                                                          : AddDevice(joiner_.device().public_keys()));
  }

  v1::Welcome Welcome(bool share_past = true) {
    return NewWelcome(kind_ == InviteKind::kPartner ? kEve : kAna, kOrigin, family_.roster(), keyring_, kind_,
                      share_past);
  }

  absl::StatusOr<Joiner::Admission> Open(const v1::Welcome& welcome) {
    return joiner_.OpenWelcome(*inviter_->SealWelcome(Meet(), welcome, kNonce));
  }

 private:
  static Family OfAna() {
    Family family;
    family.BeginEpoch(kAnasPhone, Scope::kShared, 'F');
    family.BeginEpoch(kAnasPhone, Scope::kPrivate, 'A');
    return family;
  }

  InviteKind kind_;
  Family family_ = OfAna();
  Keyring keyring_;
  std::optional<Inviter> inviter_;
  Joiner joiner_{kInvite, SecretOf('S'), kAnasLaptop, "Ana's laptop", SecretOf('j')};
};

TEST(Pairing, BothShowTheSameSixDigits) {
  Pairing pairing;
  const std::optional<std::string> digits = pairing.inviter().Digits(pairing.Meet());
  ASSERT_TRUE(digits.has_value());
  EXPECT_EQ(digits->size(), 6U);
  EXPECT_EQ(*pairing.joiner().Digits(pairing.inviter().SealReveal(kNonce)), *digits);
}

TEST(Pairing, TheInviterLearnsWhoJoins) {
  Pairing pairing;
  const PairingJoin join = pairing.Meet();
  EXPECT_EQ(join.device.device_id(), kAnasLaptop.device_id());
  EXPECT_EQ(join.label, "Ana's laptop");
}

TEST(Pairing, TheJoinerLearnsWhatItIsInvitedTo) {
  for (const InviteKind kind : {InviteKind::kPartner, InviteKind::kOwnDevice}) {
    Pairing pairing(kind, std::string(kSpkiPinBytes, 'p'));
    pairing.Meet();
    const PairingOffer& offer = pairing.joiner().offer();
    EXPECT_EQ(offer.kind, kind);
    EXPECT_EQ(offer.genesis_hash, pairing.family().roster().genesis_hash());
    EXPECT_EQ(offer.roster_head, pairing.family().roster().head_hash());
    EXPECT_EQ(offer.spki_pin, std::string(kSpkiPinBytes, 'p'));
  }
}

TEST(Pairing, APartnerGetsTheFamilysKeysAndNoPrivateOnes) {
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

TEST(Pairing, AnOwnDeviceGetsThePrivateKeysToo) {
  Pairing pairing(InviteKind::kOwnDevice);
  pairing.LetIn();
  const absl::StatusOr<Joiner::Admission> admission = pairing.Open(pairing.Welcome());
  ASSERT_TRUE(admission.ok()) << admission.status();
  EXPECT_EQ(admission->member, kAna);
  EXPECT_EQ(admission->keyring.Key(Scope::kPrivate, 1)->bytes(), std::string(kKeyBytes, 'A'));
}

TEST(Pairing, WhoseThePastIsNotGetsTheNewestKeyOnly) {
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

TEST(Pairing, WithAnotherSecretNothingOpens) {
  Pairing pairing;
  Joiner thief(kInvite, SecretOf('T'), kStranger, "", SecretOf('t'));
  EXPECT_FALSE(thief.TakeOffer(pairing.inviter().SealOffer(kNonce)));
  EXPECT_FALSE(pairing.inviter().OpenJoin(thief.SealJoin(kNonce)).has_value());
}

TEST(Pairing, PiecesOfAnotherInviteDoNotOpen) {
  Pairing pairing;
  Joiner other(*InviteId::FromBytes("another invite's"), SecretOf('S'), kStranger, "", SecretOf('t'));
  EXPECT_FALSE(other.TakeOffer(pairing.inviter().SealOffer(kNonce)));
  EXPECT_FALSE(pairing.inviter().OpenJoin(other.SealJoin(kNonce)).has_value());
}

TEST(Pairing, OnePieceIsNotAnother) {
  Pairing pairing;
  pairing.Meet();
  EXPECT_FALSE(pairing.inviter().OpenJoin(pairing.inviter().SealOffer(kNonce)).has_value());
  EXPECT_FALSE(pairing.joiner().Digits(pairing.inviter().SealOffer(kNonce)).ok());
  EXPECT_FALSE(pairing.joiner().TakeOffer(pairing.inviter().SealReveal(kNonce)));
}

// Somebody who has the link and the server: the digits differ on the two screens.
TEST(Pairing, SomebodyInBetweenIsSeenInTheDigits) {
  Pairing pairing;
  pairing.Meet();
  Joiner between(kInvite, SecretOf('S'), kStranger, "Ana's laptop", SecretOf('t'));
  ASSERT_TRUE(between.TakeOffer(pairing.inviter().SealOffer(kNonce)));
  const PairingJoin join = *pairing.inviter().OpenJoin(between.SealJoin(kNonce));
  EXPECT_NE(*pairing.inviter().Digits(join), *pairing.joiner().Digits(pairing.inviter().SealReveal(kNonce)));
}

// With its own offer it cannot choose the opening afterwards.
TEST(Pairing, ARevealThatWasNotCommittedToIsRefused) {
  Pairing pairing;
  pairing.Meet();
  const Inviter other(kInvite, SecretOf('S'), InviteKind::kPartner, std::string(32, 'g'), std::string(32, 'h'), "",
                      SecretOf('i'), "another opening!");
  EXPECT_TRUE(absl::IsDataLoss(pairing.joiner().Digits(other.SealReveal(kNonce)).status()));
  EXPECT_TRUE(absl::IsDataLoss(pairing.joiner().Digits("").status()));
}

TEST(Pairing, AnEphemeralKeyOfSmallOrderIsRefused) {
  Pairing pairing;
  PairingJoin join = pairing.Meet();
  join.ephemeral_public_key = std::string(32, '\0');
  EXPECT_FALSE(pairing.inviter().Digits(join).has_value());
  EXPECT_FALSE(pairing.inviter().SealWelcome(join, {}, kNonce).has_value());
  EXPECT_FALSE(ReadJoin(ToPlain(join)).has_value());
}

TEST(Pairing, ADeviceKeyOfSmallOrderIsRefused) {
  Pairing pairing;
  PairingJoin join = pairing.Meet();
  join.device.box = '\x01' + std::string(31, '\0');
  EXPECT_FALSE(ReadJoin(ToPlain(join)).has_value());
}

TEST(Pairing, OfALongLabelTheBeginningIsTold) {
  Pairing pairing;
  pairing.Meet();
  std::string label(63, 'x');
  label += "é and more";
  const Joiner joiner(kInvite, SecretOf('S'), kAnasLaptop, label, SecretOf('j'));
  EXPECT_EQ(pairing.inviter().OpenJoin(joiner.SealJoin(kNonce))->label, std::string(63, 'x'));
}

TEST(Pairing, AWelcomeIsForTheJoinerWhoseDigitsWereTyped) {
  Pairing pairing;
  pairing.LetIn();
  pairing.Meet();
  Joiner between(kInvite, SecretOf('S'), kStranger, "", SecretOf('t'));
  const PairingJoin other = *pairing.inviter().OpenJoin(between.SealJoin(kNonce));
  const std::string sealed = *pairing.inviter().SealWelcome(other, pairing.Welcome(), kNonce);
  EXPECT_TRUE(absl::IsDataLoss(pairing.joiner().OpenWelcome(sealed).status()));
}

TEST(Pairing, AWelcomeIntoAnotherFamilyIsRefused) {
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
TEST(Pairing, ARosterThatDoesNotGoThroughTheOffersHeadIsRefused) {
  Pairing pairing;
  Family shorter;
  shorter.Say(kAnasPhone, AddMember(kEve, kAnasLaptop.public_keys()));
  const v1::Welcome welcome =
      NewWelcome(kEve, kOrigin, shorter.roster(), pairing.keyring(), InviteKind::kPartner, true);
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

TEST(Pairing, ARosterWithoutTheJoinerIsRefused) {
  Pairing pairing;
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(pairing.Welcome()).status()));
}

TEST(Pairing, AnotherMemberThanTheRostersIsRefused) {
  Pairing pairing;
  pairing.LetIn();
  v1::Welcome welcome = pairing.Welcome();
  welcome.set_member_id(kAna.ToBytes());
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
  welcome.set_member_id("short");
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

TEST(Pairing, KeysThatTheRosterDoesNotConfirmAreRefused) {
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

TEST(Pairing, AWelcomeWithoutTheNewestKeyIsRefused) {
  Pairing pairing(InviteKind::kOwnDevice);
  pairing.LetIn();
  v1::Welcome welcome = pairing.Welcome();
  welcome.clear_family_keys();
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
  welcome = pairing.Welcome();
  welcome.clear_private_keys();
  EXPECT_TRUE(absl::IsDataLoss(pairing.Open(welcome).status()));
}

TEST(Pairing, BothSidesGoOnFromAFile) {
  Pairing pairing;
  const PairingJoin join = pairing.Meet();
  const std::optional<Inviter> inviter = Inviter::Load(pairing.inviter().Save());
  const std::optional<Joiner> joiner = Joiner::Load(pairing.joiner().Save());
  ASSERT_TRUE(inviter.has_value() && joiner.has_value());
  EXPECT_EQ(*joiner->Digits(inviter->SealReveal(kNonce)), *inviter->Digits(join));
  EXPECT_EQ(inviter->RedeemKeySha256(), pairing.inviter().RedeemKeySha256());
  const Secret redeem_key = joiner->RedeemKey();
  EXPECT_EQ(Sha256(redeem_key.bytes()), inviter->RedeemKeySha256());
  EXPECT_EQ(joiner->device().device_id(), kAnasLaptop.device_id());
}

TEST(Pairing, AJoinerGoesOnFromBeforeItsOffer) {
  Pairing pairing;
  std::optional<Joiner> joiner = Joiner::Load(pairing.joiner().Save());
  ASSERT_TRUE(joiner.has_value());
  EXPECT_TRUE(joiner->TakeOffer(pairing.inviter().SealOffer(kNonce)));
}

TEST(Pairing, WhatIsNoSavedSideIsAbsent) {
  Pairing pairing;
  pairing.Meet();
  const std::string inviter = pairing.inviter().Save();
  const std::string joiner = pairing.joiner().Save();
  EXPECT_FALSE(Inviter::Load(joiner).has_value());
  EXPECT_FALSE(Joiner::Load(inviter).has_value());
  for (size_t size = 0; size < inviter.size(); ++size) EXPECT_FALSE(Inviter::Load(inviter.substr(0, size)).has_value());
  for (size_t size = 0; size < joiner.size(); ++size) EXPECT_FALSE(Joiner::Load(joiner.substr(0, size)).has_value());
}

RC_GTEST_PROP(Pairing, NoPieceThatWasTamperedWithOpens, ()) {
  Pairing pairing;
  pairing.LetIn();
  const PairingJoin join = pairing.Meet();
  RC_ASSERT(!pairing.joiner().TakeOffer(WithAnyBitFlipped(pairing.inviter().SealOffer(kNonce))));
  RC_ASSERT(!pairing.inviter().OpenJoin(WithAnyBitFlipped(pairing.joiner().SealJoin(kNonce))).has_value());
  RC_ASSERT(!pairing.joiner().Digits(WithAnyBitFlipped(pairing.inviter().SealReveal(kNonce))).ok());
  const std::string welcome = *pairing.inviter().SealWelcome(join, pairing.Welcome(), kNonce);
  RC_ASSERT(pairing.joiner().OpenWelcome(welcome).ok());
  RC_ASSERT(!pairing.joiner().OpenWelcome(WithAnyBitFlipped(welcome)).ok());
}

}  // namespace
}  // namespace toward::trust
