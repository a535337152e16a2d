// What an invite offers: the other half of trust/invite.h.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/trust/any_bytes.h"
#include "trust/invite.h"

namespace toward::trust {
namespace {

const std::string kNonce(kNonceBytes, 'n');

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

Invite InviteOf(char id, char secret) {
  return {*InviteId::FromBytes(std::string(InviteId::kBytes, id)), SecretOf(secret), "https://toward.example"};
}

const Invite kInvite = InviteOf('i', 's');
const Offer kOffer = {*FamilyId::FromBytes("a family's bytes"), 3, SecretOf('f'), "https://toward.example:443"};

bool Same(const Offer& a, const Offer& b) {
  return a.family == b.family && a.epoch == b.epoch && a.family_key.bytes() == b.family_key.bytes() &&
         a.origin == b.origin;
}

// Sealed as offers are, whatever the plaintext.
std::string SealedAsOffer(std::string_view plaintext) {
  return kNonce + Encrypt(DeriveKey("toward/v1/inv/offer", kInvite.secret), kNonce, kInvite.id.bytes(), plaintext);
}

// 01, the family, the epoch and the family key; the origin may follow.
std::string Plaintext(char version) {
  return version + std::string(FamilyId::kBytes, 'f') + std::string("\0\0\0\1", 4) + std::string(kKeyBytes, 'k');
}

TEST(Offer, OpensWithItsInvite) {
  const std::optional<Offer> opened = OpenOffer(kInvite, SealOffer(kInvite, kOffer, kNonce));
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(Same(*opened, kOffer));
}

TEST(Offer, DoesNotOpenWithAnotherInvite) {
  const std::string sealed = SealOffer(kInvite, kOffer, kNonce);
  EXPECT_FALSE(OpenOffer(InviteOf('x', 's'), sealed).has_value());
  EXPECT_FALSE(OpenOffer(InviteOf('i', 'x'), sealed).has_value());
}

TEST(Offer, OpensWhateverTheAddressOfTheServer) {
  Invite elsewhere = kInvite;
  elsewhere.server = "http://127.0.0.1:7340";
  EXPECT_TRUE(OpenOffer(elsewhere, SealOffer(kInvite, kOffer, kNonce)).has_value());
}

TEST(Offer, WithAnyBitFlippedDoesNotOpen) {
  const std::string sealed = SealOffer(kInvite, kOffer, kNonce);
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(OpenOffer(kInvite, flipped).has_value()) << "bit " << bit;
  }
}

TEST(Offer, CutAnywhereOrLengthenedDoesNotOpen) {
  const std::string sealed = SealOffer(kInvite, kOffer, kNonce);
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(OpenOffer(kInvite, sealed.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(OpenOffer(kInvite, sealed + '\0').has_value());
}

TEST(Offer, OfAnotherVersionIsAbsent) {
  EXPECT_TRUE(OpenOffer(kInvite, SealedAsOffer(Plaintext('\1'))).has_value());
  EXPECT_FALSE(OpenOffer(kInvite, SealedAsOffer(Plaintext('\2'))).has_value());
  EXPECT_FALSE(OpenOffer(kInvite, SealedAsOffer(Plaintext('\0'))).has_value());
}

TEST(Offer, WithLessThanAWholeFamilyKeyIsAbsent) {
  const std::string whole = Plaintext('\1');
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(OpenOffer(kInvite, SealedAsOffer(whole.substr(0, size))).has_value()) << size;
  }
}

RC_GTEST_PROP(Offer, AnyOneComesBack, ()) {
  const Invite invite = {AnyId<InviteId>(), AnySecret(), "https://toward.example"};
  const Offer offer = {AnyId<FamilyId>(), *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<KeyEpoch>()),
                       AnySecret(), AnyBytesBetween(0, 300)};
  const std::string sealed = SealOffer(invite, offer, AnyBytes(kNonceBytes));
  const std::optional<Offer> opened = OpenOffer(invite, sealed);
  RC_ASSERT(opened.has_value());
  RC_ASSERT(Same(*opened, offer));
  RC_ASSERT(!OpenOffer(invite, WithAnyBitFlipped(sealed)).has_value());
}

}  // namespace
}  // namespace toward::trust
