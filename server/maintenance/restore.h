// Putting a copy in the place of a server's data.
//
//   copy ─► draft, checked ─► draft, new epoch        toward.db ─► toward.db.before-restore-… (its second name)
//                                  └──────── rename ──────► toward.db
#ifndef TOWARD_SERVER_MAINTENANCE_RESTORE_H_
#define TOWARD_SERVER_MAINTENANCE_RESTORE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "server/data_directory.h"

namespace toward::server {

struct Restored {
  int64_t families = 0;
  int64_t records = 0;
  // Where what was there before is now. Empty: there was nothing.
  std::string kept;
};

// Puts what the file `copy` holds, checked, in place of the directory's database, which is kept under another name made
// of `now_ms`. The data has a new epoch: no device's cursor continues, and each gives back what it holds. Sessions and
// devices are those of the copy. The copy may be of an older version; the next start migrates it.
//
// When it fails, or the power does, at any point, the directory's database is the old one or the new one, whole. Only
// a database too damaged for its log to be brought into it may lack the log then; it is kept with it.
//
// NOT_FOUND: no such file. DATA_LOSS: it has faults or is none of ours. FAILED_PRECONDITION: a newer version wrote it,
// or it is the data itself. UNAVAILABLE: another program reads the data.
absl::StatusOr<Restored> Restore(const DataDirectory& directory, const std::string& copy, int64_t now_ms,
                                 Random& random);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_RESTORE_H_
