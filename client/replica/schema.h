// The tables of a replica's file, as numbered steps from an empty one.
#ifndef TOWARD_CLIENT_REPLICA_SCHEMA_H_
#define TOWARD_CLIENT_REPLICA_SCHEMA_H_

#include "absl/status/status.h"
#include "base/sqlite.h"

namespace toward::client {

// Brings the file to the present schema. FAILED_PRECONDITION: a newer version of the app wrote it. DamagedReplica: no
// version did.
absl::Status Migrate(Database& database);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_SCHEMA_H_
