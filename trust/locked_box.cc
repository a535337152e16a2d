#include "trust/locked_box.h"

#include "absl/status/status.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace toward::trust {
namespace {

constexpr char kVersion = 1;
constexpr char kNoPassphrase = 0;
constexpr char kArgon2id = 1;
constexpr size_t kPassesOffset = 2;
constexpr size_t kMemoryOffset = kPassesOffset + 4;
constexpr size_t kSaltOffset = kMemoryOffset + 8;
constexpr size_t kNonceOffset = kSaltOffset + kSaltBytes;
constexpr size_t kHeaderBytes = kNonceOffset + kNonceBytes;
constexpr uint32_t kMostPasses = 8;
constexpr uint64_t kLeastMemory = uint64_t{8} << 10;
constexpr uint64_t kMostMemory = uint64_t{1} << 30;

absl::Status NotABox() {
  return absl::DataLossError("The key file is damaged. Put back a copy of it, or pair this device again.");
}

absl::Status WrongPassphrase() {
  return absl::PermissionDeniedError("It does not open with this passphrase. Try again.");
}

absl::Status NoMemory() {
  return absl::ResourceExhaustedError(
      "There is too little free memory to check the passphrase. Close a program and try "
      "again.");
}

struct Header {
  bool locked = false;
  PassphraseCost cost;
};

absl::StatusOr<Header> ReadHeader(std::string_view box) {
  if (box.size() < kHeaderBytes + kTagBytes || box[0] != kVersion) return NotABox();
  if (box[1] != kNoPassphrase && box[1] != kArgon2id) return NotABox();
  const Header header{box[1] == kArgon2id,
                      {.passes = static_cast<uint32_t>(ReadBigEndian(box.substr(kPassesOffset, 4))),
                       .memory_bytes = ReadBigEndian(box.substr(kMemoryOffset, 8))}};
  const PassphraseCost& cost = header.cost;
  const bool bearable = cost.passes >= 1 && cost.passes <= kMostPasses && cost.memory_bytes >= kLeastMemory &&
                        cost.memory_bytes <= kMostMemory;
  return header.locked && !bearable ? NotABox() : absl::StatusOr<Header>(header);
}

Secret KeyOfFile() { return *Secret::FromBytes(std::string(kKeyBytes, '\0')); }

absl::StatusOr<Secret> KeyOf(std::string_view passphrase, const PassphraseCost& cost, std::string_view salt) {
  std::optional<std::string> bytes = StretchPassphrase(passphrase, salt, cost.passes, cost.memory_bytes, kKeyBytes);
  if (!bytes.has_value()) return NoMemory();
  const std::optional<Secret> key = Secret::FromBytes(*bytes);
  Wipe(*bytes);
  return *key;
}

}  // namespace

absl::StatusOr<std::string> SealBox(std::string_view content, const std::optional<std::string>& passphrase,
                                    const PassphraseCost& cost, std::string_view salt, std::string_view nonce) {
  TOWARD_CHECK(salt.size() == kSaltBytes && nonce.size() == kNonceBytes);
  std::string box = {kVersion, passphrase.has_value() ? kArgon2id : kNoPassphrase};
  AppendBigEndian(box, cost.passes, 4);
  AppendBigEndian(box, cost.memory_bytes, 8);
  box += salt;
  Secret key = KeyOfFile();
  if (passphrase.has_value()) {
    ASSIGN_OR_RETURN(key, KeyOf(*passphrase, cost, salt));
  }
  return box + EncryptWithNonce(key, nonce, box, content);
}

absl::StatusOr<bool> NeedsPassphrase(std::string_view box) {
  ASSIGN_OR_RETURN(const Header header, ReadHeader(box));
  return header.locked;
}

absl::StatusOr<std::string> OpenBox(std::string_view box, std::string_view passphrase) {
  ASSIGN_OR_RETURN(const Header header, ReadHeader(box));
  Secret key = KeyOfFile();
  if (header.locked) {
    ASSIGN_OR_RETURN(key, KeyOf(passphrase, header.cost, box.substr(kSaltOffset, kSaltBytes)));
  }
  std::optional<std::string> content = DecryptWithNonce(key, box.substr(0, kNonceOffset), box.substr(kNonceOffset));
  if (content.has_value()) return *std::move(content);
  return header.locked ? WrongPassphrase() : NotABox();
}

}  // namespace toward::trust
