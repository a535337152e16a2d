// Files for their owner only.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "client/replica/key_file.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

absl::Status NoSuchFile() { return absl::NotFoundError("There is no plan in this directory yet."); }

absl::Status NoPlainFile(const std::string& path) {
  return absl::PermissionDeniedError(fmt::format("{} is a link or no plain file; put the file itself there.", path));
}

absl::Status OpenToOthers(const std::string& path) {
  return absl::PermissionDeniedError(
      fmt::format("Others on this machine can read your file; close it to them with: chmod 600 {}.", path));
}

absl::Status FileNotWritten() {
  return absl::PermissionDeniedError(
      "The keys of this device cannot be written. Check the directory and the room on the disk.");
}

// Writes and syncs a new file. False when any step fails.
bool WriteDurably(const std::string& path, std::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return false;
  const bool written = fchmod(fd, 0600) == 0 &&
                       write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  return close(fd) == 0 && written;
}

void SyncDirectory(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

absl::StatusOr<std::string> ReadOpened(int fd, const std::string& path) {
  struct stat file {};
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return NoPlainFile(path);
  if ((file.st_mode & 077) != 0) return OpenToOthers(path);
  std::string bytes;
  std::array<char, 16 * 1024> buffer{};
  ssize_t got = 0;
  while ((got = read(fd, buffer.data(), buffer.size())) > 0) bytes.append(buffer.data(), static_cast<size_t>(got));
  return bytes;
}

}  // namespace

absl::Status CheckPrivate(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0 || (file.st_mode & 077) == 0) return absl::OkStatus();
  return OpenToOthers(path);
}

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return errno == ELOOP || errno == EACCES ? NoPlainFile(path) : NoSuchFile();
  absl::StatusOr<std::string> bytes = ReadOpened(fd, path);
  close(fd);
  return bytes;
}

absl::Status WritePrivateFile(const std::string& directory, const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  if (!WriteDurably(fresh, content)) return FileNotWritten();
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return FileNotWritten();
  SyncDirectory(directory);
  return absl::OkStatus();
}

}  // namespace toward::client
