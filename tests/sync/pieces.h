// Fields as wire bytes, made by protobuf itself, and records made of them.
#ifndef TOWARD_TESTS_SYNC_PIECES_H_
#define TOWARD_TESTS_SYNC_PIECES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/record.h"

namespace toward::sync {

std::string NumberPiece(uint32_t field, uint64_t value);
std::string TextPiece(uint32_t field, std::string_view text);

// An id made of one repeated byte.
RecordId SampleId(char byte = 'r');

struct StampedPiece {
  uint32_t field = 0;
  std::string bytes;
  Stamp stamp;
};

// A Moment with SampleId(), holding these.
Record RecordOf(const std::vector<StampedPiece>& pieces);

// A patch naming `fields` in one run with the stamp (1, 1).
v1::Patch PatchOf(std::string_view body, const std::vector<uint32_t>& fields);

// Any record of a few fields and few stamps, so that two of them often meet. Only inside a RapidCheck property.
Record AnyRecord();

}  // namespace toward::sync

#endif  // TOWARD_TESTS_SYNC_PIECES_H_
