// Machines' disks in memory, under the product's own SQLite.
//
// A disk remembers what was written since each file's last sync. When its process dies all of that is kept, as an
// operating system would; when the power fails, any part of it may be lost, down to single sectors. A disk can be told
// to die in the middle of its n-th change from now: everything asked of it fails from then on, until it is started
// again.
#ifndef TOWARD_TESTS_SIM_DISK_H_
#define TOWARD_TESTS_SIM_DISK_H_

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/chance.h"

namespace toward::sim {

class Disk {
 public:
  // What a copy of the disk holds, by file.
  using Image = std::map<std::string, std::string>;

  // `room`: whether files can grow.
  void SetRoom(bool room) { room_ = room; }
  // The n-th change from now, counted from 1, is cut off half-way and the disk is dead. 0: not any more.
  void DieAt(int64_t nth_change) { changes_left_ = nth_change; }
  // Now.
  void Die() { dead_ = true; }
  bool dead() const { return dead_; }

  // Both only while no database on it is open. The process is gone: everything it wrote is there.
  void RestartProcess();
  // The power was out: what was not synced is there, or not, or torn.
  void RestartAfterPowerCut(Chance& chance);

  // A copy as of now. No transaction may be open.
  Image Save() const;
  void Load(const Image& image);
  bool Contains(std::string_view bytes) const;
  // Each file's size, and how much of it is not synced; for a trace.
  std::string Describe() const;
  // How many times something unsynced was lost in a power cut.
  int64_t losses() const { return losses_; }

 private:
  friend class Disks;
  friend struct DiskCalls;

  struct Unsynced {
    // Written at `offset`; or, when `truncates`, cut off there.
    bool truncates = false;
    int64_t offset = 0;
    std::string bytes;
  };
  struct File {
    std::string content;
    // As of the last sync.
    std::string synced;
    bool ever_synced = false;
    bool deleted = false;
    std::vector<Unsynced> since;

    // SQLite's file locks, and the shared memory of a WAL.
    int shared_locks = 0;
    const void* reserved = nullptr;
    const void* exclusive = nullptr;
    std::vector<std::unique_ptr<std::string>> memory;
    int mapped_by = 0;
    int memory_shared[8] = {};
    const void* memory_exclusive[8] = {};
  };

  // Counts a change; true when the disk dies in it, or is dead.
  bool DiesNow();
  std::shared_ptr<File> Find(const std::string& name) const;
  static std::string AfterPowerCut(const File& file, Chance& chance);

  std::map<std::string, std::shared_ptr<File>> files_;
  bool room_ = true;
  bool dead_ = false;
  int64_t changes_left_ = 0;
  int64_t losses_ = 0;
};

// SQLite's default VFS from construction to destruction: the file "/<disk>/<name>" is on the disk of that name. One
// thread.
class Disks {
 public:
  explicit Disks(Chance chance);
  ~Disks();
  Disks(const Disks&) = delete;
  Disks& operator=(const Disks&) = delete;

  // Made when it is first named. Stays valid.
  Disk& At(const std::string& name) { return disks_[name]; }

 private:
  friend struct DiskCalls;
  sqlite3_vfs* const before_;
  sqlite3_vfs vfs_;
  SeededRandom random_;
  std::map<std::string, Disk> disks_;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_DISK_H_
