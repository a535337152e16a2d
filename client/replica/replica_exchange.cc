#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "client/replica/replica.h"

namespace toward::client {
namespace {

constexpr int64_t kDayMs = int64_t{24} * 60 * 60 * 1000;
constexpr int64_t kKeepEarlierWordsMs = 30 * kDayMs;
// How many records go back to a restored server in one transaction.
constexpr size_t kRepushRecords = 50;
constexpr size_t kRepushBytes = 256 * 1024;

absl::Status AnswerDoesNotFit() {
  return absl::InternalError("The server's answer does not fit what was sent. Update this app or the server.");
}

}  // namespace

absl::StatusOr<uint32_t> Replica::ReplicaNumber() { return settings_.Replica(); }

absl::StatusOr<uint64_t> Replica::AnsweredPushNo() {
  ASSIGN_OR_RETURN(const int64_t last_push_no, settings_.Number(setting::kLastPushNo));
  return static_cast<uint64_t>(last_push_no);
}

absl::Status Replica::TakeReplicaNumber(uint32_t replica) {
  TOWARD_CHECK(replica != 0);
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(std::vector<OutboxEntry> entries, outbox_.Shown());
  std::vector<sync::Stamp> stamps;
  for (const OutboxEntry& entry : entries) stamps.push_back({entry.hlc, replica});
  RETURN_IF_ERROR(StampAgain(std::move(entries), stamps));
  RETURN_IF_ERROR(settings_.SetNumber(setting::kReplica, replica));
  RETURN_IF_ERROR(settings_.SetNumber(setting::kLastPushNo, 0));
  RETURN_IF_ERROR(outbox_.UnfixAll());
  return transaction.Commit();
}

absl::Status ShareNumber(Replica& family, Replica& own) {
  ASSIGN_OR_RETURN(const uint32_t number, family.ReplicaNumber());
  ASSIGN_OR_RETURN(const uint32_t present, own.ReplicaNumber());
  return number == 0 || present != 0 ? absl::OkStatus() : own.TakeReplicaNumber(number);
}

absl::StatusOr<sync::Cursor> Replica::Cursor() { return settings_.Cursor(); }

absl::Status Replica::ApplyPages(absl::Span<const v1::Page> pages) {
  TOWARD_CHECK(!pages.empty() && pages.back().cursor().seq() == pages.back().head());
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  const int64_t now_ms = clock_.WallMs();
  sync::Hlc greatest = 0;
  const auto keep_what_opens = [this](const sync::Record& present, sync::Record& incoming) -> absl::Status {
    if (SealedFields(present.kind()).empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<MemberId> authors, Authors());
    words_.KeepWhatOpens(present, authors, incoming);
    return absl::OkStatus();
  };
  for (const v1::Page& page : pages) {
    for (const v1::Patch& patch : page.records()) {
      ASSIGN_OR_RETURN(const sync::Record record, sync::Record::FromPatch(patch));
      RETURN_IF_ERROR(confirmed_.Merge(record, now_ms, keep_what_opens));
      RETURN_IF_ERROR(ForgetWordsErasedFrom(record));
      greatest = std::max(greatest, record.MaxStamp().hlc);
    }
  }
  RETURN_IF_ERROR(ObserveStamps(greatest));
  RETURN_IF_ERROR(confirmed_.ForgetReplacedWordsBefore(now_ms - kKeepEarlierWordsMs));
  ASSIGN_OR_RETURN(const sync::Cursor cursor, sync::CursorFromProto(pages.back().cursor()));
  RETURN_IF_ERROR(settings_.SetCursor(cursor));
  return transaction.Commit();
}

absl::Status Replica::ObserveStamps(sync::Hlc greatest) {
  ASSIGN_OR_RETURN(const int64_t observed, settings_.Number(setting::kObserved));
  if (greatest <= static_cast<sync::Hlc>(observed)) return absl::OkStatus();
  return settings_.SetNumber(setting::kObserved, static_cast<int64_t>(greatest));
}

absl::StatusOr<std::optional<v1::PushRequest>> Replica::NextPush() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(const uint64_t answered, AnsweredPushNo());
  const uint64_t push_no = answered + 1;
  ASSIGN_OR_RETURN(std::vector<OutboxEntry> batch, outbox_.Batch(push_no));
  if (batch.empty()) {
    RETURN_IF_ERROR(outbox_.FixBatch(push_no));
    ASSIGN_OR_RETURN(batch, outbox_.Batch(push_no));
  }
  RETURN_IF_ERROR(transaction.Commit());
  if (batch.empty()) return std::nullopt;
  v1::PushRequest request;
  ASSIGN_OR_RETURN(const uint32_t replica, ReplicaNumber());
  request.set_replica(replica);
  request.set_push_no(push_no);
  trust::KeyEpoch epoch = words_.epoch();
  ASSIGN_OR_RETURN(const int64_t sealed_epoch, settings_.Number(setting::kSealedEpoch));
  for (const OutboxEntry& entry : batch) {
    *request.add_transactions() = sync::ToProto(entry.records);
    if (entry.visibility == Visibility::kShown) epoch = static_cast<trust::KeyEpoch>(sealed_epoch);
  }
  request.set_scope(words_.scope() == trust::Scope::kPrivate ? v1::SCOPE_MEMBER : v1::SCOPE_FAMILY);
  request.set_key_epoch(epoch);
  request.set_digest(sync::PushDigest(request));
  ASSIGN_OR_RETURN(const int64_t now_ms, NowMs());
  request.set_sent_time_ms(now_ms);
  return request;
}

absl::StatusOr<int64_t> Replica::OutboxSize() { return outbox_.Size(); }

absl::StatusOr<bool> Replica::ChangedByOthers() {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("PRAGMA data_version"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  TOWARD_CHECK(row);
  return std::exchange(data_version_, query.Integer(0)) != query.Integer(0);
}

absl::Status Replica::ApplyAnswer(const v1::PushRequest& request, const v1::PushResponse& response) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(const uint32_t replica, ReplicaNumber());
  ASSIGN_OR_RETURN(const uint64_t answered, AnsweredPushNo());
  if (request.replica() != replica || request.push_no() != answered + 1) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<OutboxEntry> batch, outbox_.Batch(request.push_no()));
  if (static_cast<size_t>(response.verdicts_size()) != batch.size()) return AnswerDoesNotFit();
  const int64_t now_ms = clock_.WallMs();
  for (size_t i = 0; i < batch.size(); ++i) {
    RETURN_IF_ERROR(TakeOver(batch[i], response.verdicts(static_cast<int>(i)), now_ms));
  }
  RETURN_IF_ERROR(settings_.SetNumber(setting::kLastPushNo, static_cast<int64_t>(request.push_no())));
  RETURN_IF_ERROR(outbox_.FixBatch(request.push_no() + 1));
  ASSIGN_OR_RETURN(const int64_t waiting, outbox_.Size());
  if (waiting == 0) RETURN_IF_ERROR(settings_.SetNumber(setting::kLastSyncedMs, now_ms));
  return transaction.Commit();
}

absl::Status Replica::TakeOver(const OutboxEntry& entry, const v1::Verdict& verdict, int64_t now_ms) {
  if (verdict.code() == v1::Verdict::CODE_REJECTED) {
    if (entry.visibility == Visibility::kShown) RETURN_IF_ERROR(KeepDeadLetter(entry, verdict.reason()));
  } else {
    for (const sync::Record& record : entry.records) {
      RETURN_IF_ERROR(confirmed_.Merge(record, now_ms));
      RETURN_IF_ERROR(ForgetWordsErasedFrom(record));
    }
  }
  return outbox_.Remove(entry.number);
}

absl::Status Replica::RestampOutbox(int64_t server_time_ms) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  ASSIGN_OR_RETURN(std::vector<OutboxEntry> entries, outbox_.Shown());
  ASSIGN_OR_RETURN(const uint32_t replica, ReplicaNumber());
  ASSIGN_OR_RETURN(const int64_t observed, settings_.Number(setting::kObserved));
  const ClockReading now = clock_.Now();
  std::vector<sync::WrittenAt> written;
  for (const OutboxEntry& entry : entries) written.push_back(entry.written);
  std::vector<sync::Stamp> stamps;
  sync::Hlc clock = static_cast<sync::Hlc>(observed);
  for (const sync::Hlc hlc : sync::Restamp(written, now, server_time_ms)) {
    stamps.push_back({hlc, replica});
    clock = std::max(clock, hlc);
  }
  RETURN_IF_ERROR(StampAgain(std::move(entries), stamps));
  RETURN_IF_ERROR(settings_.SetNumber(setting::kClock, static_cast<int64_t>(clock)));
  RETURN_IF_ERROR(KeepServerTime(server_time_ms, now));
  return transaction.Commit();
}

absl::Status Replica::StampAgain(std::vector<OutboxEntry> entries, absl::Span<const sync::Stamp> stamps) {
  std::vector<StampChange> changes;
  for (size_t i = 0; i < entries.size(); ++i) {
    OutboxEntry& entry = entries[i];
    const sync::Stamp from = entry.records.front().MaxStamp();
    for (sync::Record& record : entry.records) {
      ASSIGN_OR_RETURN(record, StampAgain(record, from, stamps[i]));
    }
    entry.hlc = stamps[i].hlc;
    changes.push_back({from, stamps[i]});
    RETURN_IF_ERROR(outbox_.Replace(entry));
  }
  return undo_.Restamp(changes, [&](const UndoField& field, sync::Stamp to) -> absl::StatusOr<std::string> {
    const absl::Span<const uint32_t> sealed = SealedFields(field.kind);
    if (std::find(sealed.begin(), sealed.end(), field.field) == sealed.end()) return field.old_bytes;
    return words_.Reseal(field.id, field.field, field.old_stamp, to, field.old_bytes);
  });
}

absl::StatusOr<sync::Record> Replica::StampAgain(const sync::Record& record, sync::Stamp from, sync::Stamp to) {
  const absl::Span<const uint32_t> sealed = SealedFields(record.kind());
  sync::Record stamped(record.kind(), record.id());
  for (const sync::Register& reg : record.registers()) {
    std::string bytes(record.Bytes(reg));
    if (!bytes.empty() && std::find(sealed.begin(), sealed.end(), reg.field) != sealed.end()) {
      ASSIGN_OR_RETURN(bytes, words_.Reseal(record.id(), reg.field, from, to, bytes));
    }
    stamped.Set(reg.field, bytes, to);
  }
  return stamped;
}

absl::Status Replica::RepushEverything(uint64_t last_push_no) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  RETURN_IF_ERROR(
      database_->Execute("DELETE FROM outbox_patch WHERE outbox IN (SELECT number FROM outbox WHERE hidden); "
                         "DELETE FROM outbox WHERE hidden"));
  ASSIGN_OR_RETURN(const std::vector<uint32_t> kinds, confirmed_.Kinds());
  OutboxEntry entry{.visibility = Visibility::kHidden};
  size_t bytes = 0;
  std::vector<OutboxEntry> entries;
  for (const uint32_t kind : kinds) {
    RETURN_IF_ERROR(confirmed_.ForEach(kind, [&](sync::Record record) {
      const size_t size = record.Serialize().size();
      if (entry.records.size() == kRepushRecords || (bytes + size > kRepushBytes && !entry.records.empty())) {
        entries.push_back(std::exchange(entry, {.visibility = Visibility::kHidden}));
        bytes = 0;
      }
      bytes += size;
      entry.records.push_back(std::move(record));
    }));
  }
  if (!entry.records.empty()) entries.push_back(std::move(entry));
  for (const OutboxEntry& made : entries) RETURN_IF_ERROR(outbox_.Append(made));
  RETURN_IF_ERROR(outbox_.UnfixAll());
  RETURN_IF_ERROR(settings_.SetNumber(setting::kLastPushNo, static_cast<int64_t>(last_push_no)));
  RETURN_IF_ERROR(settings_.SetCursor({}));
  return transaction.Commit();
}

absl::Status Replica::NoteSynced() { return settings_.SetNumber(setting::kLastSyncedMs, clock_.WallMs()); }

absl::StatusOr<std::optional<std::string>> Replica::Setting(const std::string& name) { return settings_.Text(name); }

absl::Status Replica::SetSetting(const std::string& name, const std::string& value) {
  return settings_.SetText(name, value);
}

absl::StatusOr<ReplicaStatus> Replica::Status() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  ReplicaStatus status;
  ASSIGN_OR_RETURN(status.changes_waiting, outbox_.CountShown());
  ASSIGN_OR_RETURN(status.dead_letters, CountDeadLetters());
  ASSIGN_OR_RETURN(const int64_t synced_ms, settings_.Number(setting::kLastSyncedMs));
  if (synced_ms != 0) status.last_synced_ms = synced_ms;
  return status;
}

}  // namespace toward::client
