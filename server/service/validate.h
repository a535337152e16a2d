// The checks every request passes once, at the edge. Each returns INVALID_ARGUMENT, naming the field, otherwise.
#ifndef TOWARD_SERVER_SERVICE_VALIDATE_H_
#define TOWARD_SERVER_SERVICE_VALIDATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "server/refusals.h"
#include "server/store/store.h"
#include "toward/v1/account.pb.h"

namespace toward::server {

// An id of 16 bytes that are not all zero.
template <typename IdType>
absl::StatusOr<IdType> ReadId(std::string_view field, std::string_view bytes) {
  const std::optional<IdType> id = IdType::FromBytes(bytes);
  if (!id.has_value() || *id == IdType{}) return WrongLength(field, IdType::kBytes);
  return *id;
}

absl::Status CheckLength(std::string_view field, std::string_view bytes, size_t length);
absl::Status CheckRange(std::string_view field, uint64_t value, uint64_t min, uint64_t max);

// The device these public keys belong to, under the id that follows from them.
absl::StatusOr<NewDevice> ReadDevice(const v1::DeviceKeys& keys);

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_VALIDATE_H_
