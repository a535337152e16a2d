#include "client/replica/outbox.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "client/replica/stored.h"
#include "sync/limits.h"

namespace toward::client {
namespace {

// Room in a push for what is around its transactions.
constexpr int64_t kPushOverheadBytes = 16 * 1024;
// And for what is around each patch and transaction.
constexpr int64_t kPatchOverheadBytes = 16;

}  // namespace

absl::Status Outbox::Append(const OutboxEntry& entry) {
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("INSERT INTO outbox (hlc, wall_ms, boottime_ms, boot_id, "
                                                    "observed_hlc, hidden) VALUES (?, ?, ?, ?, ?, ?)"));
    const ClockReading& reading = entry.written.reading;
    query.Bind(entry.hlc).Bind(reading.wall_ms).Bind(reading.boottime_ms).Bind(reading.boot_id);
    query.Bind(entry.written.observed).Bind(entry.visibility == Visibility::kHidden ? 1 : 0);
    RETURN_IF_ERROR(query.Run());
  }
  return AppendPatches(database_.LastInsertRowId(), entry.records);
}

absl::Status Outbox::AppendPatches(int64_t number, const sync::Transaction& records) {
  for (const sync::Record& record : records) {
    ASSIGN_OR_RETURN(Query query,
                     database_.Prepare("INSERT INTO outbox_patch (outbox, kind, id, patch) VALUES (?, ?, ?, ?)"));
    const std::string patch = record.Serialize();
    RETURN_IF_ERROR(query.Bind(number).Bind(record.kind()).Bind(record.id().bytes()).Bind(patch).Run());
  }
  return absl::OkStatus();
}

absl::Status Outbox::Replace(const OutboxEntry& entry) {
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("UPDATE outbox SET hlc = ? WHERE number = ?"));
    RETURN_IF_ERROR(query.Bind(entry.hlc).Bind(entry.number).Run());
  }
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM outbox_patch WHERE outbox = ?"));
    RETURN_IF_ERROR(query.Bind(entry.number).Run());
  }
  return AppendPatches(entry.number, entry.records);
}

absl::Status Outbox::Remove(int64_t number) {
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM outbox_patch WHERE outbox = ?"));
    RETURN_IF_ERROR(query.Bind(number).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM outbox WHERE number = ?"));
  return query.Bind(number).Run();
}

absl::StatusOr<std::vector<sync::Record>> Outbox::PatchesOf(uint32_t kind, const RecordId& id) {
  std::vector<sync::Record> patches;
  ASSIGN_OR_RETURN(Query query, database_.Prepare(
                                    "SELECT patch FROM outbox_patch JOIN outbox ON outbox.number = outbox_patch.outbox "
                                    "WHERE kind = ? AND id = ? AND NOT hidden ORDER BY outbox.number"));
  query.Bind(kind).Bind(id.bytes());
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return patches;
    ASSIGN_OR_RETURN(sync::Record patch, StoredRecord(query, 0, kind, id));
    patches.push_back(std::move(patch));
  }
}

absl::StatusOr<std::vector<RecordId>> Outbox::IdsOf(uint32_t kind) {
  std::vector<RecordId> ids;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT DISTINCT id FROM outbox_patch "
                                                  "JOIN outbox ON outbox.number = outbox_patch.outbox "
                                                  "WHERE kind = ? AND NOT hidden ORDER BY id"));
  query.Bind(kind);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return ids;
    ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 0));
    ids.push_back(id);
  }
}

absl::StatusOr<std::vector<uint32_t>> Outbox::Kinds() {
  std::vector<uint32_t> kinds;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT DISTINCT kind FROM outbox_patch ORDER BY kind"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return kinds;
    ASSIGN_OR_RETURN(const uint32_t kind, StoredNumber(query, 0));
    kinds.push_back(kind);
  }
}

absl::StatusOr<std::vector<OutboxEntry>> Outbox::Batch(uint64_t push_no) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("SELECT number, hlc, wall_ms, boottime_ms, boot_id, observed_hlc, hidden "
                                     "FROM outbox WHERE push_no = ? ORDER BY number"));
  query.Bind(push_no);
  return ReadEntries(std::move(query));
}

absl::StatusOr<std::vector<OutboxEntry>> Outbox::Shown() {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("SELECT number, hlc, wall_ms, boottime_ms, boot_id, observed_hlc, hidden "
                                     "FROM outbox WHERE NOT hidden ORDER BY number"));
  return ReadEntries(std::move(query));
}

absl::StatusOr<std::vector<OutboxEntry>> Outbox::ReadEntries(Query query) {
  std::vector<OutboxEntry> entries;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    entries.push_back({.number = query.Integer(0),
                       .written = {.reading = {.wall_ms = query.Integer(2),
                                               .boottime_ms = query.Integer(3),
                                               .boot_id = std::string(query.Blob(4))},
                                   .observed = static_cast<sync::Hlc>(query.Integer(5))},
                       .hlc = static_cast<sync::Hlc>(query.Integer(1)),
                       .visibility = query.Integer(6) != 0 ? Visibility::kHidden : Visibility::kShown});
  }
  for (OutboxEntry& entry : entries) {
    ASSIGN_OR_RETURN(entry.records, RecordsOf(entry.number));
  }
  return entries;
}

absl::StatusOr<sync::Transaction> Outbox::RecordsOf(int64_t number) {
  sync::Transaction records;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT kind, id, patch FROM outbox_patch WHERE outbox = ? "
                                                  "ORDER BY kind, id"));
  query.Bind(number);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    ASSIGN_OR_RETURN(const uint32_t kind, StoredNumber(query, 0));
    ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 1));
    ASSIGN_OR_RETURN(sync::Record record, StoredRecord(query, 2, kind, id));
    records.push_back(std::move(record));
  }
  if (records.empty()) return DamagedReplica();
  return records;
}

absl::StatusOr<int64_t> Outbox::BytesOf(int64_t number) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("SELECT total(length(patch) + ?) FROM outbox_patch WHERE outbox = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(kPatchOverheadBytes).Bind(number).Step());
  TOWARD_CHECK(row);
  return query.Integer(0);
}

absl::Status Outbox::FixBatch(uint64_t push_no) {
  std::vector<int64_t> numbers;
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT number FROM outbox ORDER BY number LIMIT ?"));
    query.Bind(sync::kMaxTransactionsPerPush);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, query.Step());
      if (!row) break;
      numbers.push_back(query.Integer(0));
    }
  }
  int64_t bytes = kPushOverheadBytes;
  for (const int64_t number : numbers) {
    ASSIGN_OR_RETURN(const int64_t more, BytesOf(number));
    bytes += more;
    if (bytes > static_cast<int64_t>(sync::kMaxPushBytes)) break;
    ASSIGN_OR_RETURN(Query fix, database_.Prepare("UPDATE outbox SET push_no = ? WHERE number = ?"));
    RETURN_IF_ERROR(fix.Bind(push_no).Bind(number).Run());
  }
  return absl::OkStatus();
}

absl::Status Outbox::UnfixAll() { return database_.Execute("UPDATE outbox SET push_no = NULL"); }

absl::StatusOr<int64_t> Outbox::CountShown() {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT count(*) FROM outbox WHERE NOT hidden"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  TOWARD_CHECK(row);
  return query.Integer(0);
}

absl::StatusOr<int64_t> Outbox::Size() {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT count(*) FROM outbox"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  TOWARD_CHECK(row);
  return query.Integer(0);
}

}  // namespace toward::client
