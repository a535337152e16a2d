// A copy of a database in the making, and putting it in its place in one step.
#ifndef TOWARD_SERVER_MAINTENANCE_DRAFT_H_
#define TOWARD_SERVER_MAINTENANCE_DRAFT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace toward::server {

// What becomes of a file that has the name already.
enum class Existing { kStays, kIsReplaced };

// One file, 0600, removed at the end unless it was put in its place.
class Draft {
 public:
  // Writes what the database holds now, its log included, to `path`; what is there is removed first. The database is
  // read in one transaction and never written, so a server may be using it. Errors: as for Database::Open; CannotWrite.
  static absl::StatusOr<Draft> CopyOf(const std::string& database_path, const std::string& path);

  Draft(Draft&& other) noexcept;
  Draft& operator=(Draft&&) = delete;
  ~Draft();

  const std::string& path() const { return path_; }

  // Gives it the name `place`, in the same directory. When OK, it has that name even after a power cut; when not,
  // `place` is what it was. FileExists, CannotWrite.
  absl::Status PutAt(const std::string& place, Existing existing);

 private:
  explicit Draft(std::string path) : path_(std::move(path)) {}

  // Empty: no longer a draft.
  std::string path_;
};

// Whether there is anything of this name that can be seen.
bool IsThere(const std::string& path);

// Makes the file's content safe from a power cut; for a directory, the names in it. CannotWrite.
absl::Status SyncPath(const std::string& path);

// The directory a file of this name is in: "." for a bare name.
std::string DirectoryOf(const std::string& path);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_DRAFT_H_
