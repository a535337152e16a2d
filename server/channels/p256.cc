#include "server/channels/p256.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>
#include <utility>

#include "base/check.h"

namespace toward::server {
namespace {

constexpr char kCurve[] = "prime256v1";
constexpr size_t kMaxPemBytes = 4096;

template <auto kFree>
struct With {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Bio = std::unique_ptr<BIO, With<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, With<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, With<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, With<EC_POINT_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, With<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, With<EVP_MD_CTX_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, With<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, With<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, With<ECDSA_SIG_free>>;
using Key = std::unique_ptr<EVP_PKEY, With<EVP_PKEY_free>>;

void FreeBytes(unsigned char* bytes) { OPENSSL_free(bytes); }

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string PointOf(const BIGNUM* scalar, const EC_GROUP* group) {
  const Point point(EC_POINT_new(group));
  TOWARD_CHECK(EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, nullptr) == 1);
  std::string bytes(kP256PointBytes, '\0');
  TOWARD_CHECK(EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, Bytes(bytes), bytes.size(),
                                  nullptr) == bytes.size());
  return bytes;
}

// A key of the point, and of the scalar unless that is null. Null when the point is not on the curve.
EVP_PKEY* KeyOf(std::string_view point, const BIGNUM* scalar) {
  const ParamBuild build(OSSL_PARAM_BLD_new());
  TOWARD_CHECK(OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, kCurve, 0) == 1);
  TOWARD_CHECK(OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  if (scalar != nullptr) TOWARD_CHECK(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1);
  const Params params(OSSL_PARAM_BLD_to_param(build.get()));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  TOWARD_CHECK(EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata(context.get(), &key, scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get());
  return key;
}

absl::Status NotAKey() {
  return absl::InvalidArgumentError("This is not the PEM text of a private key on the curve P-256.");
}

// A PEM that asks for a password gets none, and so is not read.
int NoPassword(char*, int, int, void*) { return -1; }

}  // namespace

bool IsP256Point(std::string_view bytes) {
  if (bytes.size() != kP256PointBytes || bytes[0] != 0x04) return false;
  return Key(KeyOf(bytes, nullptr)) != nullptr;
}

P256Key P256Key::Draw(Random& random) {
  while (true) {
    std::string scalar = random.Bytes(kP256ScalarBytes);
    std::optional<P256Key> key = FromScalar(scalar);
    OPENSSL_cleanse(scalar.data(), scalar.size());
    if (key) return *std::move(key);
  }
}

std::optional<P256Key> P256Key::FromScalar(std::string_view scalar) {
  if (scalar.size() != kP256ScalarBytes) return std::nullopt;
  const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Number number(BN_secure_new());
  TOWARD_CHECK(BN_bin2bn(Bytes(scalar), static_cast<int>(scalar.size()), number.get()) != nullptr);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) return std::nullopt;
  Handle key(KeyOf(PointOf(number.get(), group.get()), number.get()));
  TOWARD_CHECK(key != nullptr);
  return P256Key(std::move(key));
}

absl::StatusOr<P256Key> P256Key::FromPem(const std::string& pem) {
  if (pem.size() > kMaxPemBytes) return NotAKey();
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Handle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr));
  std::array<char, sizeof(kCurve)> curve{};
  if (key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC ||
      EVP_PKEY_get_group_name(key.get(), curve.data(), curve.size(), nullptr) != 1 ||
      std::string_view(curve.data()) != kCurve) {
    return NotAKey();
  }
  return P256Key(std::move(key));
}

std::string P256Key::ToPem() const {
  const Bio bio(BIO_new(BIO_s_secmem()));
  TOWARD_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

std::string P256Key::PublicPoint() const {
  unsigned char* encoded = nullptr;
  const size_t size = EVP_PKEY_get1_encoded_public_key(key_.get(), &encoded);
  const std::unique_ptr<unsigned char, With<FreeBytes>> owner(encoded);
  TOWARD_CHECK(size == kP256PointBytes);
  return std::string(reinterpret_cast<const char*>(encoded), size);
}

std::optional<std::string> P256Key::Agree(std::string_view point) const {
  if (!IsP256Point(point)) return std::nullopt;
  const Key peer(KeyOf(point, nullptr));
  const Context context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  std::string secret(kP256ScalarBytes, '\0');
  size_t size = secret.size();
  TOWARD_CHECK(EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
               EVP_PKEY_derive(context.get(), Bytes(secret), &size) == 1 && size == secret.size());
  return secret;
}

std::string P256Key::Sign(std::string_view message) const {
  const Digest digest(EVP_MD_CTX_new());
  std::string der(static_cast<size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  size_t size = der.size();
  TOWARD_CHECK(EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
               EVP_DigestSign(digest.get(), Bytes(der), &size, Bytes(message), message.size()) == 1);
  const unsigned char* read = Bytes(std::as_const(der));
  const Signature signature(d2i_ECDSA_SIG(nullptr, &read, static_cast<long>(size)));
  TOWARD_CHECK(signature != nullptr);
  std::string r_and_s(2 * kP256ScalarBytes, '\0');
  constexpr int kHalf = kP256ScalarBytes;
  TOWARD_CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), Bytes(r_and_s), kHalf) == kHalf &&
               BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), Bytes(r_and_s) + kHalf, kHalf) == kHalf);
  return r_and_s;
}

}  // namespace toward::server
