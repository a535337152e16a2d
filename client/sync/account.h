// Beginning a family, and proving who this device is.
//
// What a server answers is checked: a family or device without a replica number is INTERNAL, one sentence for a person.
// Every call may be cut off and made again.
#ifndef TOWARD_CLIENT_SYNC_ACCOUNT_H_
#define TOWARD_CLIENT_SYNC_ACCOUNT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/sync/connection.h"

namespace toward::client {

// A device that has begun a family on a server.
struct Enrolment {
  Identity identity;
  // For Replica::TakeReplicaNumber.
  uint32_t replica = 0;
};

struct SessionToken {
  std::string token;
  int64_t expire_time_ms = 0;
};

// Who the first device of a new family is, with the roster and the keys it begins with; `server` and `origin` are still
// to come.
Identity NewFamily(Random& random);

// How the server of this identity proves itself.
ServerTrust TrustOf(const Identity& identity);

// Begins the family of `identity` on a server: a new one, or one that a server has lost, with the roster that this
// device carries. `identity` says by what pin the server is known, if any. Errors are sentences for a person: the
// server cannot be reached, takes no more families; ALREADY_EXISTS: it has another history of this family.
absl::StatusOr<Enrolment> CreateFamily(const std::string& server, Identity identity);

// Proves this device to its server. One that has forgotten this device, because it was restored from an older copy, is
// first given the family's roster back. FAILED_PRECONDITION: the server at this address is another one than the plan
// began with. IsNoLongerPart, IsDifferentHistory (roster_keeping.h). PERMISSION_DENIED: the server does not know this
// device, which has no roster to give back.
absl::StatusOr<SessionToken> OpenSession(Connection& connection, Calls& calls, const Identity& identity);

// A (new) replica number for this device.
absl::StatusOr<uint32_t> RegisterReplica(Connection& connection, Calls& calls, const std::string& token);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_ACCOUNT_H_
