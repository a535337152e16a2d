// The merge kernel: a record as registers, one per top-level field of its protobuf message.
//
// A register is the field's raw wire bytes and the stamp of the write that set it: a last-writer-wins register (Shapiro
// et al., "A comprehensive study of Convergent and Commutative Replicated Data Types", 2011, section 3.2). Merging two
// records merges field by field; it is commutative, associative and idempotent, and never looks inside a field, so
// what a newer version of the app wrote survives an older one.
#ifndef TOWARD_SYNC_RECORD_H_
#define TOWARD_SYNC_RECORD_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "sync/stamp.h"
#include "toward/v1/sync.pb.h"

namespace toward::sync {

// One field: its stamp, and where its bytes are in the record's body. `size` 0: the field is cleared.
struct Register {
  uint32_t field = 0;
  Stamp stamp = {};
  uint32_t offset = 0;
  uint32_t size = 0;
};

// A value another write has replaced in a merge. The bytes include the tag; never empty.
struct Overwritten {
  uint32_t field = 0;
  Stamp stamp = {};
  std::string bytes;
};

// A whole record, or the part of one that a transaction writes. Always canonical: registers ascend by field, the body
// holds their bytes in that order. Two records with the same registers serialize to the same bytes. A value type.
class Record {
 public:
  // No registers yet.
  Record(uint32_t kind, RecordId id) : kind_(kind), id_(id) {}

  // Checks what came over the wire and makes it canonical: ids have 16 bytes, stamps have a replica, every field of the
  // body is in exactly one run. INVALID_ARGUMENT otherwise, in words that quote nothing; RESOURCE_EXHAUSTED beyond
  // kMaxRecordBytes.
  static absl::StatusOr<Record> FromPatch(const v1::Patch& patch);
  // The same from a serialized Patch.
  static absl::StatusOr<Record> Parse(std::string_view patch);

  // The part of a record that writes the fields set in `fields`, and clears those named in `cleared`, with one stamp.
  // `fields` is a message of the kind, holding only what is written. Any size: CheckTransaction is where a note that is
  // too long is refused. Aborts when nothing is written, a field is both set and cleared, or kind or replica is 0.
  static Record Write(uint32_t kind, RecordId id, const google::protobuf::MessageLite& fields,
                      absl::Span<const uint32_t> cleared, Stamp stamp);

  v1::Patch ToPatch() const;
  // A serialized Patch, the canonical bytes kept on disk and sent as they are.
  std::string Serialize() const;

  uint32_t kind() const { return kind_; }
  const RecordId& id() const { return id_; }
  // A serialized message of the kind.
  std::string_view body() const { return body_; }
  absl::Span<const Register> registers() const { return registers_; }
  bool empty() const { return registers_.empty(); }

  // The register of a field; null when no write ever named it. Valid until the record changes.
  const Register* Find(uint32_t field) const;
  // The raw bytes of a register of this record, tag included.
  std::string_view Bytes(const Register& reg) const { return body().substr(reg.offset, reg.size); }
  // The greatest stamp of any register; a default Stamp when there are none.
  Stamp MaxStamp() const;

  // Sets one register, whatever was there. `bytes`: the field's occurrences one after the other, tags included, or
  // empty to clear it. Aborts when the bytes are not those of the field.
  void Set(uint32_t field, std::string_view bytes, Stamp stamp);

  // Takes over every register of `other` that wins: the greater of (stamp, bytes). Both must be the same record. True
  // when anything changed. When `overwritten` is given, appends each non-empty value that lost with a different value,
  // from either side. Looks at no size: the caller does.
  bool Merge(const Record& other, std::vector<Overwritten>* overwritten = nullptr);

 private:
  // A register and its bytes, of whichever record has them; no register: none.
  struct Value {
    const Register* reg = nullptr;
    std::string_view bytes;
  };

  // FromPatch, of any size.
  static absl::StatusOr<Record> Canonical(const v1::Patch& patch);
  Value ValueOf(const Register* reg) const;
  // The greater stamp, then the greater bytes.
  static bool Wins(const Value& a, const Value& b);
  static void NoteOverwritten(const Value& lost, const Value& won, std::vector<Overwritten>& overwritten);
  // This record with these registers, which ascend by field.
  Record Join(absl::Span<const Value> values) const;
  // Adds the register with the greatest field number so far.
  void Append(uint32_t field, Stamp stamp, std::string_view bytes);

  uint32_t kind_;
  RecordId id_;
  std::string body_;
  std::vector<Register> registers_;
};

// Serializations are equal.
bool operator==(const Record& a, const Record& b);

}  // namespace toward::sync

#endif  // TOWARD_SYNC_RECORD_H_
