#include "server/maintenance/task.h"

#include <memory>
#include <optional>

#include "base/sqlite.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/data_directory.h"
#include "server/maintenance/backup.h"
#include "server/maintenance/errors.h"
#include "server/maintenance/findings.h"
#include "server/maintenance/restore.h"
#include "server/tickets.h"

namespace toward::server {
namespace {

constexpr int kBusyTimeoutMs = 2000;
// Since when the data has a key for tickets.
constexpr int kTickets = 5;

std::string Content(int64_t families, int64_t records) {
  return fmt::format("{} and {}", Counted(families, "family", "families"), Counted(records, "record", "records"));
}

std::string Size(int64_t bytes) {
  constexpr int64_t kKilobyte = 1000;
  constexpr double kMegabyte = 1e6;
  return bytes < 1000 * kKilobyte ? fmt::format("{} kB", (bytes + kKilobyte - 1) / kKilobyte)
                                  : fmt::format("{:.1f} MB", static_cast<double>(bytes) / kMegabyte);
}

absl::StatusOr<Report> PerformBackup(const Task& task, const std::string& data_directory, Random& random) {
  const std::string database = DataDirectory::DatabaseIn(data_directory);
  if (!IsThere(database)) return NoData(data_directory);
  ASSIGN_OR_RETURN(const Backup backup, BackUp(database, task.file, task.existing, random));
  return Report{.text = fmt::format("Copied {}, {}, to {}.\n", Content(backup.families, backup.records),
                                    Size(backup.bytes), task.file)};
}

absl::StatusOr<Report> PerformRestore(const Task& task, const std::string& data_directory, const Clock& clock,
                                      Random& random) {
  ASSIGN_OR_RETURN(const std::unique_ptr<DataDirectory> directory, DataDirectory::Open(data_directory));
  ASSIGN_OR_RETURN(const Restored restored, Restore(*directory, task.file, clock.WallMs(), random));
  const std::string content = Content(restored.families, restored.records);
  if (restored.kept.empty()) return Report{.text = fmt::format("Restored {}; start the server.\n", content)};
  return Report{.text = fmt::format("Restored {}; start the server, or go back with toward-server restore {} "
                                    "--data-directory {}\n",
                                    content, restored.kept, data_directory)};
}

absl::StatusOr<Report> PerformCheck(const Task& task, const std::string& data_directory) {
  const std::string file = task.file.empty() ? DataDirectory::DatabaseIn(data_directory) : task.file;
  if (!IsThere(file)) return task.file.empty() ? NoData(data_directory) : NoFile(file);
  ASSIGN_OR_RETURN(const Findings findings, CheckFile(file));
  if (findings.faults.empty()) {
    return Report{.text = fmt::format("All is well: {}.\n", Content(findings.families, findings.records))};
  }
  Report report{.text = "", .well = false};
  for (const std::string& fault : findings.faults) report.text += fault + "\n";
  report.text += "Put back a copy: toward-server restore FILE.\n";
  return report;
}

// Reads alone, so that it may be asked for while the server runs.
absl::StatusOr<Report> PerformTicket(const std::string& data_directory, const Clock& clock, Random& random) {
  const std::string path = DataDirectory::DatabaseIn(data_directory);
  if (!IsThere(path)) return NoData(data_directory);
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadOnly, kBusyTimeoutMs));
  ASSIGN_OR_RETURN(const int version, database->UserVersion());
  if (version < kTickets) return NeverStarted();
  ASSIGN_OR_RETURN(Query query, database->Prepare("SELECT ticket_key FROM server"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  const std::optional<trust::Secret> key = row ? trust::Secret::FromBytes(query.Blob(0)) : std::nullopt;
  if (!key.has_value()) return NeverStarted();
  const Ticket ticket{random.Bytes(kTicketNonceBytes), clock.WallMs() + kTicketLifetimeMs};
  return Report{.text = FormatTicket(*key, ticket) + "\n"};
}

}  // namespace

absl::StatusOr<Report> Perform(const Task& task, const std::string& data_directory, const Clock& clock,
                               Random& random) {
  switch (task.kind) {
    case Task::Kind::kBackup:
      return PerformBackup(task, data_directory, random);
    case Task::Kind::kRestore:
      return PerformRestore(task, data_directory, clock, random);
    case Task::Kind::kCheck:
      return PerformCheck(task, data_directory);
    case Task::Kind::kTicket:
      return PerformTicket(data_directory, clock, random);
  }
  return absl::InternalError("There is no such task.");
}

}  // namespace toward::server
