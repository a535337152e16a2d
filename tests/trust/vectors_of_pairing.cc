// The four pieces of pairing, and what a joiner believes of a welcome.

#include "base/check.h"
#include "base/hex.h"
#include "tests/trust/vectors.h"
#include "trust/key_packet.h"
#include "trust/pairing.h"
#include "trust/pairing_pieces.h"
#include "trust/roster_acts.h"

namespace toward::trust {
namespace {

const FamilyId kFamily = *FamilyId::FromBytes(Ascending(0x10, 16));
const MemberId kAna = *MemberId::FromBytes(Ascending(0x20, 16));
const MemberId kBen = *MemberId::FromBytes(Ascending(0x30, 16));
const InviteId kInvite = *InviteId::FromBytes(Ascending(0xc0, 16));
constexpr std::string_view kOrigin = "https://toward.example:443";

DeviceIdentity AnasPhone() { return DeviceOfBytes(0x13); }
DeviceIdentity NewDevice() { return DeviceOfBytes(0x03); }
std::string Nonce() { return Ascending(0x80, kNonceBytes); }
Secret InviteSecret() { return AscendingSecret(0xa0); }

// Both sides and what they are made of.
struct Sides {
  InviteKind kind = InviteKind::kPartner;
  std::string genesis_hash = Ascending(0x90, 32);
  std::string roster_head = Ascending(0xb0, 32);
  std::string spki_pin;
  std::string label;
  std::string opening = Ascending(0x70, kOpeningBytes);
  int inviter_seed = 1;
  int joiner_seed = 2;

  Inviter inviter() const {
    return {kInvite, InviteSecret(), kind, genesis_hash, roster_head, spki_pin, AscendingSecret(inviter_seed), opening};
  }
  Joiner joiner() const { return {kInvite, InviteSecret(), NewDevice(), label, AscendingSecret(joiner_seed)}; }
};

std::string OfferPlain(const Sides& sides) {
  return ToPlain(PairingOffer{EphemeralPublicKey(AscendingSecret(sides.inviter_seed)), sides.genesis_hash,
                              sides.roster_head, Commitment(sides.opening), sides.kind, sides.spki_pin});
}

std::string JoinPlain(const Sides& sides) {
  return ToPlain(
      PairingJoin{EphemeralPublicKey(AscendingSecret(sides.joiner_seed)), NewDevice().public_keys(), sides.label});
}

Json PairingCase(const char* name, const Sides& sides) {
  const Inviter inviter = sides.inviter();
  Joiner joiner = sides.joiner();
  TOWARD_CHECK(joiner.TakeOffer(inviter.SealOffer(Nonce())));
  const PairingJoin join = *inviter.OpenJoin(joiner.SealJoin(Nonce()));
  const std::string digits = *inviter.Digits(join);
  TOWARD_CHECK(*joiner.Digits(inviter.SealReveal(Nonce())) == digits);
  const Secret welcome_key = *WelcomeKey(InviteSecret(), kInvite, OfferPlain(sides), JoinPlain(sides),
                                         AscendingSecret(sides.inviter_seed), join.ephemeral_public_key);
  return WithSeeds({{"name", name},
                    {"invite_id", kInvite.ToHex()},
                    {"secret", ToHex(Ascending(0xa0, kKeyBytes))},
                    {"kind", static_cast<int>(sides.kind)},
                    {"genesis_hash", ToHex(sides.genesis_hash)},
                    {"roster_head", ToHex(sides.roster_head)},
                    {"spki_pin", ToHex(sides.spki_pin)},
                    {"label", sides.label},
                    {"opening", ToHex(sides.opening)},
                    {"inviter_seed", ToHex(Ascending(sides.inviter_seed, kKeyBytes))},
                    {"joiner_seed", ToHex(Ascending(sides.joiner_seed, kKeyBytes))},
                    {"nonce", ToHex(Nonce())},
                    {"offer_plain", ToHex(OfferPlain(sides))},
                    {"offer", ToHex(inviter.SealOffer(Nonce()))},
                    {"join_plain", ToHex(JoinPlain(sides))},
                    {"join", ToHex(joiner.SealJoin(Nonce()))},
                    {"reveal", ToHex(inviter.SealReveal(Nonce()))},
                    {"welcome_key", ToHex(welcome_key.bytes())},
                    {"digits", digits}},
                   NewDevice());
}

// A piece that does not open for the other side; the reveal, after the offer of the case.
Json RefusedPiece(const char* name, const char* piece, std::string_view sealed) {
  const Sides sides;
  const Inviter inviter = sides.inviter();
  Joiner joiner = sides.joiner();
  TOWARD_CHECK(joiner.TakeOffer(inviter.SealOffer(Nonce())));
  const std::string_view which = piece;
  TOWARD_CHECK(which != "offer" || !joiner.TakeOffer(sealed));
  TOWARD_CHECK(which != "join" || !inviter.OpenJoin(sealed).has_value());
  TOWARD_CHECK(which != "reveal" || !joiner.Digits(sealed).ok());
  return {{"name", name},
          {"piece", piece},
          {"invite_id", kInvite.ToHex()},
          {"secret", ToHex(Ascending(0xa0, kKeyBytes))},
          {"offer", ToHex(inviter.SealOffer(Nonce()))},
          {"sealed", ToHex(sealed)}};
}

std::string Sealed(const char* label, std::string_view plain) {
  return SealPiece(label, InviteSecret(), kInvite, Nonce(), plain);
}

// Ana's family with the new device let in.
struct Household {
  Roster roster = *Roster::FromStatements({SignGenesis(kFamily, kAna, AnasPhone())});
  Keyring keyring;
  InviteKind kind;
  std::string head;

  explicit Household(InviteKind invite_kind, bool past_epoch = false) : kind(invite_kind) {
    Begin(Scope::kShared, 0x50);
    Begin(Scope::kPrivate, 0x60);
    if (past_epoch) Begin(Scope::kShared, 0x51);
    head = roster.head_hash();
    Say(kind == InviteKind::kPartner ? AddMember(kBen, NewDevice().public_keys())
                                     : AddDevice(NewDevice().public_keys()));
  }

  void Say(const Act& act) { TOWARD_CHECK(roster.Append(roster.Sign(AnasPhone(), act)).ok()); }
  void Begin(Scope scope, int key) {
    Say(NewEpoch(roster, scope, AnasPhone(), kAna, AscendingSecret(key), [] { return AscendingSecret(0xd0); }));
    keyring.Add(scope, roster.CurrentEpoch(scope, kAna), AscendingSecret(key));
  }
  v1::Welcome Welcome(bool share_past = true) const {
    return NewWelcome(kind == InviteKind::kPartner ? kBen : kAna, kOrigin, roster, keyring, kind, share_past);
  }
};

absl::StatusOr<Joiner::Admission> Open(const Household& household, const v1::Welcome& welcome) {
  const Sides sides = {
      .kind = household.kind, .genesis_hash = household.roster.genesis_hash(), .roster_head = household.head};
  const Inviter inviter = sides.inviter();
  Joiner joiner = sides.joiner();
  TOWARD_CHECK(joiner.TakeOffer(inviter.SealOffer(Nonce())));
  return joiner.OpenWelcome(*inviter.SealWelcome(*inviter.OpenJoin(joiner.SealJoin(Nonce())), welcome, Nonce()));
}

Json CaseOf(const char* name, const Household& household, const v1::Welcome& welcome) {
  return WithSeeds({{"name", name},
                    {"genesis_hash", ToHex(household.roster.genesis_hash())},
                    {"roster_head", ToHex(household.head)},
                    {"welcome", ToHex(welcome.SerializeAsString())}},
                   NewDevice());
}

Json KeysOf(const Keyring& keyring, Scope scope) {
  Json keys = Json::array();
  for (const auto& [epoch, key] : keyring.keys(scope)) keys.push_back({{"epoch", epoch}, {"key", ToHex(key.bytes())}});
  return keys;
}

Json WelcomeCase(const char* name, const Household& household, const v1::Welcome& welcome) {
  const Joiner::Admission admission = *Open(household, welcome);
  Json json = CaseOf(name, household, welcome);
  json["member"] = admission.member.ToHex();
  json["origin"] = admission.origin;
  json["head_hash"] = ToHex(admission.roster.head_hash());
  json["family_keys"] = KeysOf(admission.keyring, Scope::kShared);
  json["private_keys"] = KeysOf(admission.keyring, Scope::kPrivate);
  return json;
}

template <typename Change>
Json RefusedWelcome(const char* name, const Household& household, Change change) {
  v1::Welcome welcome = household.Welcome();
  change(welcome);
  TOWARD_CHECK(!Open(household, welcome).ok());
  return CaseOf(name, household, welcome);
}

}  // namespace

Json PairingCases() {
  return {PairingCase("a partner", {}),
          PairingCase("a device of one's own", {.kind = InviteKind::kOwnDevice}),
          PairingCase("with a pin", {.spki_pin = Ascending(0xd0, kSpkiPinBytes)}),
          PairingCase("with a label", {.label = "Küche 📱"}),
          PairingCase("another opening, other digits", {.opening = Ascending(0x71, kOpeningBytes)}),
          PairingCase("another joiner, other digits", {.joiner_seed = 3})};
}

Json RefusedPieces() {
  const Sides sides;
  const Inviter inviter = sides.inviter();
  const std::string offer = inviter.SealOffer(Nonce());
  const std::string join = sides.joiner().SealJoin(Nonce());
  const std::string reveal = inviter.SealReveal(Nonce());
  const std::string zeros(32, '\0');
  const std::string offer_plain = OfferPlain(sides);
  const std::string join_plain = JoinPlain(sides);
  return {
      RefusedPiece("one bit of the offer changed", "offer", WithBitFlipped(offer, 30)),
      RefusedPiece("one bit of the offer's nonce changed", "offer", WithBitFlipped(offer, 3)),
      RefusedPiece("an offer cut short", "offer", offer.substr(0, offer.size() - 1)),
      RefusedPiece("a join as an offer", "offer", join),
      RefusedPiece("an offer of 128 bytes", "offer",
                   Sealed("toward/v1/inv/offer", std::string_view(offer_plain).substr(0, 128))),
      RefusedPiece("an offer of no kind", "offer", Sealed("toward/v1/inv/offer", WithBitFlipped(offer_plain, 128))),
      RefusedPiece("half a pin", "offer", Sealed("toward/v1/inv/offer", offer_plain + Ascending(0xd0, 16))),
      RefusedPiece("one bit of the join changed", "join", WithBitFlipped(join, 60)),
      RefusedPiece("nothing", "join", ""),
      RefusedPiece("a join of 95 bytes", "join",
                   Sealed("toward/v1/inv/join", std::string_view(join_plain).substr(0, 95))),
      RefusedPiece("a label of 65 bytes", "join", Sealed("toward/v1/inv/join", join_plain + std::string(65, 'x'))),
      RefusedPiece("an ephemeral key of small order", "join",
                   Sealed("toward/v1/inv/join", zeros + join_plain.substr(32))),
      RefusedPiece("a box key of small order", "join", Sealed("toward/v1/inv/join", join_plain.substr(0, 64) + zeros)),
      RefusedPiece("one bit of the reveal changed", "reveal", WithBitFlipped(reveal, 30)),
      RefusedPiece("a reveal the offer did not commit to", "reveal",
                   Sealed("toward/v1/inv/reveal", Ascending(0x71, kOpeningBytes))),
      RefusedPiece("a reveal of 15 bytes", "reveal", Sealed("toward/v1/inv/reveal", Ascending(0x70, 15)))};
}

Json WelcomeCases() {
  const Household partner(InviteKind::kPartner);
  const Household own(InviteKind::kOwnDevice);
  const Household past(InviteKind::kPartner, true);
  return {WelcomeCase("a partner gets the family's key", partner, partner.Welcome()),
          WelcomeCase("an own device gets the private key too", own, own.Welcome()),
          WelcomeCase("with the past", past, past.Welcome(true)),
          WelcomeCase("without the past", past, past.Welcome(false))};
}

Json RefusedWelcomes() {
  const Household partner(InviteKind::kPartner);
  const Household own(InviteKind::kOwnDevice);
  Household other_head(InviteKind::kPartner);
  other_head.head = Ascending(0x90, 32);
  return {RefusedWelcome("no roster", partner, [](auto& w) { w.clear_roster(); }),
          RefusedWelcome("a roster without the new device", partner, [](auto& w) { w.mutable_roster()->RemoveLast(); }),
          RefusedWelcome("a roster with a statement left out", partner,
                         [](auto& w) { w.mutable_roster()->DeleteSubrange(1, 1); }),
          RefusedWelcome("one bit of a signature changed", partner,
                         [](auto& w) { w.mutable_roster(1)->mutable_signature()->back() ^= 1; }),
          RefusedWelcome("a roster that does not go through the offer's head", other_head, [](auto&) {}),
          RefusedWelcome("another family", partner,
                         [](auto& w) {
                           w.clear_roster();
                           *w.add_roster() = SignGenesis(kFamily, kBen, NewDevice());
                         }),
          RefusedWelcome("another member", partner, [](auto& w) { w.set_member_id(kAna.ToBytes()); }),
          RefusedWelcome("another key", partner, [](auto& w) { w.mutable_family_keys(0)->mutable_key()->back() ^= 1; }),
          RefusedWelcome("a key of another epoch", partner, [](auto& w) { w.mutable_family_keys(0)->set_epoch(2); }),
          RefusedWelcome("a key of 31 bytes", partner,
                         [](auto& w) { w.mutable_family_keys(0)->mutable_key()->pop_back(); }),
          RefusedWelcome("no key", partner, [](auto& w) { w.clear_family_keys(); }),
          RefusedWelcome("no private key for an own device", own, [](auto& w) { w.clear_private_keys(); })};
}

}  // namespace toward::trust
