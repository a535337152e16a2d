#include "client/replica/replica.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "client/replica/key_file.h"
#include "client/replica/schema.h"
#include "client/replica/stored.h"
#include "sync/hybrid_clock.h"

namespace toward::client {
namespace {

constexpr int kBusyTimeoutMs = 5000;
constexpr uint32_t kAliveField = 1;
// The way from the server may take as long; nobody notices such a difference.
constexpr int64_t kClockToleranceMs = 1000;

absl::Status ChangeTooLarge() {
  return absl::InvalidArgumentError("This is too much for one change. Do it in several smaller ones.");
}

absl::Status NotEnrolledYet() {
  return absl::FailedPreconditionError(
      "This device has not finished joining. Run `toward sync` with the server in reach.");
}

// Errors: those of Migrate.
absl::Status Prepare(Database& database) {
  absl::Status ready =
      database.Execute("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  if (ready.ok()) ready = Migrate(database);
  return absl::IsDataLoss(ready) ? DamagedReplica() : ready;
}

}  // namespace

Replica::Replica(std::unique_ptr<Database> database, const Words& words, const Clock& clock)
    : database_(std::move(database)),
      words_(words),
      clock_(clock),
      settings_(*database_),
      confirmed_(*database_),
      outbox_(*database_),
      undo_(*database_) {}

absl::StatusOr<std::unique_ptr<Replica>> Replica::Open(const std::string& directory, const Words& words,
                                                       const Clock& clock) {
  const bool own = words.scope() == trust::Scope::kPrivate;
  const std::string path = directory + (own ? "/private.db" : "/replica.db");
  RETURN_IF_ERROR(CheckPrivate(path));
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadWriteCreate, kBusyTimeoutMs));
  RETURN_IF_ERROR(Prepare(*database));
  return std::unique_ptr<Replica>(new Replica(std::move(database), words, clock));
}

absl::StatusOr<std::optional<sync::Record>> Replica::Find(v1::Kind kind, const RecordId& id) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  return FindShown(kind, id);
}

absl::StatusOr<std::optional<sync::Record>> Replica::FindShown(uint32_t kind, const RecordId& id) {
  ASSIGN_OR_RETURN(std::optional<sync::Record> shown, confirmed_.Find(kind, id));
  ASSIGN_OR_RETURN(const std::vector<sync::Record> patches, outbox_.PatchesOf(kind, id));
  for (const sync::Record& patch : patches) {
    if (!shown.has_value()) shown.emplace(kind, id);
    shown->Merge(patch);
  }
  return shown;
}

absl::StatusOr<std::vector<sync::Record>> Replica::List(uint32_t kind) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  return ListShown(kind);
}

absl::StatusOr<std::vector<sync::Record>> Replica::ListShown(uint32_t kind) {
  ASSIGN_OR_RETURN(const std::vector<RecordId> changed, outbox_.IdsOf(kind));
  const std::set<RecordId> overlaid(changed.begin(), changed.end());
  std::vector<sync::Record> records;
  RETURN_IF_ERROR(confirmed_.ForEach(kind, [&](sync::Record record) {
    if (!overlaid.contains(record.id())) records.push_back(std::move(record));
  }));
  for (const RecordId& id : overlaid) {
    ASSIGN_OR_RETURN(std::optional<sync::Record> record, FindShown(kind, id));
    records.push_back(*std::move(record));
  }
  std::sort(records.begin(), records.end(),
            [](const sync::Record& a, const sync::Record& b) { return a.id() < b.id(); });
  return records;
}

absl::StatusOr<std::vector<sync::Record>> Replica::ListDays(v1::Kind kind, int32_t first_day, int32_t last_day) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  ASSIGN_OR_RETURN(const std::vector<RecordId> confirmed, confirmed_.IdsOfDays(kind, first_day, last_day));
  ASSIGN_OR_RETURN(const std::vector<RecordId> changed, outbox_.IdsOf(kind));
  std::set<RecordId> ids(confirmed.begin(), confirmed.end());
  ids.insert(changed.begin(), changed.end());
  std::vector<sync::Record> records;
  for (const RecordId& id : ids) {
    ASSIGN_OR_RETURN(std::optional<sync::Record> record, FindShown(kind, id));
    const std::optional<int32_t> day = DayOf(*record);
    if (day.has_value() && *day >= first_day && *day <= last_day) records.push_back(*std::move(record));
  }
  return records;
}

absl::StatusOr<std::vector<uint32_t>> Replica::Kinds() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  return ShownKinds();
}

absl::StatusOr<std::vector<uint32_t>> Replica::ShownKinds() {
  ASSIGN_OR_RETURN(std::vector<uint32_t> confirmed, confirmed_.Kinds());
  ASSIGN_OR_RETURN(const std::vector<uint32_t> changed, outbox_.Kinds());
  std::set<uint32_t> kinds(confirmed.begin(), confirmed.end());
  kinds.insert(changed.begin(), changed.end());
  return std::vector<uint32_t>(kinds.begin(), kinds.end());
}

absl::Status Replica::Commit(absl::Span<const Write> writes) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(const Moment moment, Tick());
  sync::Transaction records;
  for (const Write& write : writes) {
    ASSIGN_OR_RETURN(sync::Record record, Seal(write, moment.stamp));
    records.push_back(std::move(record));
  }
  ASSIGN_OR_RETURN(const UndoStep step, WhatIsReplaced(records, moment.stamp));
  RETURN_IF_ERROR(PutInOutbox(records, moment));
  RETURN_IF_ERROR(undo_.Append(step));
  return transaction.Commit();
}

absl::StatusOr<sync::Record> Replica::Seal(const Write& write, sync::Stamp stamp) {
  const std::unique_ptr<google::protobuf::Message> message(write.fields->New());
  message->CopyFrom(*write.fields);
  const google::protobuf::FieldDescriptor* const alive = message->GetDescriptor()->FindFieldByNumber(kAliveField);
  if (!message->GetReflection()->HasField(*message, alive)) {
    message->GetReflection()->SetBool(message.get(), alive, true);
  }
  RETURN_IF_ERROR(words_.SealAll(*message, write.id, stamp));
  return sync::Record::Write(write.kind, write.id, *message, write.cleared, stamp);
}

bool Replica::CanBeSent(const sync::Transaction& records) {
  return std::holds_alternative<sync::Transaction>(sync::CheckTransaction(sync::ToProto(records)));
}

absl::Status Replica::PutInOutbox(const sync::Transaction& records, const Moment& moment) {
  if (!CanBeSent(records)) return ChangeTooLarge();
  RETURN_IF_ERROR(NoteSealedEpoch());
  RETURN_IF_ERROR(settings_.SetNumber(setting::kClock, static_cast<int64_t>(moment.stamp.hlc)));
  return outbox_.Append({.written = moment.written, .hlc = moment.stamp.hlc, .records = records});
}

absl::StatusOr<Replica::Moment> Replica::Tick() {
  ASSIGN_OR_RETURN(const uint32_t replica, settings_.Replica());
  if (replica == 0) return NotEnrolledYet();
  ASSIGN_OR_RETURN(const int64_t clock, settings_.Number(setting::kClock));
  ASSIGN_OR_RETURN(const int64_t observed, settings_.Number(setting::kObserved));
  const ClockReading reading = clock_.Now();
  ASSIGN_OR_RETURN(const int64_t wall_ms, ServerWallMs(reading));
  sync::HybridClock hybrid(static_cast<sync::Hlc>(clock));
  hybrid.Observe(static_cast<sync::Hlc>(observed));
  return Moment{{hybrid.Tick(wall_ms), replica}, {reading, static_cast<sync::Hlc>(observed)}};
}

absl::StatusOr<int64_t> Replica::ServerWallMs(const ClockReading& reading) {
  ASSIGN_OR_RETURN(const int64_t server_ms, settings_.Number(setting::kServerMs));
  if (server_ms == 0) return reading.wall_ms;
  ASSIGN_OR_RETURN(const std::optional<std::string> boot_id, settings_.Text(setting::kServerAtBootId));
  if (!reading.boot_id.empty() && boot_id == reading.boot_id) {
    ASSIGN_OR_RETURN(const int64_t boottime_ms, settings_.Number(setting::kServerAtBoottimeMs));
    return server_ms + reading.boottime_ms - boottime_ms;
  }
  ASSIGN_OR_RETURN(const int64_t wall_ms, settings_.Number(setting::kServerAtWallMs));
  return server_ms + reading.wall_ms - wall_ms;
}

absl::Status Replica::NoteServerTime(int64_t server_time_ms) {
  const ClockReading reading = clock_.Now();
  ASSIGN_OR_RETURN(const int64_t believed_ms, ServerWallMs(reading));
  ASSIGN_OR_RETURN(const std::optional<std::string> boot_id, settings_.Text(setting::kServerAtBootId));
  const bool same_boot = boot_id == reading.boot_id;
  if (same_boot && std::abs(believed_ms - server_time_ms) < kClockToleranceMs) return absl::OkStatus();
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  RETURN_IF_ERROR(KeepServerTime(server_time_ms, reading));
  return transaction.Commit();
}

absl::Status Replica::KeepServerTime(int64_t server_time_ms, const ClockReading& reading) {
  RETURN_IF_ERROR(settings_.SetNumber(setting::kServerMs, server_time_ms));
  RETURN_IF_ERROR(settings_.SetNumber(setting::kServerAtWallMs, reading.wall_ms));
  RETURN_IF_ERROR(settings_.SetNumber(setting::kServerAtBoottimeMs, reading.boottime_ms));
  return settings_.SetText(setting::kServerAtBootId, reading.boot_id);
}

absl::StatusOr<int64_t> Replica::NowMs() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  return ServerWallMs(clock_.Now());
}

}  // namespace toward::client
