// A join that has begun: the new device's keys, kept until the key file has them.
#ifndef TOWARD_CLIENT_SYNC_PENDING_JOIN_H_
#define TOWARD_CLIENT_SYNC_PENDING_JOIN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/random.h"
#include "trust/device_identity.h"

namespace toward::client {

struct PendingJoin {
  MemberId member;
  trust::DeviceIdentity device;
};

// The join that was begun in this directory with the same invite; or a new one, written to disk.
absl::StatusOr<PendingJoin> BeginJoin(const std::string& directory, const InviteId& invite, Random& random);

// Forgets it.
void EndJoin(const std::string& directory);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_PENDING_JOIN_H_
