// An invite as a link, whose secret part no server ever sees.
#ifndef TOWARD_TRUST_INVITE_H_
#define TOWARD_TRUST_INVITE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "trust/crypto.h"

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

// "<server>/j#1." and the base64url of id, secret and, if there is one, the pin: 66 or 109 characters from the "1." on.
// Browsers send nothing after the # to a server.
std::string FormatInviteLink(const Invite& invite);

// Reads a link; white space around it does not matter. INVALID_ARGUMENT, one sentence for a person, for anything else.
absl::StatusOr<Invite> ParseInviteLink(std::string_view text);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_INVITE_H_
