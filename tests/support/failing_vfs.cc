#include "tests/support/failing_vfs.h"

#include <errno.h>

#include <fstream>
#include <utility>

#include "base/check.h"

namespace toward::support {
namespace {

std::string Content(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  TOWARD_CHECK(file->pMethods->xFileSize(file, &size) == SQLITE_OK);
  std::string content(static_cast<size_t>(size), '\0');
  if (size > 0) TOWARD_CHECK(file->pMethods->xRead(file, content.data(), static_cast<int>(size), 0) == SQLITE_OK);
  return content;
}

}  // namespace

// What SQLite has of an open file; the real file's bytes come right after it.
struct FailingVfs::File {
  sqlite3_file base;
  FailingVfs* disk;
  // Valid as long as the file is open; null for a temporary file.
  const char* path;
};

// The functions SQLite calls. What changes nothing goes straight to the real VFS.
struct VfsCalls {
  using File = FailingVfs::File;

  static FailingVfs& Disk(sqlite3_vfs* vfs) { return *static_cast<FailingVfs*>(vfs->pAppData); }
  static FailingVfs& Disk(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->disk; }
  static sqlite3_vfs* Real(sqlite3_vfs* vfs) { return Disk(vfs).real_; }
  static sqlite3_file* Real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
  }
  static const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Real(file)->pMethods; }

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out);
  static int Delete(sqlite3_vfs* vfs, const char* path, int sync_directory);
  static int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset);
  static int Truncate(sqlite3_file* file, sqlite3_int64 size);
  static int Sync(sqlite3_file* file, int flags);
  static int ShmMap(sqlite3_file* file, int region, int region_bytes, int extend, void volatile** memory);

  static int Exists(sqlite3_vfs* real, const char* path);
  static const sqlite3_io_methods kMethods;
};

const sqlite3_io_methods VfsCalls::kMethods = {
    .iVersion = 2,
    .xClose = [](sqlite3_file* file) { return Methods(file).xClose(Real(file)); },
    .xRead = [](sqlite3_file* file, void* bytes, int size,
                sqlite3_int64 offset) { return Methods(file).xRead(Real(file), bytes, size, offset); },
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = [](sqlite3_file* file, sqlite3_int64* size) { return Methods(file).xFileSize(Real(file), size); },
    .xLock = [](sqlite3_file* file, int lock) { return Methods(file).xLock(Real(file), lock); },
    .xUnlock = [](sqlite3_file* file, int lock) { return Methods(file).xUnlock(Real(file), lock); },
    .xCheckReservedLock = [](sqlite3_file* file,
                             int* reserved) { return Methods(file).xCheckReservedLock(Real(file), reserved); },
    .xFileControl = [](sqlite3_file* file, int operation,
                       void* argument) { return Methods(file).xFileControl(Real(file), operation, argument); },
    .xSectorSize = [](sqlite3_file* file) { return Methods(file).xSectorSize(Real(file)); },
    .xDeviceCharacteristics = [](sqlite3_file* file) { return Methods(file).xDeviceCharacteristics(Real(file)); },
    .xShmMap = ShmMap,
    .xShmLock = [](sqlite3_file* file, int offset, int count,
                   int flags) { return Methods(file).xShmLock(Real(file), offset, count, flags); },
    .xShmBarrier = [](sqlite3_file* file) { Methods(file).xShmBarrier(Real(file)); },
    .xShmUnmap = [](sqlite3_file* file, int remove) { return Methods(file).xShmUnmap(Real(file), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int VfsCalls::Exists(sqlite3_vfs* real, const char* path) {
  int exists = 0;
  return real->xAccess(real, path, SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK ? exists : 0;
}

int VfsCalls::Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  FailingVfs& disk = Disk(vfs);
  file->pMethods = nullptr;
  const bool is_new = path == nullptr || Exists(disk.real_, path) == 0;
  if (is_new && (flags & SQLITE_OPEN_CREATE) != 0 && disk.Fails(true)) return SQLITE_CANTOPEN;
  const int result = disk.real_->xOpen(disk.real_, path, Real(file), flags, flags_out);
  if (Real(file)->pMethods == nullptr) return result;
  file->pMethods = &kMethods;
  reinterpret_cast<File*>(file)->disk = &disk;
  reinterpret_cast<File*>(file)->path = path;
  if (result == SQLITE_OK && path != nullptr) disk.Opened(path, Real(file), is_new);
  return result;
}

int VfsCalls::Delete(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  FailingVfs& disk = Disk(vfs);
  if (Exists(disk.real_, path) != 0 && disk.Fails(false)) return SQLITE_IOERR_DELETE;
  const int result = disk.real_->xDelete(disk.real_, path, sync_directory);
  if (result == SQLITE_OK) disk.Deleted(path);
  return result;
}

int VfsCalls::Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  FailingVfs& disk = Disk(file);
  if (!disk.Fails(true)) return Methods(file).xWrite(Real(file), bytes, size, offset);
  // As much as there was room for, or came through.
  Methods(file).xWrite(Real(file), bytes, size / 2, offset);
  return disk.LastError() == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int VfsCalls::Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Disk(file).Fails(false)) return SQLITE_IOERR_TRUNCATE;
  return Methods(file).xTruncate(Real(file), size);
}

int VfsCalls::Sync(sqlite3_file* file, int) {
  FailingVfs& disk = Disk(file);
  if (disk.Fails(true)) return SQLITE_IOERR_FSYNC;
  if (const char* path = reinterpret_cast<File*>(file)->path) disk.Synced(path, Real(file));
  return SQLITE_OK;
}

int VfsCalls::ShmMap(sqlite3_file* file, int region, int region_bytes, int extend, void volatile** memory) {
  if (extend != 0 && Disk(file).Fails(true)) return SQLITE_IOERR_SHMSIZE;
  return Methods(file).xShmMap(Real(file), region, region_bytes, extend, memory);
}

FailingVfs::FailingVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  TOWARD_CHECK(real_ != nullptr && real_->iVersion >= 2);
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.pNext = nullptr;
  vfs_.zName = "failing";
  vfs_.pAppData = this;
  vfs_.xOpen = VfsCalls::Open;
  vfs_.xDelete = VfsCalls::Delete;
  vfs_.xAccess = [](sqlite3_vfs* vfs, const char* path, int flags, int* answer) {
    return VfsCalls::Real(vfs)->xAccess(VfsCalls::Real(vfs), path, flags, answer);
  };
  vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* path, int size, char* full) {
    return VfsCalls::Real(vfs)->xFullPathname(VfsCalls::Real(vfs), path, size, full);
  };
  vfs_.xRandomness = [](sqlite3_vfs* vfs, int size, char* bytes) {
    return VfsCalls::Real(vfs)->xRandomness(VfsCalls::Real(vfs), size, bytes);
  };
  vfs_.xSleep = [](sqlite3_vfs* vfs, int microseconds) {
    return VfsCalls::Real(vfs)->xSleep(VfsCalls::Real(vfs), microseconds);
  };
  vfs_.xCurrentTime = [](sqlite3_vfs* vfs, double* days) {
    return VfsCalls::Real(vfs)->xCurrentTime(VfsCalls::Real(vfs), days);
  };
  vfs_.xCurrentTimeInt64 = [](sqlite3_vfs* vfs, sqlite3_int64* ms) {
    return VfsCalls::Real(vfs)->xCurrentTimeInt64(VfsCalls::Real(vfs), ms);
  };
  vfs_.xGetLastError = [](sqlite3_vfs* vfs, int, char*) { return VfsCalls::Disk(vfs).LastError(); };
  TOWARD_CHECK(sqlite3_vfs_register(&vfs_, 1) == SQLITE_OK);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&vfs_);
  TOWARD_CHECK(sqlite3_vfs_register(real_, 1) == SQLITE_OK);
}

void FailingVfs::FailFrom(int64_t nth, Fault fault) { Plan(nth, std::numeric_limits<int64_t>::max(), fault); }
void FailingVfs::FailOnce(int64_t nth, Fault fault) { Plan(nth, nth, fault); }
void FailingVfs::Heal() {
  const std::lock_guard lock(mutex_);
  last_failing_ = 0;
}

void FailingVfs::Plan(int64_t first, int64_t last, Fault fault) {
  const std::lock_guard lock(mutex_);
  changes_ = 0;
  first_failing_ = first;
  last_failing_ = last;
  fault_ = fault;
}

bool FailingVfs::reached() const {
  const std::lock_guard lock(mutex_);
  return changes_ >= first_failing_;
}

bool FailingVfs::Fails(bool takes_room) {
  const std::lock_guard lock(mutex_);
  ++changes_;
  const bool planned = changes_ >= first_failing_ && changes_ <= last_failing_;
  const bool fails = planned && (takes_room || fault_ != Fault::kDiskFull);
  error_ = !fails ? 0 : fault_ == Fault::kDiskFull ? ENOSPC : EIO;
  return fails;
}

int FailingVfs::LastError() const {
  const std::lock_guard lock(mutex_);
  return error_ != 0 ? error_ : real_->xGetLastError(real_, 0, nullptr);
}

void FailingVfs::Opened(const char* path, sqlite3_file* real, bool is_new) {
  const std::lock_guard lock(mutex_);
  error_ = 0;
  synced_.emplace(path, is_new ? std::nullopt : std::optional(Content(real)));
}

void FailingVfs::Synced(const char* path, sqlite3_file* real) {
  const std::lock_guard lock(mutex_);
  synced_[path] = Content(real);
}

void FailingVfs::Deleted(const char* path) {
  const std::lock_guard lock(mutex_);
  synced_.erase(path);
}

void FailingVfs::CopyAfterPowerCut(const std::filesystem::path& from, const std::filesystem::path& to) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, content] : synced_) {
    const std::filesystem::path path(name);
    if (path.parent_path() != from || !content.has_value()) continue;
    std::ofstream file(to / path.filename(), std::ios::binary);
    file << *content;
    TOWARD_CHECK(file.good());
  }
}

}  // namespace toward::support
