// Before a database of an older version is migrated: a copy to go back to, and a rehearsal.
#ifndef TOWARD_SERVER_MAINTENANCE_UPGRADE_H_
#define TOWARD_SERVER_MAINTENANCE_UPGRADE_H_

#include "absl/status/status.h"
#include "server/data_directory.h"

namespace toward::server {

// Does nothing when the directory has no database, or one that needs no migration. Otherwise copies it to
// `<database>.before-v<N>`, N being the version of this program, in place of an earlier such copy; then migrates a
// second copy and checks it. OK: the database may be migrated. Any error: the database is untouched, and must be left
// so. It is never more than read.
absl::Status PrepareUpgrade(const DataDirectory& directory);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_UPGRADE_H_
