#include <algorithm>
#include <map>
#include <utility>

#include "base/status_macros.h"
#include "client/replica/replica.h"
#include "toward/v1/options.pb.h"

namespace toward::client {
namespace {

constexpr uint32_t kAliveField = 1;

absl::Status NothingToUndo() { return absl::NotFoundError("There is nothing to take back on this device."); }

absl::Status NewerWritesStand() {
  return absl::FailedPreconditionError(
      "This has been changed again since, so it is not taken back. Change it by hand.");
}

absl::Status TooLargeToUndo() {
  return absl::FailedPreconditionError("This is too much to take back at once, so it stays. Change it by hand.");
}

// The raw bytes of `alive`.
std::string Alive(bool alive) { return {'\x08', alive ? '\x01' : '\x00'}; }

bool IsIn(uint32_t field, absl::Span<const uint32_t> fields) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

bool MadeTheRecord(const std::vector<UndoField>& fields) {
  return std::any_of(fields.begin(), fields.end(), [](const UndoField& field) {
    return field.field == kAliveField && field.old_stamp == sync::Stamp();
  });
}

// Whether the record shows a value that none of these writes set.
bool IsBuiltUpon(const sync::Record& shown, const std::vector<UndoField>& fields) {
  return std::any_of(shown.registers().begin(), shown.registers().end(), [&](const sync::Register& reg) {
    const bool ours = std::any_of(fields.begin(), fields.end(), [&](const UndoField& field) {
      return field.field == reg.field && field.stamp == reg.stamp;
    });
    return reg.size > 0 && !ours;
  });
}

}  // namespace

absl::StatusOr<UndoStep> Replica::WhatIsReplaced(const sync::Transaction& records, sync::Stamp stamp) {
  UndoStep step;
  for (const sync::Record& record : records) {
    ASSIGN_OR_RETURN(const std::optional<sync::Record> shown, FindShown(record.kind(), record.id()));
    for (const sync::Register& written : record.registers()) {
      UndoField field{.kind = record.kind(), .id = record.id(), .field = written.field, .stamp = stamp};
      const sync::Register* const old = shown.has_value() ? shown->Find(written.field) : nullptr;
      if (old != nullptr) {
        field.old_stamp = old->stamp;
        field.old_bytes = shown->Bytes(*old);
      }
      step.fields.push_back(std::move(field));
    }
  }
  return step;
}

absl::Status Replica::Undo() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(const std::optional<UndoStep> step, undo_.Newest());
  if (!step.has_value()) return NothingToUndo();
  std::map<std::pair<uint32_t, RecordId>, std::vector<UndoField>> by_record;
  for (const UndoField& field : step->fields) by_record[{field.kind, field.id}].push_back(field);
  std::vector<std::vector<UndoField>> records;
  for (auto& [record, fields] : by_record) records.push_back(std::move(fields));
  ASSIGN_OR_RETURN(const TakenBack taken, TakeBack(records));
  RETURN_IF_ERROR(undo_.Remove(step->number));
  RETURN_IF_ERROR(transaction.Commit());
  if (taken.records > 0) return absl::OkStatus();
  return taken.too_large ? TooLargeToUndo() : NewerWritesStand();
}

absl::StatusOr<Replica::TakenBack> Replica::TakeBack(absl::Span<const std::vector<UndoField>> records) {
  ASSIGN_OR_RETURN(const Moment moment, Tick());
  sync::Transaction inverse;
  for (const std::vector<UndoField>& fields : records) {
    ASSIGN_OR_RETURN(sync::Record record, Inverse(fields, moment.stamp));
    if (!record.empty()) inverse.push_back(std::move(record));
  }
  if (inverse.empty()) return TakenBack{};
  if (!CanBeSent(inverse)) {
    if (records.size() == 1) return TakenBack{.too_large = true};
    const size_t half = records.size() / 2;
    ASSIGN_OR_RETURN(const TakenBack first, TakeBack(records.subspan(0, half)));
    ASSIGN_OR_RETURN(const TakenBack second, TakeBack(records.subspan(half)));
    return TakenBack{first.records + second.records, first.too_large || second.too_large};
  }
  for (const std::vector<UndoField>& fields : records) {
    for (const UndoField& field : fields) RETURN_IF_ERROR(FollowIfIn(inverse, field, moment.stamp));
  }
  RETURN_IF_ERROR(PutInOutbox(inverse, moment));
  return TakenBack{.records = inverse.size()};
}

absl::Status Replica::FollowIfIn(const sync::Transaction& inverse, const UndoField& field, sync::Stamp stamp) {
  for (const sync::Record& record : inverse) {
    const bool same = record.kind() == field.kind && record.id() == field.id;
    if (same && record.Find(field.field) != nullptr) return undo_.Follow(field, stamp);
  }
  return absl::OkStatus();
}

absl::StatusOr<sync::Record> Replica::Inverse(const std::vector<UndoField>& fields, sync::Stamp stamp) {
  const uint32_t kind = fields.front().kind;
  sync::Record inverse(kind, fields.front().id);
  ASSIGN_OR_RETURN(const std::optional<sync::Record> shown, FindShown(kind, inverse.id()));
  const bool made = MadeTheRecord(fields);
  if (!shown.has_value() || (made && IsBuiltUpon(*shown, fields))) return inverse;
  for (const UndoField& field : fields) {
    const sync::Register* const now = shown->Find(field.field);
    if (now == nullptr || now->stamp != field.stamp) continue;
    const bool stays = made && IsIn(field.field, IdentifyingFields(kind));
    UndoField before = field;
    if (stays) before.old_bytes = std::string(shown->Bytes(*now));
    ASSIGN_OR_RETURN(const std::optional<std::string> bytes, BytesToGiveBack(before, stamp));
    if (bytes.has_value()) inverse.Set(field.field, *bytes, stamp);
  }
  return inverse;
}

absl::StatusOr<std::optional<std::string>> Replica::BytesToGiveBack(const UndoField& field, sync::Stamp stamp) {
  if (field.field == kAliveField && field.old_bytes.empty()) return Alive(false);
  if (field.old_bytes.empty() || !IsIn(field.field, SealedFields(field.kind))) return field.old_bytes;
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, Authors());
  const auto words = words_.OpenField(field.id, field.field, field.old_stamp, field.old_bytes, authors);
  if (!words.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string sealed, words_.Seal(field.id, field.field, stamp, *words));
  return LengthDelimited(field.field, sealed);
}

absl::StatusOr<std::vector<MemberId>> Replica::Authors() {
  std::vector<MemberId> authors = {words_.author()};
  RETURN_IF_ERROR(confirmed_.ForEach(
      v1::KIND_MEMBER, [&](const sync::Record& member) { authors.push_back(IdCast<MemberId>(member.id())); }));
  return authors;
}

}  // namespace toward::client
