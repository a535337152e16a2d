// The tables of the server's file, as numbered steps from an empty one.
#ifndef TOWARD_SERVER_STORE_SCHEMA_H_
#define TOWARD_SERVER_STORE_SCHEMA_H_

#include "absl/status/status.h"
#include "base/sqlite.h"

namespace toward::server {

// The number of the last step: what user_version is in a file that this program has migrated.
int NewestVersion();

absl::Status WrittenByANewerVersion();

// Brings the file to the present schema, each step in a transaction of its own. FAILED_PRECONDITION:
// WrittenByANewerVersion.
absl::Status Migrate(Database& database);
// The same up to one of the steps.
absl::Status MigrateTo(Database& database, int last);

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_SCHEMA_H_
