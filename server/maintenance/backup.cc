#include "server/maintenance/backup.h"

#include <filesystem>

#include "base/hex.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/maintenance/errors.h"
#include "server/maintenance/findings.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNameBytes = 8;

absl::Status CheckPlace(const std::string& database_path, const std::string& place, Existing existing) {
  std::error_code error;
  if (fs::equivalent(DirectoryOf(database_path), DirectoryOf(place), error)) return InDataDirectory(place);
  if (fs::equivalent(database_path, place, error)) return IsTheDataItself(place);
  if (existing == Existing::kStays && fs::exists(fs::symlink_status(place, error))) return FileExists(place);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Backup> BackUp(const std::string& database_path, const std::string& place, Existing existing,
                              Random& random) {
  RETURN_IF_ERROR(CheckPlace(database_path, place, existing));
  const std::string name = fmt::format("{}.part-{}", place, ToHex(random.Bytes(kNameBytes)));
  ASSIGN_OR_RETURN(Draft draft, Draft::CopyOf(database_path, name));
  ASSIGN_OR_RETURN(const Findings findings, CheckFile(draft.path()));
  if (!findings.faults.empty()) return FaultsInData(findings.faults.front());
  std::error_code error;
  const auto bytes = static_cast<int64_t>(fs::file_size(draft.path(), error));
  RETURN_IF_ERROR(draft.PutAt(place, existing));
  return Backup{.bytes = bytes, .families = findings.families, .records = findings.records};
}

}  // namespace toward::server
