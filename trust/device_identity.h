// A device's own keys. Its id is a hash of both public keys, so no one can put other keys under an id.
#ifndef TOWARD_TRUST_DEVICE_IDENTITY_H_
#define TOWARD_TRUST_DEVICE_IDENTITY_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "trust/crypto.h"

namespace toward::trust {

// What others may know of a device.
struct DevicePublicKeys {
  // Ed25519 (RFC 8032) and X25519 (RFC 7748), 32 bytes each.
  std::string sign;
  std::string box;

  // Absent unless both have 32 bytes.
  static std::optional<DevicePublicKeys> FromBytes(std::string_view sign, std::string_view box);

  // BLAKE2b-128("toward/v1/device" || sign || box).
  DeviceId device_id() const;
};

class DeviceIdentity {
 public:
  // From two random seeds.
  static DeviceIdentity FromSeeds(const Secret& sign_seed, const Secret& box_seed);

  const DevicePublicKeys& public_keys() const { return public_keys_; }
  DeviceId device_id() const { return public_keys_.device_id(); }

  // Ed25519, 64 bytes.
  std::string Sign(std::string_view message) const;

  // The seeds, for a key file.
  const Secret& sign_seed() const { return sign_seed_; }
  const Secret& box_seed() const { return box_seed_; }

 private:
  DeviceIdentity(const Secret& sign_seed, const Secret& box_seed, DevicePublicKeys public_keys);

  Secret sign_seed_;
  Secret box_seed_;
  DevicePublicKeys public_keys_;
};

// Whether something can be sealed for the holder of this X25519 key: 32 bytes, and not of the few points that make
// every shared secret the same.
bool IsProperBoxKey(std::string_view box_public_key);

// Whether `signature` is an Ed25519 signature of `message` by the holder of `sign_public_key`.
bool VerifySignature(std::string_view sign_public_key, std::string_view message, std::string_view signature);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_DEVICE_IDENTITY_H_
