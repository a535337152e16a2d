// The nouns that have 16-byte ids, each a type of its own so that no one passes a child where a ritual belongs.
#ifndef TOWARD_BASE_IDS_H_
#define TOWARD_BASE_IDS_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hex.h"

namespace toward {

// A 16-byte id. The default value is all zeros, which no real id has.
template <typename Noun>
class Id {
 public:
  static constexpr size_t kBytes = 16;

  constexpr Id() = default;

  // Absent unless `bytes` has exactly 16 bytes.
  static std::optional<Id> FromBytes(std::string_view bytes) {
    if (bytes.size() != kBytes) return std::nullopt;
    Id id;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(id.bytes_.data()));
    return id;
  }

  // Valid as long as this id, so not to be asked of a temporary.
  std::string_view bytes() const& { return {reinterpret_cast<const char*>(bytes_.data()), kBytes}; }
  std::string_view bytes() && = delete;
  std::string ToBytes() const { return std::string(bytes()); }
  std::string ToHex() const { return toward::ToHex(bytes()); }

  friend auto operator<=>(const Id&, const Id&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.bytes_);
  }

 private:
  std::array<uint8_t, kBytes> bytes_{};
};

using FamilyId = Id<struct FamilyNoun>;
using MemberId = Id<struct MemberNoun>;
using DeviceId = Id<struct DeviceNoun>;
using InviteId = Id<struct InviteNoun>;
// Any record's id; a member's record has the member's id, and so on.
using RecordId = Id<struct RecordNoun>;

// The same 16 bytes as an id of another noun: a MemberId as the RecordId of the member's record.
template <typename To, typename From>
To IdCast(const From& id) {
  return *To::FromBytes(id.bytes());
}

}  // namespace toward

#endif  // TOWARD_BASE_IDS_H_
