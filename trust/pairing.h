// Pairing: two devices that share a secret (by link or typed code) agree on six digits that a person carries from one
// to the other, and only then does the inviter hand over the family.
//
// The commitment makes the digits a real check: who knows the secret and is in the middle has one try in a million for
// each time the digits are typed. Layouts and labels: docs/protocol.md, "The second start"; vectors: crypto.json.
#ifndef TOWARD_TRUST_PAIRING_H_
#define TOWARD_TRUST_PAIRING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "toward/v1/roster.pb.h"
#include "trust/crypto.h"
#include "trust/device_identity.h"
#include "trust/invite.h"
#include "trust/keyring.h"
#include "trust/roster.h"

namespace toward::trust {

// The digits may be typed this often.
inline constexpr int kMaxDigitTries = 3;

// What an offer commits to, and the reveal shows.
inline constexpr size_t kOpeningBytes = 16;

enum class InviteKind : uint8_t { kPartner = 1, kOwnDevice = 2 };

// What the inviter seals into the link's offer:
// ei_pk (32) | genesis hash (32) | roster head (32) | commit (32) | kind (1) [| SHA-256 of the CA's SPKI (32)].
struct PairingOffer {
  std::string ephemeral_public_key;
  std::string genesis_hash;
  std::string roster_head;
  std::string commitment;
  InviteKind kind = InviteKind::kPartner;
  // Empty: the server's certificate is checked in the ordinary way.
  std::string spki_pin;
};

inline constexpr size_t kMaxLabelBytes = 64;

// ej_pk (32) | sign_pk (32) | box_pk (32) | label (at most kMaxLabelBytes; what a person calls the device, so not to be
// shown before it is made safe to print).
struct PairingJoin {
  std::string ephemeral_public_key;
  DevicePublicKeys device;
  std::string label;
};

// "toward/v1/inv/redeem", "/offer", "/join", "/reveal": DeriveKey with the invite's secret. A sealed piece is
// nonce (24) | XChaCha20-Poly1305 with the invite's id as additional data.

// The inviter's side. Holds secrets; it can be kept in a file between steps (Save), because the partner may take a day.
class Inviter {
 public:
  // `ephemeral_seed` and `opening` (kOpeningBytes) are random. `spki_pin`: empty or kSpkiPinBytes.
  Inviter(const InviteId& id, const Secret& secret, InviteKind kind, std::string genesis_hash, std::string roster_head,
          std::string spki_pin, const Secret& ephemeral_seed, std::string opening);

  std::string Save() const;
  // Absent: not what Save made.
  static std::optional<Inviter> Load(std::string_view saved);

  const InviteId& id() const { return id_; }
  const Secret& secret() const { return secret_; }
  InviteKind kind() const { return kind_; }
  std::string RedeemKeySha256() const;
  std::string SealOffer(std::string_view nonce) const;

  // The joiner, from the sealed join. Absent: tampered with, made without the secret, or keys that are no proper ones.
  std::optional<PairingJoin> OpenJoin(std::string_view sealed) const;
  std::string SealReveal(std::string_view nonce) const;

  // "213522": six digits, zeros in front. Absent: the joiner's ephemeral key is no proper point.
  std::optional<std::string> Digits(const PairingJoin& join) const;
  // For the joiner whose digits were typed; the same absence.
  std::optional<std::string> SealWelcome(const PairingJoin& join, const v1::Welcome& welcome,
                                         std::string_view nonce) const;

 private:
  std::string OfferPlain() const;
  std::optional<Secret> WelcomeKey(const PairingJoin& join) const;

  InviteId id_;
  Secret secret_;
  InviteKind kind_;
  std::string genesis_hash_;
  std::string roster_head_;
  std::string spki_pin_;
  Secret ephemeral_seed_;
  std::string opening_;
};

// The joiner's side; can be kept in a file too.
class Joiner {
 public:
  // `device` is new and random, as is `ephemeral_seed`. Of `label`, the first kMaxLabelBytes at most are told.
  Joiner(const InviteId& id, const Secret& secret, const DeviceIdentity& device, std::string label,
         const Secret& ephemeral_seed);

  std::string Save() const;
  static std::optional<Joiner> Load(std::string_view saved);

  const InviteId& id() const { return id_; }
  const DeviceIdentity& device() const { return device_; }
  Secret RedeemKey() const;
  std::string SealJoin(std::string_view nonce) const;

  // False: the offer does not open, so the secret is not this invite's, or it is not an offer.
  bool TakeOffer(std::string_view sealed);
  // After TakeOffer.
  const PairingOffer& offer() const;

  // The six digits, once the inviter has revealed. DATA_LOSS: the reveal does not open or is not what the offer
  // committed to, so somebody is in between, and the invite is worth nothing any more. Call TakeOffer before.
  absl::StatusOr<std::string> Digits(std::string_view sealed_reveal) const;
  // Who let this device in, and what it may know now. The roster begins at the offer's genesis, goes through the
  // offer's head and has this device alive in it, as the member the welcome names; it confirms every key, and the
  // newest key of the family is among them, as is, for a member's further device, the newest of the member's private
  // words. DATA_LOSS: something of this is not so. UNIMPLEMENTED: Roster::Append. Call Digits before.
  struct Admission {
    MemberId member;
    std::string origin;
    Roster roster;
    Keyring keyring;
  };
  absl::StatusOr<Admission> OpenWelcome(std::string_view sealed) const;

 private:
  absl::StatusOr<Admission> Admit(const v1::Welcome& welcome) const;
  std::string JoinPlain() const;
  std::optional<Secret> WelcomeKey() const;

  InviteId id_;
  Secret secret_;
  DeviceIdentity device_;
  std::string label_;
  Secret ephemeral_seed_;
  // As opened. Empty: not taken yet.
  std::string offer_plain_;
  std::optional<PairingOffer> offer_;
};

// What an inviter hands over: for a new member the keys of the family, without `share_past` only the newest one; for a
// further device of its own all keys. `roster` has the joiner in it, as `member`'s device.
v1::Welcome NewWelcome(const MemberId& member, std::string_view origin, const Roster& roster, const Keyring& keyring,
                       InviteKind kind, bool share_past);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_PAIRING_H_
