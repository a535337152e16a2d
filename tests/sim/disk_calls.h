// The functions SQLite calls, on simulated disks.
#ifndef TOWARD_TESTS_SIM_DISK_CALLS_H_
#define TOWARD_TESTS_SIM_DISK_CALLS_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "tests/sim/disk.h"

namespace toward::sim {

// Writes into a file's content, which grows as far as it must.
inline void WriteAt(std::string& content, int64_t offset, std::string_view bytes) {
  const auto begin = static_cast<size_t>(offset);
  if (content.size() < begin + bytes.size()) content.resize(begin + bytes.size());
  content.replace(begin, bytes.size(), bytes);
}

inline void CutAt(std::string& content, int64_t size) {
  if (content.size() > static_cast<size_t>(size)) content.resize(static_cast<size_t>(size));
}

struct DiskCalls {
  using File = Disk::File;

  // What SQLite has of an open file.
  struct Handle {
    sqlite3_file base;
    Disk* disk;
    std::shared_ptr<File> file;
    int lock = SQLITE_LOCK_NONE;
    bool mapped = false;
    uint8_t memory_shared = 0;
  };
  static Handle& Of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
  static Disks& World(sqlite3_vfs* vfs) { return *static_cast<Disks*>(vfs->pAppData); }

  struct Place {
    Disk* disk;
    std::string name;
  };
  static Place Locate(sqlite3_vfs* vfs, std::string_view path) {
    const size_t end = path.find('/', 1);
    TOWARD_CHECK(!path.empty() && path[0] == '/' && end != std::string_view::npos);
    return {&World(vfs).At(std::string(path.substr(1, end - 1))), std::string(path.substr(end + 1))};
  }

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out);
  static int Delete(sqlite3_vfs* vfs, const char* path, int sync_directory);
  static int Access(sqlite3_vfs* vfs, const char* path, int flags, int* answer);
  static int Close(sqlite3_file* file);
  static int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset);
  static int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset);
  static int Truncate(sqlite3_file* file, sqlite3_int64 size);
  static int Sync(sqlite3_file* file, int flags);
  static int Lock(sqlite3_file* file, int lock);
  static int Unlock(sqlite3_file* file, int lock);
  static int ShmMap(sqlite3_file* file, int region, int region_bytes, int extend, void volatile** memory);
  static int ShmLock(sqlite3_file* file, int offset, int count, int flags);
  static int ShmUnmap(sqlite3_file* file, int remove);

  static const sqlite3_io_methods kMethods;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_DISK_CALLS_H_
