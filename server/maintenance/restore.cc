#include "server/maintenance/restore.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "base/sqlite.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/maintenance/draft.h"
#include "server/maintenance/errors.h"
#include "server/maintenance/findings.h"
#include "sync/cursor.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 2000;
// What SQLite keeps beside a database and reads again.
constexpr const char* kLogs[] = {"-wal", "-journal"};

absl::Status CheckReadable(const std::string& path) {
  if (!IsThere(path)) return NoFile(path);
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return NoCopyOfOurs(path);
  return access(path.c_str(), R_OK) == 0 ? absl::OkStatus() : CannotRead(path, errno);
}

absl::StatusOr<Draft> ReadCopy(const std::string& copy, const std::string& path) {
  absl::StatusOr<Draft> draft = Draft::CopyOf(copy, path);
  if (absl::IsDataLoss(draft.status())) return NoCopyOfOurs(copy);
  return draft;
}

absl::StatusOr<Findings> CheckCopy(const Draft& draft, const std::string& copy) {
  absl::StatusOr<Findings> findings = CheckFile(draft.path());
  if (absl::IsDataLoss(findings.status())) return NoCopyOfOurs(copy);
  if (findings.ok() && !findings->faults.empty()) return FaultsInCopy(copy, findings->faults.front());
  return findings;
}

absl::Status BeginEpoch(const std::string& path, Random& random) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadWriteCreate, kBusyTimeoutMs));
  const std::string epoch = random.Bytes(sync::Epoch::kBytes);
  ASSIGN_OR_RETURN(Query update, database->Prepare("UPDATE server SET epoch = ?"));
  return update.Bind(epoch).Run();
}

bool HasLog(const std::string& database, const char* log) {
  std::error_code error;
  const uintmax_t size = fs::file_size(database + log, error);
  return !error && size > 0;
}

bool HasLog(const std::string& database) { return HasLog(database, kLogs[0]) || HasLog(database, kLogs[1]); }

absl::Status ReadSchema(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadOnly, kBusyTimeoutMs));
  return database->Execute("SELECT count(*) FROM sqlite_schema");
}

// Brings the log into the database, so that the file alone is everything. A damaged database stays as it is: whoever
// opens it for writing may lose its log.
absl::Status BringInLog(const std::string& path) {
  if (!IsThere(path) || !HasLog(path) || absl::IsDataLoss(ReadSchema(path))) return absl::OkStatus();
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                     Database::Open(path, Database::Mode::kReadWriteCreate, kBusyTimeoutMs));
    const absl::Status done = database->Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    if (absl::IsDataLoss(done)) return absl::OkStatus();
    RETURN_IF_ERROR(done);
  }
  return HasLog(path) ? DataInUse() : absl::OkStatus();
}

// The first name after `now_ms`, to the second, that no earlier restore has taken.
std::string FreeName(const std::string& database, int64_t now_ms) {
  for (absl::Time time = absl::FromUnixMillis(now_ms);; time += absl::Seconds(1)) {
    std::string name =
        fmt::format("{}.before-restore-{}", database, absl::FormatTime("%Y%m%dT%H%M%SZ", time, absl::UTCTimeZone()));
    if (!IsThere(name)) return name;
  }
}

// Second names of the database and of what belongs to it, taken away again unless they are kept.
class Aside {
 public:
  // Beside `database`; none when there is no such file.
  static absl::StatusOr<Aside> Keep(const std::string& database, int64_t now_ms) {
    Aside aside;
    if (!IsThere(database)) return aside;
    const std::string name = FreeName(database, now_ms);
    RETURN_IF_ERROR(aside.Add(database, name));
    for (const char* log : kLogs) {
      if (HasLog(database, log)) RETURN_IF_ERROR(aside.Add(database + log, name + log));
    }
    RETURN_IF_ERROR(SyncPath(DirectoryOf(database)));
    return aside;
  }

  Aside(Aside&&) = default;
  Aside& operator=(Aside&&) = delete;
  ~Aside() {
    for (const std::string& name : names_) unlink(name.c_str());
  }

  // The database's name from now on; empty when there was none.
  std::string Settle() {
    const std::string kept = names_.empty() ? "" : names_.front();
    names_.clear();
    return kept;
  }

 private:
  Aside() = default;
  absl::Status Add(const std::string& file, const std::string& name) {
    if (link(file.c_str(), name.c_str()) != 0) return CannotWrite(name, errno);
    names_.push_back(name);
    return absl::OkStatus();
  }

  std::vector<std::string> names_;
};

// What is left beside a database belongs to it alone: another one that takes its name would be read with it.
absl::Status RemoveLogs(const std::string& database) {
  for (const char* suffix : {"-wal", "-journal", "-shm"}) {
    const std::string path = database + suffix;
    if (unlink(path.c_str()) != 0 && errno != ENOENT) return CannotWrite(path, errno);
  }
  return SyncPath(DirectoryOf(database));
}

}  // namespace

absl::StatusOr<Restored> Restore(const DataDirectory& directory, const std::string& copy, int64_t now_ms,
                                 Random& random) {
  const std::string database = directory.database_path();
  RETURN_IF_ERROR(CheckReadable(copy));
  std::error_code error;
  if (fs::equivalent(copy, database, error)) return IsTheDataItself(copy);
  ASSIGN_OR_RETURN(Draft draft, ReadCopy(copy, directory.draft_path()));
  ASSIGN_OR_RETURN(const Findings findings, CheckCopy(draft, copy));
  RETURN_IF_ERROR(BeginEpoch(draft.path(), random));
  RETURN_IF_ERROR(SyncPath(draft.path()));
  RETURN_IF_ERROR(BringInLog(database));
  ASSIGN_OR_RETURN(Aside aside, Aside::Keep(database, now_ms));
  RETURN_IF_ERROR(RemoveLogs(database));
  RETURN_IF_ERROR(draft.PutAt(database, Existing::kIsReplaced));
  return Restored{.families = findings.families, .records = findings.records, .kept = aside.Settle()};
}

}  // namespace toward::server
