// A server that no public authority vouches for. Its invite says the hash of its own authority's key, so a device knows
// that authority before it ever meets the server: trust comes from the invite, never from what the first answer says.
#ifndef TOWARD_CLIENT_SYNC_PINNED_AUTHORITY_H_
#define TOWARD_CLIENT_SYNC_PINNED_AUTHORITY_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace toward::client {

// Asks the server for its certificates, by a TLS handshake and nothing more, and returns the authority's, PEM, once all
// of this holds: its key has this hash (SHA-256 of the SubjectPublicKeyInfo, 32 bytes), and it vouches today for the
// server under the name it was asked by. Blocks for at most ten seconds.
//
// `server`: "https://host" with an optional port. Each error is one sentence for a person. UNAVAILABLE: nobody answers,
// or not with TLS. FAILED_PRECONDITION: another authority, a certificate that has ended, or one for another name.
absl::StatusOr<std::string> FetchPinnedAuthority(const std::string& server, std::string_view spki_pin);

// OK when this is an authority's certificate, PEM, whose key has the hash. FAILED_PRECONDITION: another authority.
absl::Status CheckPin(const std::string& authority_pem, std::string_view spki_pin);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_PINNED_AUTHORITY_H_
