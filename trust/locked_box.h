// Bytes at rest, in clear or under a passphrase: what a key file holds.
//
//   01 | kdf (1): 0 none, 1 Argon2id | ops (4) | memory in bytes (8) | salt (16) | nonce (24) | XChaCha20-Poly1305 |
//   tag
//
// The header before the nonce, 30 bytes, is additional data. With kdf 0 the key is all zeros: the format is the same,
// the secrecy is that of the file.
#ifndef TOWARD_TRUST_LOCKED_BOX_H_
#define TOWARD_TRUST_LOCKED_BOX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "trust/crypto.h"

namespace toward::trust {

// What it costs to try a passphrase (RFC 9106): passes, and memory.
struct PassphraseCost {
  // 1 to 8.
  uint32_t passes = 3;
  // 8 KiB to 1 GiB.
  uint64_t memory_bytes = uint64_t{256} << 20;
};

// `salt` has kSaltBytes, `nonce` kNonceBytes, both random. RESOURCE_EXHAUSTED: the memory is not to be had.
absl::StatusOr<std::string> SealBox(std::string_view content, const std::optional<std::string>& passphrase,
                                    const PassphraseCost& cost, std::string_view salt, std::string_view nonce);

// DATA_LOSS: not a box, or at a cost that PassphraseCost does not allow.
absl::StatusOr<bool> NeedsPassphrase(std::string_view box);

// `passphrase` is not looked at when the box needs none. PERMISSION_DENIED: it does not open with this
// passphrase; what was tampered with does not either. DATA_LOSS: not a box, or one without a passphrase that was
// tampered with. RESOURCE_EXHAUSTED: the memory is not to be had.
absl::StatusOr<std::string> OpenBox(std::string_view box, std::string_view passphrase);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_LOCKED_BOX_H_
