#include "tests/sync/pieces.h"

#include <google/protobuf/unknown_field_set.h>
#include <rapidcheck.h>

#include "base/check.h"

namespace toward::sync {
namespace {

std::string AnyValue(uint32_t field) {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return "";
    case 1:
      return NumberPiece(field, *rc::gen::inRange<uint64_t>(0, 3));
    case 2:
      return TextPiece(field, *rc::gen::element<std::string>("", "a", "b", std::string(300, 'c')));
    default:
      return NumberPiece(field, *rc::gen::arbitrary<uint64_t>()) + TextPiece(field, "twice");
  }
}

std::string BytesOf(const google::protobuf::UnknownFieldSet& set) {
  std::string bytes;
  TOWARD_CHECK(set.SerializeToString(&bytes));
  return bytes;
}

}  // namespace

std::string NumberPiece(uint32_t field, uint64_t value) {
  google::protobuf::UnknownFieldSet set;
  set.AddVarint(static_cast<int>(field), value);
  return BytesOf(set);
}

std::string TextPiece(uint32_t field, std::string_view text) {
  google::protobuf::UnknownFieldSet set;
  set.AddLengthDelimited(static_cast<int>(field), std::string(text));
  return BytesOf(set);
}

RecordId SampleId(char byte) { return *RecordId::FromBytes(std::string(RecordId::kBytes, byte)); }

Record RecordOf(const std::vector<StampedPiece>& pieces) {
  Record record(v1::KIND_MOMENT, SampleId());
  for (const StampedPiece& piece : pieces) record.Set(piece.field, piece.bytes, piece.stamp);
  return record;
}

v1::Patch PatchOf(std::string_view body, const std::vector<uint32_t>& fields) {
  v1::Patch patch;
  patch.set_kind(v1::KIND_MOMENT);
  patch.set_id(SampleId().ToBytes());
  patch.set_body(std::string(body));
  v1::StampRun& run = *patch.add_runs();
  run.mutable_stamp()->set_hlc(1);
  run.mutable_stamp()->set_replica(1);
  run.mutable_fields()->Assign(fields.begin(), fields.end());
  return patch;
}

Record AnyRecord() {
  Record record(v1::KIND_MOMENT, SampleId());
  const int writes = *rc::gen::inRange(1, 8);
  for (int i = 0; i < writes; ++i) {
    const auto field = *rc::gen::element<uint32_t>(1, 2, 3, 15, 16, 10'000);
    const Stamp stamp{*rc::gen::inRange<Hlc>(1, 4), *rc::gen::inRange<uint32_t>(1, 3)};
    record.Set(field, AnyValue(field), stamp);
  }
  return record;
}

}  // namespace toward::sync
