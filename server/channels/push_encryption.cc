#include "server/channels/push_encryption.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/check.h"

namespace toward::server {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kKeyBytes = 16;
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
// Salt, record size, and our public key with its length.
constexpr size_t kHeaderBytes = kPushSaltBytes + 4 + 1 + kP256PointBytes;
constexpr char kLastRecord = '\x02';

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

struct Labels {
  // With the zero byte that ends them.
  static constexpr std::string_view kPush{"WebPush: info\0", 14};
  static constexpr std::string_view kKey{"Content-Encoding: aes128gcm\0", 28};
  static constexpr std::string_view kNonce{"Content-Encoding: nonce\0", 24};
};

// HKDF with SHA-256, both of its steps.
std::string Derive(std::string_view secret, std::string_view salt, std::string_view info, size_t size) {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free);
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(kdf.get()),
                                                                          &EVP_KDF_CTX_free);
  std::string digest = "SHA256";
  const auto octets = [](const char* name, std::string_view value) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(value.data()), value.size());
  };
  const std::array<OSSL_PARAM, 5> params = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
                                            octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
                                            octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  std::string derived(size, '\0');
  TOWARD_CHECK(EVP_KDF_derive(context.get(), Bytes(derived), size, params.data()) == 1);
  return derived;
}

// AES-128-GCM; the tag comes last.
std::string Encrypt(std::string_view plain, std::string_view key, std::string_view nonce) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free);
  std::string sealed(plain.size() + kTagBytes, '\0');
  int written = 0;
  int ending = 0;
  TOWARD_CHECK(
      EVP_EncryptInit_ex2(context.get(), EVP_aes_128_gcm(), Bytes(key), Bytes(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), Bytes(sealed), &written, Bytes(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), Bytes(sealed) + written, &ending) == 1 &&
      static_cast<size_t>(written + ending) == plain.size() &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, Bytes(sealed) + plain.size()) == 1);
  return sealed;
}

std::string Header(const PushOneTime& one_time) {
  std::string header = one_time.salt;
  for (const int shift : {24, 16, 8, 0}) header += static_cast<char>((kMaxPushBytes >> shift) & 0xFF);
  header += static_cast<char>(kP256PointBytes);
  return header + one_time.key.PublicPoint();
}

}  // namespace

PushOneTime DrawPushOneTime(Random& random) { return {P256Key::Draw(random), random.Bytes(kPushSaltBytes)}; }

std::optional<std::string> EncryptPush(std::string_view text, size_t padded_bytes, const PushKeys& keys,
                                       const PushOneTime& one_time) {
  TOWARD_CHECK(one_time.salt.size() == kPushSaltBytes);
  std::string plain = std::string(text) + kLastRecord;
  plain.resize(std::max(plain.size(), padded_bytes + 1), '\0');
  if (keys.auth.size() != kPushAuthBytes || kHeaderBytes + plain.size() + kTagBytes > kMaxPushBytes) {
    return std::nullopt;
  }
  const std::optional<std::string> shared = one_time.key.Agree(keys.p256dh);
  if (!shared) return std::nullopt;
  const std::string info = std::string(Labels::kPush) + keys.p256dh + one_time.key.PublicPoint();
  const std::string secret = Derive(*shared, keys.auth, info, kSecretBytes);
  return Header(one_time) + Encrypt(plain, Derive(secret, one_time.salt, Labels::kKey, kKeyBytes),
                                    Derive(secret, one_time.salt, Labels::kNonce, kNonceBytes));
}

}  // namespace toward::server
