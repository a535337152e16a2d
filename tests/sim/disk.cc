#include "tests/sim/disk.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/check.h"
#include "tests/sim/disk_calls.h"

namespace toward::sim {
namespace {

constexpr size_t kSector = 512;

}  // namespace

bool Disk::DiesNow() {
  if (dead_) return true;
  if (changes_left_ == 0 || --changes_left_ > 0) return false;
  dead_ = true;
  return true;
}

std::shared_ptr<Disk::File> Disk::Find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() || found->second->deleted ? nullptr : found->second;
}

void Disk::RestartProcess() {
  dead_ = false;
  changes_left_ = 0;
}

void Disk::RestartAfterPowerCut(Chance& chance) {
  RestartProcess();
  for (auto it = files_.begin(); it != files_.end();) {
    File& file = *it->second;
    const bool lost_its_name = file.deleted ? !file.ever_synced || chance.Hits(0.75) : !file.ever_synced;
    if (lost_its_name) {
      if (!file.deleted) ++losses_;
      it = files_.erase(it);
      continue;
    }
    if (!file.since.empty()) ++losses_;
    file.content = AfterPowerCut(file, chance);
    file.synced = file.content;
    file.since.clear();
    file.deleted = false;
    ++it;
  }
}

std::string Disk::AfterPowerCut(const File& file, Chance& chance) {
  std::string content = file.synced;
  // How much the system had happened to write back: nothing, some of it, nearly all.
  const double kept = chance.Pick(std::vector<double>{0, 0.5, 0.95});
  for (const Unsynced& change : file.since) {
    if (change.truncates) {
      if (chance.Hits(kept)) CutAt(content, change.offset);
      continue;
    }
    for (size_t at = 0; at < change.bytes.size();) {
      const size_t in_sector = kSector - (static_cast<size_t>(change.offset) + at) % kSector;
      const size_t size = std::min(in_sector, change.bytes.size() - at);
      if (chance.Hits(kept)) {
        WriteAt(content, change.offset + static_cast<int64_t>(at), std::string_view(change.bytes).substr(at, size));
      }
      at += size;
    }
  }
  return content;
}

Disk::Image Disk::Save() const {
  Image image;
  for (const auto& [name, file] : files_) {
    if (!file->deleted) image[name] = file->content;
  }
  return image;
}

void Disk::Load(const Image& image) {
  files_.clear();
  for (const auto& [name, content] : image) {
    auto file = std::make_shared<File>();
    file->content = file->synced = content;
    file->ever_synced = true;
    files_[name] = std::move(file);
  }
}

std::string Disk::Describe() const {
  std::string all;
  for (const auto& [name, file] : files_) {
    all += " " + name + " " + std::to_string(file->content.size()) + (file->deleted ? " deleted" : "") +
           (file->ever_synced ? ", " : ", never synced, ") + std::to_string(file->since.size()) + " changes unsynced;";
  }
  return all;
}

bool Disk::Contains(std::string_view bytes) const {
  return std::any_of(files_.begin(), files_.end(),
                     [&](const auto& file) { return file.second->content.find(bytes) != std::string::npos; });
}

Disks::Disks(Chance chance) : before_(sqlite3_vfs_find(nullptr)), vfs_(*before_), random_(chance) {
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(DiskCalls::Handle));
  vfs_.mxPathname = 512;
  vfs_.pNext = nullptr;
  vfs_.zName = "simulated";
  vfs_.pAppData = this;
  vfs_.xOpen = DiskCalls::Open;
  vfs_.xDelete = DiskCalls::Delete;
  vfs_.xAccess = DiskCalls::Access;
  vfs_.xFullPathname = [](sqlite3_vfs*, const char* path, int size, char* full) {
    sqlite3_snprintf(size, full, "%s", path);
    return SQLITE_OK;
  };
  vfs_.xRandomness = [](sqlite3_vfs* vfs, int size, char* bytes) {
    const std::string random = DiskCalls::World(vfs).random_.Bytes(static_cast<size_t>(size));
    std::memcpy(bytes, random.data(), random.size());
    return size;
  };
  vfs_.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  vfs_.xCurrentTime = [](sqlite3_vfs*, double* days) {
    *days = 2461100.5;
    return SQLITE_OK;
  };
  vfs_.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* ms) {
    *ms = sqlite3_int64{212639083200000};
    return SQLITE_OK;
  };
  vfs_.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
  TOWARD_CHECK(sqlite3_vfs_register(&vfs_, 1) == SQLITE_OK);
  // SQLite's own numbers begin anew with each world.
  sqlite3_randomness(0, nullptr);
}

Disks::~Disks() {
  sqlite3_vfs_unregister(&vfs_);
  TOWARD_CHECK(sqlite3_vfs_register(before_, 1) == SQLITE_OK);
}

}  // namespace toward::sim
