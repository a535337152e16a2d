#include "trust/device_identity.h"

#include <sodium.h>

#include <array>
#include <utility>

namespace toward::trust {
namespace {

constexpr std::string_view kDeviceLabel = "toward/v1/device";

const unsigned char* Bytes(std::string_view view) { return reinterpret_cast<const unsigned char*>(view.data()); }
unsigned char* Bytes(std::string& string) { return reinterpret_cast<unsigned char*>(string.data()); }

}  // namespace

std::optional<DevicePublicKeys> DevicePublicKeys::FromBytes(std::string_view sign, std::string_view box) {
  if (sign.size() != crypto_sign_PUBLICKEYBYTES || box.size() != crypto_box_PUBLICKEYBYTES) return std::nullopt;
  return DevicePublicKeys{std::string(sign), std::string(box)};
}

DeviceId DevicePublicKeys::device_id() const {
  const std::string message = std::string(kDeviceLabel) + sign + box;
  return *DeviceId::FromBytes(Blake2b(message, DeviceId::kBytes));
}

DeviceIdentity::DeviceIdentity(const Secret& sign_seed, const Secret& box_seed, DevicePublicKeys public_keys)
    : sign_seed_(sign_seed), box_seed_(box_seed), public_keys_(std::move(public_keys)) {}

DeviceIdentity DeviceIdentity::FromSeeds(const Secret& sign_seed, const Secret& box_seed) {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  DevicePublicKeys keys{std::string(crypto_sign_PUBLICKEYBYTES, '\0'), std::string(crypto_box_PUBLICKEYBYTES, '\0')};
  crypto_sign_seed_keypair(Bytes(keys.sign), secret_key.data(), Bytes(sign_seed.bytes()));
  crypto_box_seed_keypair(Bytes(keys.box), secret_key.data(), Bytes(box_seed.bytes()));
  sodium_memzero(secret_key.data(), secret_key.size());
  return DeviceIdentity(sign_seed, box_seed, std::move(keys));
}

std::string DeviceIdentity::Sign(std::string_view message) const {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  crypto_sign_seed_keypair(public_key.data(), secret_key.data(), Bytes(sign_seed_.bytes()));
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(), secret_key.data());
  sodium_memzero(secret_key.data(), secret_key.size());
  return signature;
}

bool IsProperBoxKey(std::string_view box_public_key) {
  if (box_public_key.size() != crypto_box_PUBLICKEYBYTES) return false;
  // Fails for points of small order, whatever the scalar.
  std::array<unsigned char, crypto_scalarmult_SCALARBYTES> scalar{};
  std::array<unsigned char, crypto_scalarmult_BYTES> product{};
  scalar[0] = 8;
  return crypto_scalarmult(product.data(), scalar.data(), Bytes(box_public_key)) == 0;
}

bool VerifySignature(std::string_view sign_public_key, std::string_view message, std::string_view signature) {
  return sign_public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(), Bytes(sign_public_key)) == 0;
}

}  // namespace toward::trust
