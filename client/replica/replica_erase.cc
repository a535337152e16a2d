// Words that are erased leave every place of this device.

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "client/replica/replica.h"

namespace toward::client {
namespace {

constexpr uint32_t kAliveField = 1;
constexpr std::string_view kNotAlive("\x08\x00", 2);

bool IsIn(uint32_t field, absl::Span<const uint32_t> fields) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

// Deleted, with nothing left but what says which of its kind it was.
sync::Record Erased(const sync::Record& record, sync::Stamp stamp) {
  sync::Record erased(record.kind(), record.id());
  for (const sync::Register& reg : record.registers()) {
    if (reg.field == kAliveField || IsIn(reg.field, IdentifyingFields(record.kind()))) continue;
    erased.Set(reg.field, "", stamp);
  }
  erased.Set(kAliveField, kNotAlive, stamp);
  return erased;
}

bool IsErased(const sync::Record& record) {
  const sync::Register* const alive = record.Find(kAliveField);
  if (alive == nullptr || record.Bytes(*alive) != kNotAlive) return false;
  const absl::Span<const uint32_t> sealed = SealedFields(record.kind());
  return std::any_of(sealed.begin(), sealed.end(), [&](uint32_t field) {
    const sync::Register* const reg = record.Find(field);
    return reg != nullptr && reg->size == 0;
  });
}

}  // namespace

absl::StatusOr<int> Replica::Erase(absl::FunctionRef<bool(const sync::Record&)> whether) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(const Moment moment, Tick());
  ASSIGN_OR_RETURN(const std::vector<uint32_t> kinds, ShownKinds());
  sync::Transaction erased;
  for (const uint32_t kind : kinds) {
    ASSIGN_OR_RETURN(const std::vector<sync::Record> records, ListShown(kind));
    for (const sync::Record& record : records) {
      if (!whether(record)) continue;
      erased.push_back(Erased(record, moment.stamp));
      RETURN_IF_ERROR(ForgetErased(record));
    }
  }
  const auto count = static_cast<int>(erased.size());
  RETURN_IF_ERROR(PutInParts(std::move(erased), moment));
  RETURN_IF_ERROR(transaction.Commit());
  return count;
}

absl::Status Replica::ForgetErased(const sync::Record& record) {
  RETURN_IF_ERROR(confirmed_.ForgetReplacedWordsOf(record.kind(), record.id()));
  return undo_.ForgetRecord(record.kind(), record.id());
}

absl::Status Replica::ForgetWordsErasedFrom(const sync::Record& record) {
  if (!IsErased(record)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<sync::Record> merged, confirmed_.Find(record.kind(), record.id()));
  if (!merged.has_value() || !IsErased(*merged)) return absl::OkStatus();
  const std::optional<MemberId> member = MemberOf(*merged);
  if (!member.has_value()) return absl::OkStatus();
  const auto theirs = [&](uint32_t field, sync::Stamp stamp, std::string_view bytes) {
    return words_.OpenField(record.id(), field, stamp, bytes, {*member}).has_value();
  };
  RETURN_IF_ERROR(confirmed_.ForgetReplacedWordsOf(record.kind(), record.id(), theirs));
  return undo_.ForgetRecord(record.kind(), record.id(), theirs);
}

absl::Status Replica::ForgetEverything() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  RETURN_IF_ERROR(
      database_->Execute("DELETE FROM record; DELETE FROM outbox_patch; DELETE FROM outbox; "
                         "DELETE FROM dead_letter; DELETE FROM earlier_words; DELETE FROM undo_field; "
                         "DELETE FROM undo_step"));
  return transaction.Commit();
}

}  // namespace toward::client
