// From an export (export.h) back into a replica.
#ifndef TOWARD_CLIENT_CLI_IMPORT_H_
#define TOWARD_CLIENT_CLI_IMPORT_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/writes.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"
#include "nlohmann/json.hpp"

namespace toward::client {

enum class ImportMode {
  // What is here stays as it is; only records that are not here at all come back.
  kMissing,
  // A record of the export becomes again what it was then. What the export does not have stays.
  kReplace,
};

// What an import does. Ids and days are kept, words are sealed anew, deleted records come back deleted. When each field
// was written is not: so marks of one day stand in the order of their ids.
struct Import {
  // Each fits into a transaction.
  std::vector<Writes> parts;
  size_t records = 0;
  // Records that are here and stay as they are.
  size_t kept = 0;
  // Records of a kind this version does not know: left out.
  size_t unknown_kinds = 0;
  // Records with sealed words that could not be opened when they were exported: those words are left out. What this
  // version only does not know is kept.
  size_t without_words = 0;
};

// Importing the same twice changes nothing: the second time there are no parts. INVALID_ARGUMENT: that is no export of
// this program. FAILED_PRECONDITION: it is of another family. Errors of the replica.
absl::StatusOr<Import> ImportAll(Replica& replica, const Words& words, const nlohmann::json& exported, ImportMode mode);

// Writes as parts that are within the limits of a transaction (sync/limits.h), in their order.
std::vector<Writes> SplitIntoTransactions(Writes writes);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_IMPORT_H_
