// Where Loop Habit Tracker keeps its table of days: in the .zip of its CSV backup, as the app writes it, or unpacked.
#ifndef TOWARD_CLIENT_CLI_LOOP_BACKUP_H_
#define TOWARD_CLIENT_CLI_LOOP_BACKUP_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace toward::client {

// A hundred habits over fifty years are a tenth of it. What is longer, packed or unpacked, is refused while it is read.
constexpr size_t kMostLoopBytes = 32 << 20;

// The Checkmarks.csv of a backup: `path` is the .zip, the unpacked directory, or the table itself. The archive's names
// are compared and never used as paths; nothing is written anywhere. NOT_FOUND: it cannot be read. INVALID_ARGUMENT:
// the archive is damaged, locked with a password, or has no such table. OUT_OF_RANGE: it is too large.
absl::StatusOr<std::string> ReadLoopTable(const std::string& path);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_LOOP_BACKUP_H_
