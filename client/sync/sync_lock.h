// Who talks to the server: one process of a device at a time.
#ifndef TOWARD_CLIENT_SYNC_SYNC_LOCK_H_
#define TOWARD_CLIENT_SYNC_SYNC_LOCK_H_

#include <string>

#include "absl/status/statusor.h"

namespace toward::client {

// Held until it goes away, also when the process is killed.
class SyncLock {
 public:
  // Locks `<directory>/sync.lock`. UNAVAILABLE: another process holds it. PERMISSION_DENIED: the file cannot be made.
  static absl::StatusOr<SyncLock> Take(const std::string& directory);

  SyncLock(SyncLock&& other) noexcept;
  SyncLock& operator=(SyncLock&&) = delete;
  ~SyncLock();

 private:
  explicit SyncLock(int fd) : fd_(fd) {}

  int fd_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_SYNC_LOCK_H_
