#include "trust/pairing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/trust/any_bytes.h"
#include "tests/trust/pairing_sides.h"
#include "trust/pairing_pieces.h"

namespace toward::trust {
namespace {

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
