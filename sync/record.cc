#include "sync/record.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "sync/limits.h"
#include "sync/wire.h"

namespace toward::sync {
namespace {

absl::Status Malformed(const char* sentence) { return absl::InvalidArgumentError(sentence); }

bool ByField(const Register& a, const Register& b) { return a.field < b.field; }

// The registers that the runs name, ascending, without bytes yet.
absl::StatusOr<std::vector<Register>> NamedRegisters(const v1::Patch& patch) {
  std::vector<Register> registers;
  for (const v1::StampRun& run : patch.runs()) {
    const Stamp stamp{run.stamp().hlc(), run.stamp().replica()};
    if (stamp.replica == 0) return Malformed("A stamp has no replica.");
    for (const uint32_t field : run.fields()) {
      if (field == 0 || field > kMaxFieldNumber) return Malformed("A stamp run names a field out of range.");
      registers.push_back({.field = field, .stamp = stamp});
    }
  }
  if (registers.empty()) return Malformed("A patch writes nothing.");
  std::sort(registers.begin(), registers.end(), ByField);
  const auto twice = std::adjacent_find(registers.begin(), registers.end(),
                                        [](const Register& a, const Register& b) { return a.field == b.field; });
  if (twice != registers.end()) return Malformed("A field is named in two stamp runs.");
  return registers;
}

// Lays the pieces out as a canonical body, filling in where each register's bytes are.
absl::StatusOr<std::string> LayOut(std::vector<Piece> pieces, std::vector<Register>& registers) {
  const auto by_field = [](const Piece& a, const Piece& b) { return a.field < b.field; };
  if (!std::is_sorted(pieces.begin(), pieces.end(), by_field)) std::stable_sort(pieces.begin(), pieces.end(), by_field);
  std::string body;
  auto reg = registers.begin();
  for (const Piece& piece : pieces) {
    while (reg != registers.end() && reg->field < piece.field) ++reg;
    if (reg == registers.end() || reg->field != piece.field) return Malformed("A field is in no stamp run.");
    if (reg->size == 0) reg->offset = static_cast<uint32_t>(body.size());
    reg->size += static_cast<uint32_t>(piece.bytes.size());
    body += piece.bytes;
  }
  return body;
}

// Walks two lists of registers by field: visit(mine, theirs), null where one list has none.
template <typename Visit>
void SideBySide(absl::Span<const Register> mine, absl::Span<const Register> theirs, Visit visit) {
  while (!mine.empty() || !theirs.empty()) {
    const bool take_mine = theirs.empty() || (!mine.empty() && mine[0].field <= theirs[0].field);
    const bool take_theirs = mine.empty() || (!theirs.empty() && theirs[0].field <= mine[0].field);
    visit(take_mine ? &mine[0] : nullptr, take_theirs ? &theirs[0] : nullptr);
    mine.remove_prefix(take_mine ? 1 : 0);
    theirs.remove_prefix(take_theirs ? 1 : 0);
  }
}

}  // namespace

absl::StatusOr<Record> Record::FromPatch(const v1::Patch& patch) {
  if (patch.ByteSizeLong() > kMaxRecordBytes) return absl::ResourceExhaustedError("A record is larger than 64 KiB.");
  return Canonical(patch);
}

absl::StatusOr<Record> Record::Canonical(const v1::Patch& patch) {
  const std::optional<RecordId> id = RecordId::FromBytes(patch.id());
  if (!id.has_value()) return Malformed("A record's id must have 16 bytes.");
  if (patch.kind() == v1::KIND_UNSPECIFIED) return Malformed("A record has no kind.");
  Record record(static_cast<uint32_t>(patch.kind()), *id);
  ASSIGN_OR_RETURN(record.registers_, NamedRegisters(patch));
  ASSIGN_OR_RETURN(std::vector<Piece> pieces, Cut(patch.body()));
  ASSIGN_OR_RETURN(record.body_, LayOut(std::move(pieces), record.registers_));
  return record;
}

absl::StatusOr<Record> Record::Parse(std::string_view patch) {
  v1::Patch parsed;
  if (!parsed.ParseFromArray(patch.data(), static_cast<int>(patch.size()))) return Malformed("Not a patch.");
  return FromPatch(parsed);
}

Record Record::Write(uint32_t kind, RecordId id, const google::protobuf::MessageLite& fields,
                     absl::Span<const uint32_t> cleared, Stamp stamp) {
  v1::Patch patch;
  patch.set_kind(static_cast<v1::Kind>(kind));
  patch.set_id(id.ToBytes());
  patch.set_body(fields.SerializeAsString());
  v1::StampRun& run = *patch.add_runs();
  run.mutable_stamp()->set_hlc(stamp.hlc);
  run.mutable_stamp()->set_replica(stamp.replica);
  const absl::StatusOr<std::vector<Piece>> pieces = Cut(patch.body());
  TOWARD_CHECK(pieces.ok());
  std::set<uint32_t> written;
  for (const Piece& piece : *pieces) written.insert(piece.field);
  for (const uint32_t field : cleared) TOWARD_CHECK(written.insert(field).second);
  run.mutable_fields()->Assign(written.begin(), written.end());
  absl::StatusOr<Record> record = Canonical(patch);
  TOWARD_CHECK(record.ok());
  return *std::move(record);
}

v1::Patch Record::ToPatch() const {
  v1::Patch patch;
  patch.set_kind(static_cast<v1::Kind>(kind_));
  patch.set_id(id_.ToBytes());
  patch.set_body(body_);
  std::map<Stamp, v1::StampRun*> runs;
  for (const Register& reg : registers_) {
    v1::StampRun*& run = runs[reg.stamp];
    if (run == nullptr) {
      run = patch.add_runs();
      run->mutable_stamp()->set_hlc(reg.stamp.hlc);
      run->mutable_stamp()->set_replica(reg.stamp.replica);
    }
    run->add_fields(reg.field);
  }
  return patch;
}

std::string Record::Serialize() const { return ToPatch().SerializeAsString(); }

const Register* Record::Find(uint32_t field) const {
  const auto found = std::lower_bound(registers_.begin(), registers_.end(), Register{.field = field}, ByField);
  return found != registers_.end() && found->field == field ? &*found : nullptr;
}

Stamp Record::MaxStamp() const {
  Stamp max;
  for (const Register& reg : registers_) max = std::max(max, reg.stamp);
  return max;
}

void Record::Set(uint32_t field, std::string_view bytes, Stamp stamp) {
  const absl::StatusOr<std::vector<Piece>> pieces = Cut(bytes);
  TOWARD_CHECK(pieces.ok());
  for (const Piece& piece : *pieces) TOWARD_CHECK(piece.field == field);
  Record updated(kind_, id_);
  bool placed = false;
  for (const Register& reg : registers_) {
    if (!placed && reg.field >= field) {
      updated.Append(field, stamp, bytes);
      placed = true;
    }
    if (reg.field != field) updated.Append(reg.field, reg.stamp, Bytes(reg));
  }
  if (!placed) updated.Append(field, stamp, bytes);
  *this = std::move(updated);
}

void Record::Append(uint32_t field, Stamp stamp, std::string_view bytes) {
  registers_.push_back({.field = field,
                        .stamp = stamp,
                        .offset = bytes.empty() ? 0 : static_cast<uint32_t>(body_.size()),
                        .size = static_cast<uint32_t>(bytes.size())});
  body_ += bytes;
}

bool Record::Merge(const Record& other, std::vector<Overwritten>* overwritten) {
  TOWARD_CHECK(kind_ == other.kind_ && id_ == other.id_);
  std::vector<Value> winners;
  winners.reserve(registers_.size() + other.registers_.size());
  bool changed = false;
  SideBySide(registers_, other.registers_, [&](const Register* mine, const Register* theirs) {
    const Value my_value = ValueOf(mine);
    const Value their_value = other.ValueOf(theirs);
    const bool they_win = mine == nullptr || (theirs != nullptr && Wins(their_value, my_value));
    winners.push_back(they_win ? their_value : my_value);
    changed |= they_win;
    if (overwritten != nullptr) NoteOverwritten(they_win ? my_value : their_value, winners.back(), *overwritten);
  });
  if (changed) *this = Join(winners);
  return changed;
}

Record::Value Record::ValueOf(const Register* reg) const { return reg == nullptr ? Value{} : Value{reg, Bytes(*reg)}; }

bool Record::Wins(const Value& a, const Value& b) {
  return a.reg->stamp != b.reg->stamp ? a.reg->stamp > b.reg->stamp : a.bytes > b.bytes;
}

void Record::NoteOverwritten(const Value& lost, const Value& won, std::vector<Overwritten>& overwritten) {
  if (lost.bytes.empty() || lost.bytes == won.bytes) return;
  overwritten.push_back({lost.reg->field, lost.reg->stamp, std::string(lost.bytes)});
}

Record Record::Join(absl::Span<const Value> values) const {
  Record joined(kind_, id_);
  joined.registers_.reserve(values.size());
  for (const Value& value : values) joined.Append(value.reg->field, value.reg->stamp, value.bytes);
  return joined;
}

bool operator==(const Record& a, const Record& b) { return a.Serialize() == b.Serialize(); }

}  // namespace toward::sync
