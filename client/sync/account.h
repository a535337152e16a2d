// Beginning and joining a family, and proving who this device is.
//
// What a server answers is checked: a family or device without a replica number is INTERNAL, one sentence for a person.
// Every call may be cut off and made again. What would strand a person is made durable before the server is asked: a
// joining device keeps its new keys in `<directory>/joining` until Join has returned and the caller has written the key
// file, so that using the same invite again after a lost answer works.
#ifndef TOWARD_CLIENT_SYNC_ACCOUNT_H_
#define TOWARD_CLIENT_SYNC_ACCOUNT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/sync/connection.h"

namespace toward::client {

// A device that belongs to a family now.
struct Enrolment {
  Identity identity;
  // For Replica::TakeReplicaNumber.
  uint32_t replica = 0;
};

struct SessionToken {
  std::string token;
  int64_t expire_time_ms = 0;
};

enum class InviteFor { kPartner, kOwnDevice };

// Who the first device of a new family is; `server` and `origin` are still to come.
Identity NewFamily(Random& random);

// Begins the family of `identity` on a server: a new one, or one that a server has lost. Errors are sentences for a
// person: the server cannot be reached, takes no more families; ALREADY_EXISTS: it has this family, without this
// device.
absl::StatusOr<Enrolment> CreateFamily(const std::string& server, Identity identity);

// Stores an invite on the server and returns its link. FAILED_PRECONDITION: the family is full.
absl::StatusOr<std::string> CreateInvite(const Identity& identity, InviteFor whom, int64_t lifetime_s, Random& random);

// Uses an invite. With `existing`, the identity already in `directory`, this device comes back to a restored server as
// who it was; the invite must be of the same family (FAILED_PRECONDITION). Call FinishJoin once the key file is
// written.
absl::StatusOr<Enrolment> Join(const std::string& directory, const std::string& link, const Identity* existing,
                               Random& random);
void FinishJoin(const std::string& directory);

// Proves this device to its server. FAILED_PRECONDITION: the server at this address is another one than the plan began
// with. PERMISSION_DENIED: the server does not know this device.
absl::StatusOr<SessionToken> OpenSession(Connection& connection, Calls& calls, const Identity& identity);

// A (new) replica number for this device.
absl::StatusOr<uint32_t> RegisterReplica(Connection& connection, Calls& calls, const std::string& token);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_ACCOUNT_H_
