#include "client/replica/key_box.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/hex.h"
#include "base/status_macros.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr char kVersion = 2;
constexpr size_t kHeaderBytes = 5;
constexpr char kLocked[] = "toward/keys-locked";

absl::Status KeysLocked() {
  absl::Status locked =
      absl::FailedPreconditionError("The keys of this device are locked. Open them with `toward unlock`.");
  locked.SetPayload(kLocked, absl::Cord());
  return locked;
}

absl::Status LockNotTaken() {
  return absl::PermissionDeniedError(
      "The keys of this device cannot be written. Check the directory and the room on the disk.");
}

absl::Status NoRuntimeDirectory() {
  return absl::FailedPreconditionError(
      "This system has no place for unlocked keys (XDG_RUNTIME_DIR); `toward lock --off` takes the passphrase off.");
}

// Of one plan, whatever its directory is called.
absl::StatusOr<std::string> UnlockedPath(const KeyPlace& place) {
  if (place.runtime_directory.empty()) return NoRuntimeDirectory();
  std::error_code ignored;
  const std::string directory = std::filesystem::weakly_canonical(place.directory, ignored).string();
  return fmt::format("{}/toward-{}.key", place.runtime_directory, ToHex(trust::Blake2b(directory, 16)));
}

absl::StatusOr<trust::Secret> KeyFrom(const std::string& bytes) {
  const std::optional<trust::Secret> key = trust::Secret::FromBytes(bytes);
  if (!key.has_value()) return KeyFileDamaged();
  return *key;
}

}  // namespace

bool AreLocked(const absl::Status& status) { return status.GetPayload(kLocked).has_value(); }

absl::Status KeyFileDamaged() {
  return absl::DataLossError("The key file is damaged. Put back a copy of it, or join again with an invite.");
}

std::string KeyPath(const KeyPlace& place) { return place.directory + "/keys.bin"; }

absl::StatusOr<KeyBox> ReadKeyBox(const KeyPlace& place) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadPrivateFile(KeyPath(place)));
  const std::string_view view = bytes;
  if (view.size() < kHeaderBytes || view.front() != kVersion) return KeyFileDamaged();
  const uint64_t size = trust::ReadBigEndian(view.substr(1, 4));
  if (size > view.size() - kHeaderBytes) return KeyFileDamaged();
  KeyBox box{std::string(view.substr(kHeaderBytes, size)), std::string(view.substr(kHeaderBytes + size))};
  if (!trust::NeedsPassphrase(box.box).ok() || box.sealed.size() < trust::kNonceBytes) return KeyFileDamaged();
  return box;
}

absl::Status WriteKeyBox(const KeyPlace& place, const KeyBox& box) {
  std::string bytes(1, kVersion);
  trust::AppendBigEndian(bytes, box.box.size(), 4);
  return WritePrivateFile(place.directory, KeyPath(place), bytes + box.box + box.sealed);
}

absl::StatusOr<trust::Secret> KeyOf(const KeyPlace& place, const KeyBox& box) {
  ASSIGN_OR_RETURN(const bool needs_passphrase, trust::NeedsPassphrase(box.box));
  if (!needs_passphrase) return OpenWith(box, "");
  const absl::StatusOr<std::string> path = UnlockedPath(place);
  const absl::StatusOr<std::string> unlocked = path.ok() ? ReadPrivateFile(*path) : path.status();
  const std::optional<trust::Secret> key = trust::Secret::FromBytes(unlocked.value_or(""));
  // A key of an earlier passphrase opens nothing any more.
  if (!key.has_value() || !OpenContent(box, *key).has_value()) return KeysLocked();
  return *key;
}

absl::StatusOr<trust::Secret> OpenWith(const KeyBox& box, std::string_view passphrase) {
  absl::StatusOr<std::string> bytes = trust::OpenBox(box.box, passphrase);
  if (absl::IsDataLoss(bytes.status())) return KeyFileDamaged();
  RETURN_IF_ERROR(bytes.status());
  return KeyFrom(*bytes);
}

std::string SealContent(std::string_view content, const trust::Secret& key, std::string_view box, Random& random) {
  const std::string nonce = random.Bytes(trust::kNonceBytes);
  return nonce + trust::Encrypt(key, nonce, box, content);
}

std::optional<std::string> OpenContent(const KeyBox& box, const trust::Secret& key) {
  const std::string_view sealed = box.sealed;
  if (sealed.size() < trust::kNonceBytes) return std::nullopt;
  return trust::Decrypt(key, sealed.substr(0, trust::kNonceBytes), box.box, sealed.substr(trust::kNonceBytes));
}

absl::StatusOr<NewBox> MakeBox(const std::optional<std::string>& passphrase, const trust::PassphraseCost& cost,
                               Random& random) {
  const trust::Secret key = *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes));
  ASSIGN_OR_RETURN(std::string box, trust::SealBox(key.bytes(), passphrase, cost, random.Bytes(trust::kSaltBytes),
                                                   random.Bytes(trust::kNonceBytes)));
  return NewBox{key, std::move(box)};
}

absl::StatusOr<KeyLock> KeyLockOf(const KeyPlace& place) {
  ASSIGN_OR_RETURN(const KeyBox box, ReadKeyBox(place));
  ASSIGN_OR_RETURN(const bool needs_passphrase, trust::NeedsPassphrase(box.box));
  if (!needs_passphrase) return KeyLock::kNone;
  return KeyOf(place, box).ok() ? KeyLock::kUnlocked : KeyLock::kLocked;
}

absl::Status Unlock(const KeyPlace& place, std::string_view passphrase) {
  ASSIGN_OR_RETURN(const std::string path, UnlockedPath(place));
  ASSIGN_OR_RETURN(const KeyBox box, ReadKeyBox(place));
  ASSIGN_OR_RETURN(const bool needs_passphrase, trust::NeedsPassphrase(box.box));
  if (!needs_passphrase) return absl::OkStatus();
  ASSIGN_OR_RETURN(const trust::Secret key, OpenWith(box, passphrase));
  return WritePrivateFile(place.runtime_directory, path, key.bytes());
}

absl::Status Lock(const KeyPlace& place) {
  const absl::StatusOr<std::string> path = UnlockedPath(place);
  if (path.ok()) std::remove(path->c_str());
  return absl::OkStatus();
}

absl::StatusOr<KeyFileLock> KeyFileLock::Take(const KeyPlace& place) {
  const std::string path = place.directory + "/keys.lock";
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return LockNotTaken();
  while (flock(fd, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    close(fd);
    return LockNotTaken();
  }
  return KeyFileLock(fd);
}

KeyFileLock::KeyFileLock(KeyFileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

KeyFileLock::~KeyFileLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace toward::client
