// An invite: a link whose secret part no server ever sees, and the family key sealed for whoever holds it.
#ifndef TOWARD_TRUST_INVITE_H_
#define TOWARD_TRUST_INVITE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "trust/keyring.h"

namespace toward::trust {

inline constexpr size_t kSpkiPinBytes = 32;

struct Invite {
  InviteId id;
  // Random; in the link only.
  Secret secret;
  // Where to redeem it: "http://127.0.0.1:7340", "https://toward.example".
  std::string server;
  // SHA-256 of the server's CA's public key (SPKI), 32 bytes. Empty: the certificate is checked in the ordinary way.
  std::string spki_pin = {};
};

// What the joiner gets.
struct Offer {
  FamilyId family;
  KeyEpoch epoch = 0;
  Secret family_key;
  // The name the family's server signs sessions for.
  std::string origin;
};

// "<server>/j#1." and the base64url of id, secret and, if there is one, the pin: 66 or 109 characters from the "1." on.
// Browsers send nothing after the # to a server.
std::string FormatInviteLink(const Invite& invite);

// Reads a link; white space around it does not matter. INVALID_ARGUMENT, one sentence for a person, for anything else.
absl::StatusOr<Invite> ParseInviteLink(std::string_view text);

// What the joiner shows to the server, which knows its SHA-256 only: DeriveKey("toward/v1/inv/redeem", secret).
Secret RedeemKey(const Invite& invite);

// nonce | XChaCha20-Poly1305 with DeriveKey("toward/v1/inv/offer", secret), the invite's id as additional data, over
// 01 | family (16) | epoch (4, big-endian) | family key (32) | origin. `nonce` has kNonceBytes, random.
std::string SealOffer(const Invite& invite, const Offer& offer, std::string_view nonce);

// Absent: not sealed for this invite, or tampered with.
std::optional<Offer> OpenOffer(const Invite& invite, std::string_view sealed);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_INVITE_H_
