#include "client/sync/sync_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "absl/status/status.h"

namespace toward::client {

absl::StatusOr<SyncLock> SyncLock::Take(const std::string& directory) {
  const int fd = open((directory + "/sync.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return absl::PermissionDeniedError("The directory of this plan cannot be written. Check its permissions.");
  SyncLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return absl::UnavailableError("Another toward on this device is talking to the server; it sends what waits.");
  }
  return lock;
}

SyncLock::SyncLock(SyncLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

SyncLock::~SyncLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace toward::client
