#include "tests/sim/disk_calls.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace toward::sim {
const sqlite3_io_methods DiskCalls::kMethods = {
    .iVersion = 2,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize =
        [](sqlite3_file* file, sqlite3_int64* size) {
          *size = static_cast<sqlite3_int64>(Of(file).file->content.size());
          return Of(file).disk->dead_ ? SQLITE_IOERR_FSTAT : SQLITE_OK;
        },
    .xLock = Lock,
    .xUnlock = Unlock,
    .xCheckReservedLock =
        [](sqlite3_file* file, int* reserved) {
          *reserved = Of(file).file->reserved != nullptr ? 1 : 0;
          return SQLITE_OK;
        },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file*) { return 4096; },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap = ShmMap,
    .xShmLock = ShmLock,
    .xShmBarrier = [](sqlite3_file*) {},
    .xShmUnmap = ShmUnmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int DiskCalls::Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  file->pMethods = nullptr;
  if (flags_out != nullptr) *flags_out = flags;
  Disk* disk = nullptr;
  std::shared_ptr<File> opened;
  if (path == nullptr) {
    disk = &World(vfs).At("temporary");
    opened = std::make_shared<File>();
  } else {
    const Place place = Locate(vfs, path);
    disk = place.disk;
    if (disk->dead_) return SQLITE_IOERR;
    opened = disk->Find(place.name);
    if (opened == nullptr) {
      if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
      if (disk->DiesNow()) return SQLITE_IOERR;
      if (!disk->room_) return SQLITE_FULL;
      opened = std::make_shared<File>();
      disk->files_[place.name] = opened;
    }
  }
  auto* const handle = new (file) Handle{.base = {.pMethods = &kMethods}, .disk = disk, .file = std::move(opened)};
  static_cast<void>(handle);
  return SQLITE_OK;
}

int DiskCalls::Delete(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  const Place place = Locate(vfs, path);
  const std::shared_ptr<File> file = place.disk->Find(place.name);
  if (file == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  if (place.disk->DiesNow()) return SQLITE_IOERR_DELETE;
  file->deleted = true;
  if (sync_directory != 0) place.disk->files_.erase(place.name);
  return SQLITE_OK;
}

int DiskCalls::Access(sqlite3_vfs* vfs, const char* path, int, int* answer) {
  const Place place = Locate(vfs, path);
  if (place.disk->dead_) return SQLITE_IOERR_ACCESS;
  *answer = place.disk->Find(place.name) != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int DiskCalls::Close(sqlite3_file* file) {
  Unlock(file, SQLITE_LOCK_NONE);
  ShmUnmap(file, 0);
  Of(file).~Handle();
  return SQLITE_OK;
}

int DiskCalls::Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  if (Of(file).disk->dead_) return SQLITE_IOERR_READ;
  const std::string& content = Of(file).file->content;
  const auto wanted = static_cast<size_t>(size);
  const size_t begin = std::min(static_cast<size_t>(offset), content.size());
  const size_t there = std::min(wanted, content.size() - begin);
  std::memcpy(bytes, content.data() + begin, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(bytes) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int DiskCalls::Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  Disk& disk = *Of(file).disk;
  File& written = *Of(file).file;
  if (disk.dead_) return SQLITE_IOERR_WRITE;
  const bool dies = disk.DiesNow();
  const std::string_view whole(static_cast<const char*>(bytes), static_cast<size_t>(size));
  const std::string_view part = dies ? whole.substr(0, whole.size() / 2) : whole;
  if (!disk.room_ && static_cast<size_t>(offset) + whole.size() > written.content.size()) return SQLITE_FULL;
  WriteAt(written.content, offset, part);
  written.since.push_back({.offset = offset, .bytes = std::string(part)});
  return dies ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int DiskCalls::Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Of(file).disk->DiesNow()) return SQLITE_IOERR_TRUNCATE;
  CutAt(Of(file).file->content, size);
  Of(file).file->since.push_back({.truncates = true, .offset = size, .bytes = {}});
  return SQLITE_OK;
}

int DiskCalls::Sync(sqlite3_file* file, int) {
  if (Of(file).disk->DiesNow()) return SQLITE_IOERR_FSYNC;
  File& synced = *Of(file).file;
  // The first sync of a new file syncs its directory too, and so what is in it and what is gone.
  if (!synced.ever_synced) {
    auto& files = Of(file).disk->files_;
    std::erase_if(files, [](const auto& one) { return one.second->deleted; });
    for (auto& [name, other] : files) other->ever_synced = true;
  }
  synced.ever_synced = true;
  for (const Disk::Unsynced& change : synced.since) {
    if (change.truncates) {
      CutAt(synced.synced, change.offset);
    } else {
      WriteAt(synced.synced, change.offset, change.bytes);
    }
  }
  synced.since.clear();
  return SQLITE_OK;
}

int DiskCalls::Lock(sqlite3_file* file, int lock) {
  Handle& handle = Of(file);
  File& locked = *handle.file;
  const auto others = [&](const void* owner) { return owner != nullptr && owner != &handle; };
  if (handle.lock >= lock) return SQLITE_OK;
  if (handle.lock == SQLITE_LOCK_NONE) {
    if (others(locked.exclusive)) return SQLITE_BUSY;
    ++locked.shared_locks;
    handle.lock = SQLITE_LOCK_SHARED;
  }
  if (lock == SQLITE_LOCK_SHARED) return SQLITE_OK;
  if (others(locked.reserved) || others(locked.exclusive)) return SQLITE_BUSY;
  locked.reserved = &handle;
  handle.lock = SQLITE_LOCK_RESERVED;
  if (lock == SQLITE_LOCK_RESERVED) return SQLITE_OK;
  locked.exclusive = &handle;
  handle.lock = SQLITE_LOCK_PENDING;
  if (locked.shared_locks > 1) return SQLITE_BUSY;
  handle.lock = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

int DiskCalls::Unlock(sqlite3_file* file, int lock) {
  Handle& handle = Of(file);
  if (handle.lock <= lock) return SQLITE_OK;
  if (handle.file->reserved == &handle) handle.file->reserved = nullptr;
  if (handle.file->exclusive == &handle) handle.file->exclusive = nullptr;
  if (lock == SQLITE_LOCK_NONE) --handle.file->shared_locks;
  handle.lock = lock;
  return SQLITE_OK;
}

int DiskCalls::ShmMap(sqlite3_file* file, int region, int region_bytes, int extend, void volatile** memory) {
  Handle& handle = Of(file);
  if (handle.disk->dead_) return SQLITE_IOERR_SHMMAP;
  if (!handle.mapped) ++handle.file->mapped_by;
  handle.mapped = true;
  auto& regions = handle.file->memory;
  const auto wanted = static_cast<size_t>(region) + 1;
  *memory = nullptr;
  if (regions.size() < wanted && extend == 0) return SQLITE_OK;
  while (regions.size() < wanted) {
    regions.push_back(std::make_unique<std::string>(static_cast<size_t>(region_bytes), '\0'));
  }
  *memory = regions[static_cast<size_t>(region)]->data();
  return SQLITE_OK;
}

int DiskCalls::ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  Handle& handle = Of(file);
  File& locked = *handle.file;
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  const auto mine = [&](int i) { return (handle.memory_shared >> i & 1) != 0; };
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    for (int i = offset; i < offset + count; ++i) {
      if (locked.memory_exclusive[i] == &handle) locked.memory_exclusive[i] = nullptr;
      if (mine(i)) --locked.memory_shared[i];
      handle.memory_shared &= static_cast<uint8_t>(~(1 << i));
    }
    return SQLITE_OK;
  }
  for (int i = offset; i < offset + count; ++i) {
    if (locked.memory_exclusive[i] != nullptr && locked.memory_exclusive[i] != &handle) return SQLITE_BUSY;
    if (exclusive && locked.memory_shared[i] > (mine(i) ? 1 : 0)) return SQLITE_BUSY;
  }
  for (int i = offset; i < offset + count; ++i) {
    if (exclusive) {
      locked.memory_exclusive[i] = &handle;
    } else if (!mine(i)) {
      ++locked.memory_shared[i];
      handle.memory_shared |= static_cast<uint8_t>(1 << i);
    }
  }
  return SQLITE_OK;
}

int DiskCalls::ShmUnmap(sqlite3_file* file, int) {
  Handle& handle = Of(file);
  if (!handle.mapped) return SQLITE_OK;
  ShmLock(file, 0, 8, SQLITE_SHM_UNLOCK);
  handle.mapped = false;
  // The last one out leaves nothing: whoever opens the file next reads the log anew.
  if (--handle.file->mapped_by == 0) handle.file->memory.clear();
  return SQLITE_OK;
}

}  // namespace toward::sim
