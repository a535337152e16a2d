// Whether a server's file is whole: SQLite's own check, and what is true of the data at any time.
#ifndef TOWARD_SERVER_MAINTENANCE_FINDINGS_H_
#define TOWARD_SERVER_MAINTENANCE_FINDINGS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/sqlite.h"

namespace toward::server {

struct Findings {
  // Of the schema.
  int version = 0;
  int64_t families = 0;
  int64_t records = 0;
  // What is wrong, a sentence each; they count, and quote nothing that people keep. Empty: all is well.
  std::vector<std::string> faults;
};

// Reads everything, in one transaction, so it may be asked while a server runs. FAILED_PRECONDITION: a newer version
// wrote the file. DATA_LOSS: it is too damaged to be read, or not one of ours. Other errors: as for Database::Open.
absl::StatusOr<Findings> Check(Database& database);

// The same with a connection of its own, read-only. NOT_FOUND: there is no such file.
absl::StatusOr<Findings> CheckFile(const std::string& path);

// "1 record", "7 records", "1 family", "2 families".
std::string Counted(int64_t count, std::string_view one, std::string_view many);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_FINDINGS_H_
