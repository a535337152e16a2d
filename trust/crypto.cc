#include "trust/crypto.h"

#include <sodium.h>

#include <algorithm>

#include "base/check.h"

namespace toward::trust {
namespace {

// Lets libsodium choose its fastest code for this machine.
[[maybe_unused]] const int kSodiumReady = sodium_init();

const unsigned char* Bytes(std::string_view view) { return reinterpret_cast<const unsigned char*>(view.data()); }
unsigned char* Bytes(std::string& string) { return reinterpret_cast<unsigned char*>(string.data()); }

}  // namespace

std::optional<Secret> Secret::FromBytes(std::string_view bytes) {
  if (bytes.size() != kKeyBytes) return std::nullopt;
  Secret secret;
  std::copy(bytes.begin(), bytes.end(), secret.bytes_.begin());
  return secret;
}

Secret::~Secret() { sodium_memzero(bytes_.data(), bytes_.size()); }

Secret DeriveKey(std::string_view label, const Secret& key) {
  std::string derived(kKeyBytes, '\0');
  crypto_generichash(Bytes(derived), derived.size(), Bytes(label), label.size(), Bytes(key.bytes()), kKeyBytes);
  const std::optional<Secret> secret = Secret::FromBytes(derived);
  sodium_memzero(derived.data(), derived.size());
  return *secret;
}

std::string Blake2b(std::string_view message, size_t size) {
  TOWARD_CHECK(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX);
  std::string hash(size, '\0');
  crypto_generichash(Bytes(hash), size, Bytes(message), message.size(), nullptr, 0);
  return hash;
}

std::string Sha256(std::string_view message) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(Bytes(hash), Bytes(message), message.size());
  return hash;
}

bool EqualSecrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

std::optional<std::string> StretchPassphrase(std::string_view passphrase, std::string_view salt, uint32_t passes,
                                             uint64_t memory_bytes, size_t size) {
  TOWARD_CHECK(salt.size() == kSaltBytes && passes >= 1 && memory_bytes >= crypto_pwhash_argon2id_MEMLIMIT_MIN);
  std::string stretched(size, '\0');
  const int result = crypto_pwhash_argon2id(Bytes(stretched), size, passphrase.data(), passphrase.size(), Bytes(salt),
                                            passes, memory_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (result != 0) return std::nullopt;
  return stretched;
}

std::string Encrypt(const Secret& key, std::string_view nonce, std::string_view additional_data,
                    std::string_view plaintext) {
  TOWARD_CHECK(nonce.size() == kNonceBytes);
  std::string ciphertext(plaintext.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(ciphertext), nullptr, Bytes(plaintext), plaintext.size(),
                                             Bytes(additional_data), additional_data.size(), nullptr, Bytes(nonce),
                                             Bytes(key.bytes()));
  return ciphertext;
}

std::optional<std::string> Decrypt(const Secret& key, std::string_view nonce, std::string_view additional_data,
                                   std::string_view ciphertext) {
  if (nonce.size() != kNonceBytes || ciphertext.size() < kTagBytes) return std::nullopt;
  std::string plaintext(ciphertext.size() - kTagBytes, '\0');
  const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Bytes(plaintext), nullptr, nullptr, Bytes(ciphertext), ciphertext.size(), Bytes(additional_data),
      additional_data.size(), Bytes(nonce), Bytes(key.bytes()));
  if (result != 0) return std::nullopt;
  return plaintext;
}

std::string EncryptWithNonce(const Secret& key, std::string_view nonce, std::string_view additional_data,
                             std::string_view plaintext) {
  return std::string(nonce) + Encrypt(key, nonce, additional_data, plaintext);
}

std::optional<std::string> DecryptWithNonce(const Secret& key, std::string_view additional_data,
                                            std::string_view sealed) {
  if (sealed.size() < kNonceBytes) return std::nullopt;
  return Decrypt(key, sealed.substr(0, kNonceBytes), additional_data, sealed.substr(kNonceBytes));
}

void AppendBigEndian(std::string& bytes, uint64_t number, int size) {
  for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(number >> (8 * i));
}

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string ToBase64Url(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(bytes), bytes.size(), kVariant);
  text.pop_back();
  return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  size_t size = 0;
  const int result = sodium_base642bin(Bytes(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (result != 0) return std::nullopt;
  bytes.resize(size);
  // libsodium 1.0.18 takes some bytes above 127 for letters.
  if (ToBase64Url(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace toward::trust
