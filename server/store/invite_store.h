// What the store keeps of invites while two devices are being paired (toward/v1/invites.proto).
//
//   Open ──► OPEN ──Claim──► CLAIMED ──Confirm──► CONFIRMED
//              └───────┬────────┘
//                      ├──End──► CANCELLED, BURNED
//                      └── its time passes ──► EXPIRED
//
// An invite is forgotten an hour after its end. Until then it is known to the device that opened it and, once claimed,
// to whoever has its key; for everybody else it does not exist.
#ifndef TOWARD_SERVER_STORE_INVITE_STORE_H_
#define TOWARD_SERVER_STORE_INVITE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "server/store/roster_store.h"
#include "server/store/store.h"
#include "toward/v1/invites.pb.h"

namespace toward::server {

struct InviteOpening {
  InviteId id;
  // SHA-256 of the redeem key.
  std::string redeem_key_sha256;
  std::string offer;
  // For a further device of the inviter's member; else for a new member.
  bool own_device = false;
  int64_t lifetime_ms = 0;
};

struct Invite {
  v1::InviteState state = v1::INVITE_STATE_UNSPECIFIED;
  std::string offer;
  // Empty: not claimed, not revealed, not confirmed.
  std::string join;
  std::string reveal;
  std::string welcome;
  uint32_t further_claims = 0;
  int64_t expire_time_ms = 0;
};

enum class InviteEnd { kCancelled, kBurned };

// Inside a transaction of Store::Write. `inviter` is the caller: what another device opened is NOT_FOUND
// (UnknownInvite).
class InviteWrites {
 public:
  virtual ~InviteWrites() = default;

  // Returns when it expires; the same invite again is answered the same. ALREADY_EXISTS: the id is taken.
  // FAILED_PRECONDITION: no room for a member or device. RESOURCE_EXHAUSTED: max_live_invites, max_invites_per_hour.
  virtual absl::StatusOr<int64_t> Open(const Device& inviter, const InviteOpening& invite, int64_t now_ms) = 0;

  // Takes an open invite; the same `join` again is answered the same. Absent: there is none for this caller. Any other
  // claim with the right key is counted.
  virtual absl::StatusOr<std::optional<Invite>> Claim(const InviteId& id, std::string_view redeem_key_sha256,
                                                      std::string_view join, int64_t now_ms) = 0;

  // What a joiner may see. NOT_FOUND: InviteNotUsable, also before it is claimed.
  virtual absl::StatusOr<Invite> Fetch(const InviteId& id, std::string_view redeem_key_sha256, int64_t now_ms) = 0;

  virtual absl::StatusOr<Invite> Get(const Device& inviter, const InviteId& id, int64_t now_ms) = 0;

  // FAILED_PRECONDITION: not claimed, over, or another reveal was given.
  virtual absl::Status Reveal(const Device& inviter, const InviteId& id, std::string_view reveal, int64_t now_ms) = 0;

  // Adds the statements and keeps the welcome, at once or not at all. FAILED_PRECONDITION: not claimed, over, or
  // confirmed with another welcome. Further errors: RosterWrites::Append.
  virtual absl::StatusOr<RosterChange> Confirm(const Device& inviter, const InviteId& id, uint32_t first_seq,
                                               absl::Span<const v1::SignedStatement> statements,
                                               std::string_view welcome, int64_t now_ms) = 0;

  // FAILED_PRECONDITION: confirmed. One that is over stays as it is.
  virtual absl::Status End(const Device& inviter, const InviteId& id, InviteEnd end, int64_t now_ms) = 0;
};

inline constexpr int64_t kInviteForgottenAfterMs = int64_t{60} * 60 * 1000;

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_INVITE_STORE_H_
