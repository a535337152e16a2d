// A disk that fails when a test says so: every database opened while it lives goes through it.
//
// It counts the changes asked of the disk (creating, writing, truncating, syncing and deleting a file, and enlarging
// the shared memory of a WAL) and lets chosen ones fail as the system would. It also remembers each file as of its last
// sync, which is what a power cut leaves; a sync goes no further than that, so tests are fast.
#ifndef TOWARD_TESTS_SUPPORT_FAILING_VFS_H_
#define TOWARD_TESTS_SUPPORT_FAILING_VFS_H_

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace toward::support {

enum class Fault {
  // No room: ENOSPC. Truncating and deleting work.
  kDiskFull,
  // The disk refuses: EIO.
  kDiskRefuses,
};

// SQLite's default VFS from construction to destruction; one at a time, and it outlives every database opened
// meanwhile. Thread-safe.
class FailingVfs {
 public:
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // The `nth` change from now on fails, counted from 1, and every later one.
  void FailFrom(int64_t nth, Fault fault);
  // The `nth` change from now on fails, and no other.
  void FailOnce(int64_t nth, Fault fault);
  // Nothing fails any more.
  void Heal();
  // Whether the change that is to fail first has been asked for. False: what was done since FailFrom or FailOnce has
  // fewer changes.
  bool reached() const;

  // Copies the databases in directory `from` into `to` as a power cut would leave them: each file as of its last sync.
  void CopyAfterPowerCut(const std::filesystem::path& from, const std::filesystem::path& to) const;

 private:
  struct File;
  friend struct VfsCalls;

  void Plan(int64_t first, int64_t last, Fault fault);
  // Counts a change; whether it fails. `takes_room`: a full disk concerns it.
  bool Fails(bool takes_room);
  // A file was opened: one that was there before counts as synced, a new one does not.
  void Opened(const char* path, sqlite3_file* real, bool is_new);
  void Synced(const char* path, sqlite3_file* real);
  void Deleted(const char* path);
  int LastError() const;

  sqlite3_vfs* const real_;
  sqlite3_vfs vfs_;

  mutable std::mutex mutex_;
  // All guarded by mutex_.
  int64_t changes_ = 0;
  int64_t first_failing_ = std::numeric_limits<int64_t>::max();
  int64_t last_failing_ = 0;
  Fault fault_ = Fault::kDiskFull;
  // The errno of the failure just made; 0: the last word is the real VFS's.
  int error_ = 0;
  // By path, each file as of its last sync; absent while it has had none.
  std::map<std::string, std::optional<std::string>> synced_;
};

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_FAILING_VFS_H_
