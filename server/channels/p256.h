// Keys on the curve P-256, which web push demands for both of its jobs: agreeing on a secret with a browser, and
// signing for the push service.
#ifndef TOWARD_SERVER_CHANNELS_P256_H_
#define TOWARD_SERVER_CHANNELS_P256_H_

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/random.h"

namespace toward::server {

inline constexpr size_t kP256PointBytes = 65;
inline constexpr size_t kP256ScalarBytes = 32;

// Whether `bytes` are an uncompressed point on the curve: 0x04, x, y.
bool IsP256Point(std::string_view bytes);

// A private key and its public point. Thread-safe.
class P256Key {
 public:
  static P256Key Draw(Random& random);
  // Absent unless the 32 bytes are a number from 1 to the curve's order less one.
  static std::optional<P256Key> FromScalar(std::string_view scalar);
  // INVALID_ARGUMENT: not the PEM text of a private key on this curve.
  static absl::StatusOr<P256Key> FromPem(const std::string& pem);

  // PKCS#8. Secret.
  std::string ToPem() const;
  // 65 bytes, uncompressed.
  std::string PublicPoint() const;
  // The x coordinate of the shared point, 32 bytes (ECDH); absent when `point` is not on the curve.
  std::optional<std::string> Agree(std::string_view point) const;
  // ECDSA with SHA-256 as JWS has it (ES256): r and s, 64 bytes.
  std::string Sign(std::string_view message) const;

 private:
  struct Deleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Handle = std::unique_ptr<EVP_PKEY, Deleter>;
  explicit P256Key(Handle key) : key_(std::move(key)) {}

  Handle key_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_P256_H_
