// A copy of everything a server keeps, made while it runs.
#ifndef TOWARD_SERVER_MAINTENANCE_BACKUP_H_
#define TOWARD_SERVER_MAINTENANCE_BACKUP_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "server/maintenance/draft.h"

namespace toward::server {

struct Backup {
  int64_t bytes = 0;
  int64_t families = 0;
  int64_t records = 0;
};

// Copies the database to the file `place`, 0600, and checks the copy. When OK, it is whole, on disk, and a state the
// database had at one moment; when not, `place` is what it was. The database is only read. DATA_LOSS: the data has
// faults, and a copy of them is not kept. ALREADY_EXISTS, FAILED_PRECONDITION: the place is taken, or in the
// data's directory, or another name of the data.
absl::StatusOr<Backup> BackUp(const std::string& database_path, const std::string& place, Existing existing,
                              Random& random);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_BACKUP_H_
