// Any bytes as the body of a record: cut at its fields and joined again, beside protobuf's own parser.

#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>

#include <set>
#include <string>
#include <vector>

#include "base/check.h"
#include "sync/limits.h"
#include "sync/record.h"
#include "sync/wire.h"
#include "tests/fuzz/fuzzer.h"
#include "toward/v1/records.pb.h"

namespace toward::sync {
namespace {

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;
using google::protobuf::util::MessageDifferencer;

// What protobuf's parser of messages sees in a message of which it knows no field.
class Seen {
 public:
  explicit Seen(std::string_view message)
      : parsed_(message_.ParseFromArray(message.data(), static_cast<int>(message.size()))) {}

  bool parsed() const { return parsed_; }
  const UnknownFieldSet& fields() const { return message_.GetReflection()->GetUnknownFields(message_); }

 private:
  google::protobuf::Empty message_;
  const bool parsed_;
};

// No group, only field numbers that a record may use, and written as protobuf itself writes it.
bool IsPlainBody(std::string_view message, const Seen& seen) {
  if (!seen.parsed()) return false;
  const UnknownFieldSet& fields = seen.fields();
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.type() == UnknownField::TYPE_GROUP) return false;
    if (static_cast<uint32_t>(field.number()) > kMaxFieldNumber) return false;
  }
  std::string written;
  return fields.SerializeToString(&written) && written == message;
}

// Whatever Cut takes, protobuf reads as the same fields, and the pieces are the whole message.
void CheckPieces(std::string_view message, const std::vector<Piece>& pieces, const UnknownFieldSet& fields) {
  TOWARD_CHECK(static_cast<size_t>(fields.field_count()) == pieces.size());
  std::string joined;
  for (size_t i = 0; i < pieces.size(); ++i) {
    TOWARD_CHECK(static_cast<uint32_t>(fields.field(static_cast<int>(i)).number()) == pieces[i].field);
    const Seen alone(pieces[i].bytes);
    TOWARD_CHECK(alone.parsed() && alone.fields().field_count() == 1);
    joined += pieces[i].bytes;
  }
  TOWARD_CHECK(joined == message);
}

v1::Patch PatchOf(std::string_view body, const std::vector<Piece>& pieces) {
  std::set<uint32_t> fields;
  for (const Piece& piece : pieces) fields.insert(piece.field);
  v1::Patch patch;
  patch.set_kind(v1::KIND_MOMENT);
  patch.set_id(std::string(RecordId::kBytes, 'r'));
  patch.set_body(std::string(body));
  v1::StampRun& run = *patch.add_runs();
  run.mutable_stamp()->set_hlc(1);
  run.mutable_stamp()->set_replica(1);
  run.mutable_fields()->Assign(fields.begin(), fields.end());
  return patch;
}

// A record means what the message meant that it was cut from.
void CheckJoined(std::string_view message, const Record& record) {
  v1::Moment before;
  v1::Moment after;
  const bool is_moment = before.ParseFromArray(message.data(), static_cast<int>(message.size()));
  TOWARD_CHECK(after.ParseFromString(std::string(record.body())) == is_moment);
  if (is_moment) TOWARD_CHECK(MessageDifferencer::Equals(before, after));
}

void Fuzz(std::string_view message) {
  const Seen seen(message);
  const absl::StatusOr<std::vector<Piece>> pieces = Cut(message);
  if (!pieces.ok()) return TOWARD_CHECK(!IsPlainBody(message, seen));
  TOWARD_CHECK(seen.parsed());
  CheckPieces(message, *pieces, seen.fields());
  if (pieces->empty()) return;
  const absl::StatusOr<Record> record = Record::FromPatch(PatchOf(message, *pieces));
  if (record.ok()) {
    CheckJoined(message, *record);
  } else {
    TOWARD_CHECK(absl::IsResourceExhausted(record.status()));
  }
}

}  // namespace
}  // namespace toward::sync

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  toward::sync::Fuzz(toward::fuzz::Bytes(data, size));
  return 0;
}
