#include "trust/pairing.h"

#include <algorithm>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "trust/key_packet.h"
#include "trust/pairing_pieces.h"

namespace toward::trust {
namespace {

constexpr std::string_view kRedeemLabel = "toward/v1/inv/redeem";
constexpr std::string_view kOfferLabel = "toward/v1/inv/offer";
constexpr std::string_view kJoinLabel = "toward/v1/inv/join";
constexpr std::string_view kRevealLabel = "toward/v1/inv/reveal";
constexpr char kInviterVersion = 'I';
constexpr char kJoinerVersion = 'J';
constexpr size_t kHashBytes = 32;

absl::Status SomebodyInBetween() {
  return absl::DataLossError(
      "What came back does not fit this invite, so it cannot be trusted. Ask for a new invite and begin again.");
}

absl::Status WelcomeDoesNotFit() {
  return absl::DataLossError(
      "What this device was given does not fit together, so nothing of it was kept. Ask for a new invite and begin "
      "again.");
}

std::string OneByte(InviteKind kind) { return std::string(1, static_cast<char>(kind)); }

bool IsKind(const std::string& byte) {
  return byte == OneByte(InviteKind::kPartner) || byte == OneByte(InviteKind::kOwnDevice);
}

// UTF-8 is not cut within a letter.
std::string LabelOf(std::string label) {
  if (label.size() <= kMaxLabelBytes) return label;
  size_t end = kMaxLabelBytes;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xc0) == 0x80) --end;
  label.resize(end);
  return label;
}

bool HasHead(const Roster& roster, std::string_view head) {
  return std::any_of(roster.statements().begin(), roster.statements().end(),
                     [&](const v1::SignedStatement& statement) { return StatementHash(statement) == head; });
}

using EpochKeys = google::protobuf::RepeatedPtrField<v1::Welcome::EpochKey>;

// Whether the roster confirms all keys, and the newest is among them.
bool TakeKeys(const Roster& roster, const MemberId& member, Scope scope, const EpochKeys& keys, Keyring& keyring) {
  for (const v1::Welcome::EpochKey& key : keys) {
    const std::optional<Secret> secret = Secret::FromBytes(key.key());
    if (!secret.has_value() || !AddConfirmed(roster, member, scope, key.epoch(), *secret, keyring)) return false;
  }
  const KeyEpoch newest = roster.CurrentEpoch(scope, member);
  return newest == 0 || keyring.CurrentEpoch(scope) == newest;
}

void WipeKeys(EpochKeys& keys) {
  for (v1::Welcome::EpochKey& key : keys) Wipe(*key.mutable_key());
}

void AddKeys(const Keyring& keyring, Scope scope, bool all, EpochKeys& keys) {
  for (const auto& [epoch, key] : keyring.keys(scope)) {
    if (!all && epoch != keyring.CurrentEpoch(scope)) continue;
    v1::Welcome::EpochKey& added = *keys.Add();
    added.set_epoch(epoch);
    added.set_key(std::string(key.bytes()));
  }
}

}  // namespace

Inviter::Inviter(const InviteId& id, const Secret& secret, InviteKind kind, std::string genesis_hash,
                 std::string roster_head, std::string spki_pin, const Secret& ephemeral_seed, std::string opening)
    : id_(id),
      secret_(secret),
      kind_(kind),
      genesis_hash_(std::move(genesis_hash)),
      roster_head_(std::move(roster_head)),
      spki_pin_(std::move(spki_pin)),
      ephemeral_seed_(ephemeral_seed),
      opening_(std::move(opening)) {
  TOWARD_CHECK(genesis_hash_.size() == kHashBytes && roster_head_.size() == kHashBytes);
  TOWARD_CHECK(spki_pin_.empty() || spki_pin_.size() == kSpkiPinBytes);
  TOWARD_CHECK(opening_.size() == kOpeningBytes);
}

std::string Inviter::Save() const {
  return PackSaved(kInviterVersion, {id_.bytes(), secret_.bytes(), OneByte(kind_), genesis_hash_, roster_head_,
                                     spki_pin_, ephemeral_seed_.bytes(), opening_});
}

std::optional<Inviter> Inviter::Load(std::string_view saved) {
  const std::optional<std::vector<std::string>> pieces = UnpackSaved(kInviterVersion, 8, saved);
  if (!pieces.has_value()) return std::nullopt;
  const auto id = InviteId::FromBytes(pieces->at(0));
  const auto secret = Secret::FromBytes(pieces->at(1));
  const auto ephemeral_seed = Secret::FromBytes(pieces->at(6));
  if (!id || !secret || !ephemeral_seed || !IsKind(pieces->at(2))) return std::nullopt;
  const std::string& pin = pieces->at(5);
  if (pieces->at(3).size() != kHashBytes || pieces->at(4).size() != kHashBytes ||
      (!pin.empty() && pin.size() != kSpkiPinBytes) || pieces->at(7).size() != kOpeningBytes) {
    return std::nullopt;
  }
  return Inviter(*id, *secret, static_cast<InviteKind>(pieces->at(2)[0]), pieces->at(3), pieces->at(4), pin,
                 *ephemeral_seed, pieces->at(7));
}

std::string Inviter::RedeemKeySha256() const {
  const Secret key = DeriveKey(kRedeemLabel, secret_);
  return Sha256(key.bytes());
}

std::string Inviter::SealOffer(std::string_view nonce) const {
  return SealPiece(kOfferLabel, secret_, id_, nonce, OfferPlain());
}

std::optional<PairingJoin> Inviter::OpenJoin(std::string_view sealed) const {
  const std::optional<std::string> plain = OpenPiece(kJoinLabel, secret_, id_, sealed);
  if (!plain.has_value()) return std::nullopt;
  return ReadJoin(*plain);
}

std::string Inviter::SealReveal(std::string_view nonce) const {
  return SealPiece(kRevealLabel, secret_, id_, nonce, opening_);
}

std::optional<std::string> Inviter::Digits(const PairingJoin& join) const {
  const std::optional<Secret> key = WelcomeKey(join);
  if (!key.has_value()) return std::nullopt;
  return PairingDigits(*key, opening_);
}

std::optional<std::string> Inviter::SealWelcome(const PairingJoin& join, const v1::Welcome& welcome,
                                                std::string_view nonce) const {
  const std::optional<Secret> key = WelcomeKey(join);
  if (!key.has_value()) return std::nullopt;
  std::string plain = welcome.SerializeAsString();
  std::string sealed = EncryptWithNonce(*key, nonce, id_.bytes(), plain);
  Wipe(plain);
  return sealed;
}

std::string Inviter::OfferPlain() const {
  return ToPlain(PairingOffer{EphemeralPublicKey(ephemeral_seed_), genesis_hash_, roster_head_, Commitment(opening_),
                              kind_, spki_pin_});
}

std::optional<Secret> Inviter::WelcomeKey(const PairingJoin& join) const {
  return trust::WelcomeKey(secret_, id_, OfferPlain(), ToPlain(join), ephemeral_seed_, join.ephemeral_public_key);
}

Joiner::Joiner(const InviteId& id, const Secret& secret, const DeviceIdentity& device, std::string label,
               const Secret& ephemeral_seed)
    : id_(id), secret_(secret), device_(device), label_(LabelOf(std::move(label))), ephemeral_seed_(ephemeral_seed) {}

std::string Joiner::Save() const {
  return PackSaved(kJoinerVersion, {id_.bytes(), secret_.bytes(), device_.sign_seed().bytes(),
                                    device_.box_seed().bytes(), label_, ephemeral_seed_.bytes(), offer_plain_});
}

std::optional<Joiner> Joiner::Load(std::string_view saved) {
  const std::optional<std::vector<std::string>> pieces = UnpackSaved(kJoinerVersion, 7, saved);
  if (!pieces.has_value()) return std::nullopt;
  const auto id = InviteId::FromBytes(pieces->at(0));
  const auto secret = Secret::FromBytes(pieces->at(1));
  const auto sign_seed = Secret::FromBytes(pieces->at(2));
  const auto box_seed = Secret::FromBytes(pieces->at(3));
  const auto ephemeral_seed = Secret::FromBytes(pieces->at(5));
  if (!id || !secret || !sign_seed || !box_seed || !ephemeral_seed) return std::nullopt;
  if (pieces->at(4).size() > kMaxLabelBytes) return std::nullopt;
  Joiner joiner(*id, *secret, DeviceIdentity::FromSeeds(*sign_seed, *box_seed), pieces->at(4), *ephemeral_seed);
  joiner.offer_plain_ = pieces->at(6);
  if (joiner.offer_plain_.empty()) return joiner;
  joiner.offer_ = ReadOffer(joiner.offer_plain_);
  if (!joiner.offer_.has_value()) return std::nullopt;
  return joiner;
}

Secret Joiner::RedeemKey() const { return DeriveKey(kRedeemLabel, secret_); }

std::string Joiner::SealJoin(std::string_view nonce) const {
  return SealPiece(kJoinLabel, secret_, id_, nonce, JoinPlain());
}

bool Joiner::TakeOffer(std::string_view sealed) {
  std::optional<std::string> plain = OpenPiece(kOfferLabel, secret_, id_, sealed);
  if (!plain.has_value()) return false;
  std::optional<PairingOffer> offer = ReadOffer(*plain);
  if (!offer.has_value()) return false;
  offer_ = std::move(offer);
  offer_plain_ = *std::move(plain);
  return true;
}

const PairingOffer& Joiner::offer() const {
  TOWARD_CHECK(offer_.has_value());
  return *offer_;
}

absl::StatusOr<std::string> Joiner::Digits(std::string_view sealed_reveal) const {
  const std::optional<std::string> opening = OpenPiece(kRevealLabel, secret_, id_, sealed_reveal);
  if (!opening.has_value() || opening->size() != kOpeningBytes) return SomebodyInBetween();
  if (!EqualSecrets(Commitment(*opening), offer().commitment)) return SomebodyInBetween();
  const std::optional<Secret> key = WelcomeKey();
  if (!key.has_value()) return SomebodyInBetween();
  return PairingDigits(*key, *opening);
}

absl::StatusOr<Joiner::Admission> Joiner::OpenWelcome(std::string_view sealed) const {
  const std::optional<Secret> key = WelcomeKey();
  if (!key.has_value()) return WelcomeDoesNotFit();
  std::optional<std::string> plain = DecryptWithNonce(*key, id_.bytes(), sealed);
  v1::Welcome welcome;
  const bool read = plain.has_value() && welcome.ParseFromString(*plain);
  if (plain.has_value()) Wipe(*plain);
  if (!read) return WelcomeDoesNotFit();
  absl::StatusOr<Admission> admission = Admit(welcome);
  WipeKeys(*welcome.mutable_family_keys());
  WipeKeys(*welcome.mutable_private_keys());
  return admission;
}

absl::StatusOr<Joiner::Admission> Joiner::Admit(const v1::Welcome& welcome) const {
  const std::vector<v1::SignedStatement> statements(welcome.roster().begin(), welcome.roster().end());
  absl::StatusOr<Roster> roster = Roster::FromStatements(statements);
  if (absl::IsUnimplemented(roster.status())) return roster.status();
  const std::optional<MemberId> member = MemberId::FromBytes(welcome.member_id());
  if (!roster.ok() || !member.has_value()) return WelcomeDoesNotFit();
  if (roster->genesis_hash() != offer().genesis_hash || !HasHead(*roster, offer().roster_head)) {
    return WelcomeDoesNotFit();
  }
  const RosterDevice* const self = roster->FindDevice(device_.device_id());
  if (self == nullptr || !self->live || self->member != *member) return WelcomeDoesNotFit();
  Admission admission{*member, welcome.origin(), *std::move(roster), {}};
  if (!TakeKeys(admission.roster, *member, Scope::kShared, welcome.family_keys(), admission.keyring) ||
      !TakeKeys(admission.roster, *member, Scope::kPrivate, welcome.private_keys(), admission.keyring)) {
    return WelcomeDoesNotFit();
  }
  return admission;
}

std::string Joiner::JoinPlain() const {
  return ToPlain(PairingJoin{EphemeralPublicKey(ephemeral_seed_), device_.public_keys(), label_});
}

std::optional<Secret> Joiner::WelcomeKey() const {
  return trust::WelcomeKey(secret_, id_, offer_plain_, JoinPlain(), ephemeral_seed_, offer().ephemeral_public_key);
}

v1::Welcome NewWelcome(const MemberId& member, std::string_view origin, const Roster& roster, const Keyring& keyring,
                       InviteKind kind, bool share_past) {
  const bool own = kind == InviteKind::kOwnDevice;
  v1::Welcome welcome;
  welcome.set_member_id(member.ToBytes());
  welcome.set_origin(std::string(origin));
  for (const v1::SignedStatement& statement : roster.statements()) *welcome.add_roster() = statement;
  AddKeys(keyring, Scope::kShared, own || share_past, *welcome.mutable_family_keys());
  if (own) AddKeys(keyring, Scope::kPrivate, true, *welcome.mutable_private_keys());
  return welcome;
}

}  // namespace toward::trust
