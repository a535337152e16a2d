#include "sync/record.h"

#include <algorithm>
#include <optional>
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
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.field < b.field; });
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

// The winner of a register: the greater stamp, then the greater bytes.
bool Wins(const Register& a, std::string_view a_bytes, const Register& b, std::string_view b_bytes) {
  return a.stamp != b.stamp ? a.stamp > b.stamp : a_bytes > b_bytes;
}

}  // namespace

absl::StatusOr<Record> Record::FromPatch(const v1::Patch& patch) {
  const std::optional<RecordId> id = RecordId::FromBytes(patch.id());
  if (!id.has_value()) return Malformed("A record's id must have 16 bytes.");
  if (patch.kind() == v1::KIND_UNSPECIFIED) return Malformed("A record has no kind.");
  if (patch.ByteSizeLong() > kMaxRecordBytes) return absl::ResourceExhaustedError("A record is larger than 64 KiB.");
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
  absl::StatusOr<std::vector<Piece>> pieces = Cut(patch.body());
  TOWARD_CHECK(pieces.ok());
  uint32_t last = 0;
  for (const Piece& piece : *pieces) {
    if (piece.field != last) run.add_fields(piece.field);
    last = piece.field;
  }
  for (const uint32_t field : cleared) run.add_fields(field);
  absl::StatusOr<Record> record = FromPatch(patch);
  TOWARD_CHECK(record.ok());
  return *std::move(record);
}

v1::Patch Record::ToPatch() const {
  v1::Patch patch;
  patch.set_kind(static_cast<v1::Kind>(kind_));
  patch.set_id(id_.ToBytes());
  patch.set_body(body_);
  for (const Register& reg : registers_) {
    v1::StampRun* run = nullptr;
    for (v1::StampRun& made : *patch.mutable_runs()) {
      if (made.stamp().hlc() == reg.stamp.hlc && made.stamp().replica() == reg.stamp.replica) run = &made;
    }
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
  if (!Gains(other) && overwritten == nullptr) return false;
  Record merged(kind_, id_);
  merged.registers_.reserve(registers_.size() + other.registers_.size());
  bool changed = false;
  auto mine = registers_.begin();
  auto theirs = other.registers_.begin();
  while (mine != registers_.end() || theirs != other.registers_.end()) {
    if (theirs == other.registers_.end() || (mine != registers_.end() && mine->field < theirs->field)) {
      merged.Append(mine->field, mine->stamp, Bytes(*mine));
      ++mine;
    } else if (mine == registers_.end() || theirs->field < mine->field) {
      merged.Append(theirs->field, theirs->stamp, other.Bytes(*theirs));
      changed = true;
      ++theirs;
    } else {
      const bool they_win = Wins(*theirs, other.Bytes(*theirs), *mine, Bytes(*mine));
      const Record& winner = they_win ? other : *this;
      const Record& loser = they_win ? *this : other;
      const Register& won = they_win ? *theirs : *mine;
      const Register& lost = they_win ? *mine : *theirs;
      if (overwritten != nullptr && lost.size > 0 && loser.Bytes(lost) != winner.Bytes(won)) {
        overwritten->push_back({lost.field, lost.stamp, std::string(loser.Bytes(lost))});
      }
      merged.Append(won.field, won.stamp, winner.Bytes(won));
      changed |= they_win;
      ++mine;
      ++theirs;
    }
  }
  if (changed) *this = std::move(merged);
  return changed;
}

bool Record::Gains(const Record& other) const {
  return std::any_of(other.registers_.begin(), other.registers_.end(), [&](const Register& theirs) {
    const Register* mine = Find(theirs.field);
    return mine == nullptr || Wins(theirs, other.Bytes(theirs), *mine, Bytes(*mine));
  });
}

bool operator==(const Record& a, const Record& b) { return a.Serialize() == b.Serialize(); }

}  // namespace toward::sync
