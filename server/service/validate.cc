#include "server/service/validate.h"

#include "base/status_macros.h"
#include "trust/device_identity.h"

namespace toward::server {
namespace {

constexpr size_t kPublicKeyBytes = 32;

}  // namespace

absl::Status CheckLength(std::string_view field, std::string_view bytes, size_t length) {
  return bytes.size() == length ? absl::OkStatus() : WrongLength(field, length);
}

absl::Status CheckRange(std::string_view field, uint64_t value, uint64_t min, uint64_t max) {
  return min <= value && value <= max ? absl::OkStatus() : OutOfRange(field, min, max);
}

absl::StatusOr<NewDevice> ReadDevice(const v1::DeviceKeys& keys) {
  RETURN_IF_ERROR(CheckLength("device.sign_public_key", keys.sign_public_key(), kPublicKeyBytes));
  RETURN_IF_ERROR(CheckLength("device.box_public_key", keys.box_public_key(), kPublicKeyBytes));
  const trust::DevicePublicKeys device{.sign = keys.sign_public_key(), .box = keys.box_public_key()};
  return NewDevice{.id = device.device_id(), .sign_public_key = device.sign, .box_public_key = device.box};
}

}  // namespace toward::server
