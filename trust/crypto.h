// The few cryptographic building blocks everything in trust/ is made of. libsodium does the work.
#ifndef TOWARD_TRUST_CRYPTO_H_
#define TOWARD_TRUST_CRYPTO_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace toward::trust {

inline constexpr size_t kKeyBytes = 32;
inline constexpr size_t kNonceBytes = 24;
inline constexpr size_t kTagBytes = 16;

// A 32-byte key. Cannot be printed or logged by accident; wiped when it goes away.
class Secret {
 public:
  // Absent unless there are exactly 32 bytes.
  static std::optional<Secret> FromBytes(std::string_view bytes);

  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret();

  // Valid as long as this secret, so not to be asked of a temporary.
  std::string_view bytes() const& { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  std::string_view bytes() && = delete;

 private:
  Secret() = default;
  std::array<unsigned char, kKeyBytes> bytes_{};
};

// BLAKE2b-256 of `label`, keyed with `key` (RFC 7693).
Secret DeriveKey(std::string_view label, const Secret& key);

// Unkeyed BLAKE2b (RFC 7693) of `size` bytes, 16 to 64.
std::string Blake2b(std::string_view message, size_t size);

std::string Sha256(std::string_view message);

// Takes as long whether they differ at the start or at the end.
bool EqualSecrets(std::string_view a, std::string_view b);

// Overwrites what held a secret, and empties it.
void Wipe(std::string& secret);

// Argon2id (RFC 9106), one lane: `size` bytes. `salt` has kSaltBytes; `memory_bytes` is at least 8 KiB. Absent: the
// memory is not to be had.
inline constexpr size_t kSaltBytes = 16;
std::optional<std::string> StretchPassphrase(std::string_view passphrase, std::string_view salt, uint32_t passes,
                                             uint64_t memory_bytes, size_t size);

// XChaCha20-Poly1305-IETF: ciphertext followed by the tag. `nonce` has kNonceBytes and is never used twice with one
// key.
std::string Encrypt(const Secret& key, std::string_view nonce, std::string_view additional_data,
                    std::string_view plaintext);

// The plaintext; absent when anything about it is not as it was encrypted.
std::optional<std::string> Decrypt(const Secret& key, std::string_view nonce, std::string_view additional_data,
                                   std::string_view ciphertext);

// `number` as 2, 4 or 8 bytes, big-endian.
void AppendBigEndian(std::string& bytes, uint64_t number, int size);
uint64_t ReadBigEndian(std::string_view bytes);

// A nonce and, after it, what Encrypt made with it.
std::string EncryptWithNonce(const Secret& key, std::string_view nonce, std::string_view additional_data,
                             std::string_view plaintext);
std::optional<std::string> DecryptWithNonce(const Secret& key, std::string_view additional_data,
                                            std::string_view sealed);

// RFC 4648 base64url without padding.
std::string ToBase64Url(std::string_view bytes);
std::optional<std::string> FromBase64Url(std::string_view text);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_CRYPTO_H_
