// What the store keeps of who is in a family: its chain of statements, and the devices, sessions and rows that follow
// from it.
//
// trust::Roster alone decides what may be added. A device or member that a statement ends is gone in the same
// transaction: its sessions, its ways to be reminded, its open invites; with a member also the links, the private feed
// and what reminders know; with the last member everything of the family. Replica numbers stay, so that none is given
// twice.
#ifndef TOWARD_SERVER_STORE_ROSTER_STORE_H_
#define TOWARD_SERVER_STORE_ROSTER_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "server/store/store.h"
#include "toward/v1/roster.pb.h"
#include "trust/roster.h"

namespace toward::server {

// What a chain that was given has changed.
struct RosterChange {
  FamilyNumber family{};
  // How long the chain is now.
  uint32_t length = 0;
  bool moved = false;
  // Token hashes of the sessions that ended with their devices.
  std::vector<std::string> ended_sessions;
};

struct Founding {
  // Of the device that signed the first statement; 0: it is no longer in the family.
  uint32_t replica = 0;
  RosterChange change;
};

// Part of a chain, and how long the whole is.
struct RosterPart {
  std::vector<v1::SignedStatement> statements;
  uint32_t length = 0;
};

struct Ticket {
  std::string nonce;
  int64_t expire_time_ms = 0;
};

// Whether a family may be made where there was none: by anybody, or with a ticket, which is used up.
struct Registration {
  bool open = true;
  std::optional<Ticket> ticket;
};

// Inside a transaction of Store::Write.
class RosterWrites {
 public:
  virtual ~RosterWrites() = default;

  // Makes the chain's family or, where it exists with the beginning of this chain, adds the rest. A chain that the
  // store's one goes beyond, or is, changes nothing. ALREADY_EXISTS: the family has another history, or a device is of
  // another family. FAILED_PRECONDITION: nobody is left in it; it is new, and registration is closed or the ticket
  // used. RESOURCE_EXHAUSTED: max_families.
  virtual absl::StatusOr<Founding> CreateFamily(const trust::Roster& roster, const Registration& registration,
                                                uint32_t replica_hint) = 0;

  // Statements from `first_seq` on, as many as fit kMaxRosterPartBytes, at least one when there is any.
  virtual absl::StatusOr<RosterPart> Read(FamilyNumber family, uint32_t first_seq) = 0;

  // Adds statements, all or none; those that are there already, at their places, are passed over. Errors as of
  // trust::Roster::Append, except RESOURCE_EXHAUSTED: RosterFull. ABORTED: the chain does not end where these begin.
  // PERMISSION_DENIED: `caller` is paper and the signer another member's. ALREADY_EXISTS: a device is of another
  // family.
  virtual absl::StatusOr<RosterChange> Append(const Device& caller, uint32_t first_seq,
                                              absl::Span<const v1::SignedStatement> statements) = 0;

  // Forgets all records of the member's private feed. Its numbers go on; cursors of before do not, because of `salt`,
  // which is new and random.
  virtual absl::Status ErasePrivate(FamilyNumber family, const MemberId& member, uint64_t salt) = 0;
};

inline constexpr size_t kMaxRosterPartBytes = 1024 * 1024;

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_ROSTER_STORE_H_
