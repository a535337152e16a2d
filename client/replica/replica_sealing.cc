// The same words under a newer key.

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "client/replica/replica.h"
#include "sync/limits.h"

namespace toward::client {
namespace {

constexpr uint32_t kAliveField = 1;

bool IsAlive(const sync::Record& record) {
  const sync::Register* const alive = record.Find(kAliveField);
  return alive != nullptr && record.Bytes(*alive) == std::string_view("\x08\x01", 2);
}

}  // namespace

absl::Status Replica::NoteSealedEpoch() {
  ASSIGN_OR_RETURN(const int64_t waiting, outbox_.CountShown());
  ASSIGN_OR_RETURN(const int64_t noted, settings_.Number(setting::kSealedEpoch));
  const int64_t epoch = waiting == 0 ? words_.epoch() : std::min<int64_t>(noted, words_.epoch());
  return epoch == noted ? absl::OkStatus() : settings_.SetNumber(setting::kSealedEpoch, epoch);
}

absl::Status Replica::ResealOutbox() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(std::vector<OutboxEntry> entries, outbox_.Shown());
  for (OutboxEntry& entry : entries) {
    for (sync::Record& record : entry.records) {
      const sync::Stamp stamp = record.MaxStamp();
      ASSIGN_OR_RETURN(record, StampAgain(record, stamp, stamp));
    }
    RETURN_IF_ERROR(outbox_.Replace(entry));
  }
  RETURN_IF_ERROR(settings_.SetNumber(setting::kSealedEpoch, words_.epoch()));
  return transaction.Commit();
}

absl::Status Replica::SealAgain(absl::Span<const v1::Kind> kinds) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(const Moment moment, Tick());
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, Authors());
  sync::Transaction again;
  for (const v1::Kind kind : kinds) {
    ASSIGN_OR_RETURN(const std::vector<sync::Record> records, ListShown(kind));
    for (const sync::Record& record : records) {
      ASSIGN_OR_RETURN(sync::Record sealed, SealedAgain(record, authors, moment.stamp));
      if (!sealed.empty()) again.push_back(std::move(sealed));
    }
  }
  RETURN_IF_ERROR(PutInParts(std::move(again), moment));
  return transaction.Commit();
}

absl::StatusOr<sync::Record> Replica::SealedAgain(const sync::Record& record, absl::Span<const MemberId> authors,
                                                  sync::Stamp stamp) {
  sync::Record again(record.kind(), record.id());
  if (!IsAlive(record)) return again;
  for (const uint32_t field : SealedFields(record.kind())) {
    const sync::Register* const reg = record.Find(field);
    if (reg == nullptr || reg->size == 0) continue;
    const auto words = words_.OpenField(record.id(), field, reg->stamp, record.Bytes(*reg), authors);
    if (!words.has_value()) continue;
    ASSIGN_OR_RETURN(const std::string sealed, words_.Seal(record.id(), field, stamp, *words));
    again.Set(field, LengthDelimited(field, sealed), stamp);
  }
  if (!again.empty()) again.Set(kAliveField, record.Bytes(*record.Find(kAliveField)), stamp);
  return again;
}

absl::Status Replica::PutInParts(sync::Transaction records, const Moment& moment) {
  if (records.empty()) return absl::OkStatus();
  if (records.size() == 1 || CanBeSent(records)) return PutInOutbox(records, moment);
  const auto middle = records.begin() + static_cast<std::ptrdiff_t>(records.size() / 2);
  sync::Transaction second(std::make_move_iterator(middle), std::make_move_iterator(records.end()));
  records.erase(middle, records.end());
  RETURN_IF_ERROR(PutInParts(std::move(records), moment));
  return PutInParts(std::move(second), moment);
}

}  // namespace toward::client
