// The outside of a key file: what can be read of it without knowing any key (key_file.h has the layout).
#ifndef TOWARD_CLIENT_REPLICA_KEY_BOX_H_
#define TOWARD_CLIENT_REPLICA_KEY_BOX_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/replica/key_file.h"
#include "trust/crypto.h"

namespace toward::client {

struct KeyBox {
  // Of trust/locked_box.h, with the key of `sealed`.
  std::string box;
  // nonce | ciphertext | tag.
  std::string sealed;
};

absl::Status KeyFileDamaged();
std::string KeyPath(const KeyPlace& place);

// Errors: those of ReadKeyFile.
absl::StatusOr<KeyBox> ReadKeyBox(const KeyPlace& place);
absl::Status WriteKeyBox(const KeyPlace& place, const KeyBox& box);

// The key of what is sealed: out of the box, or, under a passphrase, out of the runtime directory. AreLocked: neither.
absl::StatusOr<trust::Secret> KeyOf(const KeyPlace& place, const KeyBox& box);
// With the passphrase. PERMISSION_DENIED: wrong.
absl::StatusOr<trust::Secret> OpenWith(const KeyBox& box, std::string_view passphrase);

std::string SealContent(std::string_view content, const trust::Secret& key, std::string_view box, Random& random);
// Absent: sealed with another key, or tampered with.
std::optional<std::string> OpenContent(const KeyBox& box, const trust::Secret& key);

// A new key in a box, in clear.
struct NewBox {
  trust::Secret key;
  std::string box;
};
absl::StatusOr<NewBox> MakeBox(const std::optional<std::string>& passphrase, const trust::PassphraseCost& cost,
                               Random& random);

// Held while a key file is changed; waits for whoever holds it.
class KeyFileLock {
 public:
  // PERMISSION_DENIED: `<directory>/keys.lock` cannot be made.
  static absl::StatusOr<KeyFileLock> Take(const KeyPlace& place);
  KeyFileLock(KeyFileLock&& other) noexcept;
  KeyFileLock& operator=(KeyFileLock&&) = delete;
  ~KeyFileLock();

 private:
  explicit KeyFileLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_KEY_BOX_H_
