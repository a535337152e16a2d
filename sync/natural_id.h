// Ids of what exists once by nature, computed so that two devices making it offline make the same record.
#ifndef TOWARD_SYNC_NATURAL_ID_H_
#define TOWARD_SYNC_NATURAL_ID_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace toward::sync {

// Collects the parts, then gives the id: BLAKE2b-128 keyed with "toward/v1/natural-id" over the family id, the kind as
// 4 bytes big-endian, and for each part its length as 4 bytes big-endian and its bytes (RFC 7693).
//
//   RecordId id = NaturalId(family, v1::KIND_MOMENT).Add(ritual).AddNumber(day).Finish();
class NaturalId {
 public:
  NaturalId(const FamilyId& family, uint32_t kind);

  NaturalId& Add(std::string_view bytes);
  template <typename Noun>
  NaturalId& Add(const Id<Noun>& id) {
    return Add(id.bytes());
  }
  // A number, a plan day for example, as 4 bytes big-endian, two's complement.
  NaturalId& AddNumber(int32_t number);

  RecordId Finish() const;

 private:
  std::string message_;
};

}  // namespace toward::sync

#endif  // TOWARD_SYNC_NATURAL_ID_H_
