#include "sync/wire.h"

#include <optional>

#include "absl/status/status.h"
#include "sync/limits.h"

namespace toward::sync {
namespace {

enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5 };

constexpr size_t kMaxVarintBytes = 10;
// Protobuf reads tags and lengths as 32-bit numbers and refuses longer ones.
constexpr size_t kMaxTagBytes = 5;
constexpr size_t kMaxLengthBytes = 5;

absl::Status NotAMessage() { return absl::InvalidArgumentError("The body of a record is not a protobuf message."); }

// Takes a varint of at most `max_bytes` off the front of `rest`; absent when there is none.
std::optional<uint64_t> TakeVarint(std::string_view& rest, size_t max_bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < rest.size() && i < max_bytes; ++i) {
    const auto byte = static_cast<uint8_t>(rest[i]);
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      rest.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

// Takes a value of the wire type off the front of `rest`. False when there is none.
bool TakeValue(uint32_t wire_type, std::string_view& rest) {
  uint64_t size = 0;
  switch (wire_type) {
    case kVarint:
      return TakeVarint(rest, kMaxVarintBytes).has_value();
    case kFixed64:
      size = 8;
      break;
    case kFixed32:
      size = 4;
      break;
    case kLengthDelimited: {
      const std::optional<uint64_t> length = TakeVarint(rest, kMaxLengthBytes);
      if (!length.has_value()) return false;
      size = *length;
      break;
    }
    default:
      return false;
  }
  if (size > rest.size()) return false;
  rest.remove_prefix(size);
  return true;
}

}  // namespace

absl::StatusOr<std::vector<Piece>> Cut(std::string_view message) {
  std::vector<Piece> pieces;
  std::string_view rest = message;
  while (!rest.empty()) {
    const std::string_view start = rest;
    const std::optional<uint64_t> tag = TakeVarint(rest, kMaxTagBytes);
    if (!tag.has_value()) return NotAMessage();
    const uint64_t field = *tag >> 3;
    if (field == 0 || field > kMaxFieldNumber) return NotAMessage();
    if (!TakeValue(static_cast<uint32_t>(*tag & 7), rest)) return NotAMessage();
    pieces.push_back({static_cast<uint32_t>(field), start.substr(0, start.size() - rest.size())});
  }
  return pieces;
}

}  // namespace toward::sync
