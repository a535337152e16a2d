#include "server/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/status_macros.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

constexpr mode_t kOwnerOnly = 0700;
constexpr mode_t kOthers = 0077;

absl::Status NotMade(const std::string& path, int error) {
  return absl::PermissionDeniedError(
      fmt::format("The data directory {} cannot be made ({}). Choose another with --data-directory.", path,
                  std::generic_category().message(error)));
}

absl::Status NotWritable(const std::string& path, int error) {
  return absl::PermissionDeniedError(
      fmt::format("The data directory {} cannot be written ({}). Make it writable, or choose another with "
                  "--data-directory.",
                  path, std::generic_category().message(error)));
}

absl::Status InUse(const std::string& path) {
  return absl::FailedPreconditionError(fmt::format(
      "Another toward-server uses the data directory {}. Stop it first, or choose another directory.", path));
}

absl::Status OpenToOthers(const std::string& path) {
  return absl::PermissionDeniedError(
      fmt::format("Others on this machine may read {0}. Close it to them first: chmod 600 {0}", path));
}

absl::Status MakeDirectory(const std::string& path) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return NotMade(path, error.value());
  if (mkdir(path.c_str(), kOwnerOnly) != 0 && errno != EEXIST) return NotMade(path, errno);
  if (!std::filesystem::is_directory(path, error)) return NotMade(path, ENOTDIR);
  return absl::OkStatus();
}

absl::StatusOr<int> Lock(const std::string& path) {
  const int fd = open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return NotWritable(path, errno);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return InUse(path);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataDirectory>> DataDirectory::Open(const std::string& path) {
  RETURN_IF_ERROR(MakeDirectory(path));
  ASSIGN_OR_RETURN(const int lock_fd, Lock(path));
  std::unique_ptr<DataDirectory> directory(new DataDirectory(path, lock_fd));
  struct stat database {};
  const std::string file = directory->database_path();
  if (stat(file.c_str(), &database) == 0 && (database.st_mode & kOthers) != 0) return OpenToOthers(file);
  return directory;
}

DataDirectory::~DataDirectory() { close(lock_fd_); }

std::string DataDirectory::database_path() const { return DatabaseIn(path_); }

std::string DataDirectory::former_vapid_key_path() const { return path_ + "/vapid.pem"; }

std::string DataDirectory::draft_path() const { return database_path() + ".part"; }

std::string DataDirectory::DatabaseIn(const std::string& path) { return path + "/toward.db"; }

}  // namespace toward::server
