#include "server/maintenance/upgrade.h"

#include <memory>
#include <string>

#include "base/log.h"
#include "base/sqlite.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/maintenance/draft.h"
#include "server/maintenance/errors.h"
#include "server/maintenance/findings.h"
#include "server/store/schema.h"

namespace toward::server {
namespace {

constexpr int kBusyTimeoutMs = 2000;

absl::StatusOr<int> VersionOf(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadOnly, kBusyTimeoutMs));
  return database->UserVersion();
}

absl::Status KeepCopy(const DataDirectory& directory) {
  const std::string place = fmt::format("{}.before-v{}", directory.database_path(), NewestVersion());
  ASSIGN_OR_RETURN(Draft draft, Draft::CopyOf(directory.database_path(), directory.draft_path()));
  return draft.PutAt(place, Existing::kIsReplaced);
}

absl::Status Rehearse(const DataDirectory& directory) {
  ASSIGN_OR_RETURN(const Draft draft, Draft::CopyOf(directory.database_path(), directory.draft_path()));
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(draft.path(), Database::Mode::kReadWriteCreate, kBusyTimeoutMs));
  RETURN_IF_ERROR(Migrate(*database));
  ASSIGN_OR_RETURN(const Findings findings, Check(*database));
  return findings.faults.empty() ? absl::OkStatus() : absl::DataLossError(findings.faults.front());
}

}  // namespace

absl::Status PrepareUpgrade(const DataDirectory& directory) {
  if (!IsThere(directory.database_path())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int version, VersionOf(directory.database_path()));
  // 0: nothing is in it yet. Newer than this program: the store says so.
  if (version == 0 || version >= NewestVersion()) return absl::OkStatus();
  Log::Info("upgrade", {{"from", version}, {"to", NewestVersion()}});
  absl::Status prepared = KeepCopy(directory);
  if (prepared.ok()) prepared = Rehearse(directory);
  return prepared.ok() ? prepared : UpgradeWouldFail(NewestVersion(), prepared);
}

}  // namespace toward::server
