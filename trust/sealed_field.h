// Words, sealed so that only those of their scope can read them, and tied to their place: another record, field,
// author, family or moment of writing, and the seal does not open.
//
//   01 | scope (1) | key epoch (4) | nonce (24) | XChaCha20-Poly1305 of the padded words | tag (16)
//
// The additional data is "toward/v1/seal" | family | author | record | field (2) | scope (1) | epoch (4) | stamp hlc
// (8) | stamp replica (4), 81 bytes, integers big-endian. The padding is 80 and zeros, to the next of 64, 128, 256 ...
// 8192 bytes.
#ifndef TOWARD_TRUST_SEALED_FIELD_H_
#define TOWARD_TRUST_SEALED_FIELD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "trust/keyring.h"

namespace toward::trust {

// The longest words one field can hold, in bytes of UTF-8.
inline constexpr size_t kMaxWordsBytes = 8191;

// Where and when words are written.
struct SealPlace {
  FamilyId family;
  MemberId author;
  RecordId record;
  uint16_t field = 0;
  Scope scope = Scope::kShared;
  uint64_t hlc = 0;
  uint32_t replica = 0;
};

// Seals with the newest key of the place's scope. `nonce` has kNonceBytes, random. INVALID_ARGUMENT: longer than
// kMaxWordsBytes. FAILED_PRECONDITION: the keyring has no key of this scope.
absl::StatusOr<std::string> Seal(const Keyring& keyring, const SealPlace& place, std::string_view nonce,
                                 std::string_view words);

// The words. Absent: not sealed for this place and scope, tampered with, or the key of its epoch is not here.
std::optional<std::string> Open(const Keyring& keyring, const SealPlace& place, std::string_view sealed);

// The same when the author is one of several; the author in `place` is not used.
std::optional<std::string> OpenFromAny(const Keyring& keyring, const SealPlace& place,
                                       absl::Span<const MemberId> authors, std::string_view sealed);

// The epoch that sealed bytes say they are of. Absent: they are too short, or of another version.
std::optional<KeyEpoch> EpochOfSealed(std::string_view sealed);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_SEALED_FIELD_H_
