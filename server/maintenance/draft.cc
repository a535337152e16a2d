#include "server/maintenance/draft.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/sqlite.h"
#include "base/status_macros.h"
#include "server/maintenance/errors.h"

namespace toward::server {
namespace {

constexpr int kBusyTimeoutMs = 2000;
constexpr mode_t kOwnerOnly = 0600;

void Remove(const std::string& path) {
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((path + suffix).c_str());
}

absl::Status MakeEmpty(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (fd < 0) return CannotWrite(path, errno);
  close(fd);
  return absl::OkStatus();
}

// Not every filesystem can rename without replacing; there the name is looked at first.
int RenameToNewName(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  struct stat there {};
  if (lstat(to.c_str(), &there) == 0) return EEXIST;
  return rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

absl::StatusOr<Draft> Draft::CopyOf(const std::string& database_path, const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(database_path, Database::Mode::kReadOnly, kBusyTimeoutMs));
  RETURN_IF_ERROR(database->Execute("PRAGMA mmap_size = 0"));
  Remove(path);
  RETURN_IF_ERROR(MakeEmpty(path));
  Draft draft(path);
  ASSIGN_OR_RETURN(Query copy, database->Prepare("VACUUM INTO ?"));
  RETURN_IF_ERROR(copy.BindText(path).Run());
  return draft;
}

Draft::Draft(Draft&& other) noexcept : path_(std::exchange(other.path_, "")) {}

Draft::~Draft() {
  if (!path_.empty()) Remove(path_);
}

absl::Status Draft::PutAt(const std::string& place, Existing existing) {
  RETURN_IF_ERROR(SyncPath(path_));
  const int error = existing == Existing::kStays                ? RenameToNewName(path_, place)
                    : rename(path_.c_str(), place.c_str()) == 0 ? 0
                                                                : errno;
  if (error == EEXIST) return FileExists(place);
  if (error != 0) return CannotWrite(place, error);
  path_.clear();
  return SyncPath(DirectoryOf(place));
}

bool IsThere(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0;
}

absl::Status SyncPath(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotWrite(path, errno);
  // EINVAL: the filesystem has nothing to sync there.
  const int error = fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
  close(fd);
  return error == 0 ? absl::OkStatus() : CannotWrite(path, error);
}

std::string DirectoryOf(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

}  // namespace toward::server
