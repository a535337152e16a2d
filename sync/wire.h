// Cutting a serialized protobuf message at its top-level fields, and nothing deeper.
//
// https://protobuf.dev/programming-guides/encoding: a message is the concatenation of its fields, so pieces taken from
// copies of a message and joined again are a message.
#ifndef TOWARD_SYNC_WIRE_H_
#define TOWARD_SYNC_WIRE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace toward::sync {

// One field's raw bytes, tag included.
struct Piece {
  uint32_t field = 0;
  std::string_view bytes;
};

// The pieces of `message` in the order they stand; one field may occur several times. The views point into `message`.
//
// INVALID_ARGUMENT: not a protobuf message, a group, or a field number above kMaxFieldNumber. Whatever it accepts,
// protobuf's own parser reads as the same fields.
absl::StatusOr<std::vector<Piece>> Cut(std::string_view message);

}  // namespace toward::sync

#endif  // TOWARD_SYNC_WIRE_H_
