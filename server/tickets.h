// Tickets: how whoever runs a server in the open lets one more family in. A ticket proves itself, so that making one
// writes nothing; the store keeps only those that were used.
//
//   base64url(nonce (16) | when it expires, milliseconds since 1970 (8) | MAC (16))
//
// The MAC is the beginning of BLAKE2b-256, keyed, of "toward/v1/ticket" and what is before it.
#ifndef TOWARD_SERVER_TICKETS_H_
#define TOWARD_SERVER_TICKETS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/store/roster_store.h"
#include "trust/crypto.h"

namespace toward::server {

inline constexpr size_t kTicketNonceBytes = 16;
inline constexpr int64_t kTicketLifetimeMs = int64_t{7} * 24 * 60 * 60 * 1000;

// `nonce` is random.
std::string FormatTicket(const trust::Secret& key, const Ticket& ticket);

// Absent: not made with this key, or too old.
std::optional<Ticket> ReadTicket(const trust::Secret& key, std::string_view text, int64_t now_ms);

}  // namespace toward::server

#endif  // TOWARD_SERVER_TICKETS_H_
