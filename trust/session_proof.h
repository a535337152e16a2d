// How a device proves to a server who it is, and the token it gets for that.
#ifndef TOWARD_TRUST_SESSION_PROOF_H_
#define TOWARD_TRUST_SESSION_PROOF_H_

#include <optional>
#include <string>
#include <string_view>

#include "trust/device_identity.h"

namespace toward::trust {

inline constexpr size_t kChallengeBytes = 32;
inline constexpr size_t kTokenBytes = 32;

// Signs "toward/v1/session" || BLAKE2b-256(origin) || nonce || device_id. `nonce` has kChallengeBytes.
std::string SignSession(const DeviceIdentity& device, std::string_view origin, std::string_view nonce);

// Whether the signature is that of this device, for this origin and nonce.
bool VerifySession(const DevicePublicKeys& device, std::string_view origin, std::string_view nonce,
                   std::string_view signature);

// "tws1_" and the base64url of kTokenBytes random bytes: easy to find when it leaks.
std::string FormatToken(std::string_view random);

// SHA-256 of a token's random bytes, all that a server keeps of it. Absent when it is no token.
std::optional<std::string> TokenHash(std::string_view token);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_SESSION_PROOF_H_
