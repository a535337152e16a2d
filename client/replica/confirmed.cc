#include "client/replica/confirmed.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "client/replica/stored.h"
#include "client/replica/words.h"
#include "google/protobuf/descriptor.h"

namespace toward::client {
namespace {

// The field of a kind's plan day, by its name in the schema; null when the kind has none.
const google::protobuf::FieldDescriptor* DayField(const google::protobuf::Message& message) {
  return message.GetDescriptor()->FindFieldByName("day");
}

}  // namespace

std::optional<int32_t> DayOf(const sync::Record& record) {
  const std::unique_ptr<google::protobuf::Message> message = NewMessage(record.kind());
  if (message == nullptr || DayField(*message) == nullptr) return std::nullopt;
  const std::string_view body = record.body();
  if (!message->ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  if (!message->GetReflection()->HasField(*message, DayField(*message))) return std::nullopt;
  return message->GetReflection()->GetInt32(*message, DayField(*message));
}

absl::Status Confirmed::Merge(sync::Record record, int64_t now_ms, const Mend& mend) {
  ASSIGN_OR_RETURN(std::optional<sync::Record> stored, Find(record.kind(), record.id()));
  if (!stored.has_value()) return Put(record);
  if (mend != nullptr) RETURN_IF_ERROR(mend(*stored, record));
  std::vector<sync::Overwritten> overwritten;
  const bool changed = stored->Merge(record, &overwritten);
  RETURN_IF_ERROR(KeepReplaced(*stored, overwritten, now_ms));
  return changed ? Put(*stored) : absl::OkStatus();
}

absl::Status Confirmed::Put(const sync::Record& record) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("INSERT OR REPLACE INTO record (kind, id, day, state) VALUES (?, ?, ?, ?)"));
  query.Bind(record.kind()).Bind(record.id().bytes());
  const std::optional<int32_t> day = DayOf(record);
  if (day.has_value()) {
    query.Bind(*day);
  } else {
    query.Bind(std::nullopt);
  }
  const std::string state = record.Serialize();
  return query.Bind(state).Run();
}

absl::Status Confirmed::KeepReplaced(const sync::Record& merged, const std::vector<sync::Overwritten>& overwritten,
                                     int64_t now_ms) {
  const absl::Span<const uint32_t> sealed = SealedFields(merged.kind());
  for (const sync::Overwritten& lost : overwritten) {
    if (std::find(sealed.begin(), sealed.end(), lost.field) == sealed.end()) continue;
    if (merged.Find(lost.field)->stamp.replica == lost.stamp.replica) continue;
    ASSIGN_OR_RETURN(Query query,
                     database_.Prepare("INSERT OR IGNORE INTO earlier_words (kind, id, field, hlc, replica, bytes, "
                                       "replaced_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"));
    query.Bind(merged.kind()).Bind(merged.id().bytes()).Bind(lost.field).Bind(lost.stamp.hlc).Bind(lost.stamp.replica);
    RETURN_IF_ERROR(query.Bind(lost.bytes).Bind(now_ms).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<sync::Record>> Confirmed::Find(uint32_t kind, const RecordId& id) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT state FROM record WHERE kind = ? AND id = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(kind).Bind(id.bytes()).Step());
  if (!row) return std::nullopt;
  return StoredRecord(query, 0, kind, id);
}

absl::Status Confirmed::ForEach(uint32_t kind, absl::FunctionRef<void(sync::Record)> visit) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT id, state FROM record WHERE kind = ? ORDER BY id"));
  query.Bind(kind);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 0));
    ASSIGN_OR_RETURN(sync::Record record, StoredRecord(query, 1, kind, id));
    visit(std::move(record));
  }
}

absl::StatusOr<std::vector<RecordId>> Confirmed::IdsOfDays(uint32_t kind, int32_t first_day, int32_t last_day) {
  std::vector<RecordId> ids;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT id FROM record WHERE kind = ? AND day BETWEEN ? AND ? "
                                                  "ORDER BY id"));
  query.Bind(kind).Bind(first_day).Bind(last_day);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return ids;
    ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 0));
    ids.push_back(id);
  }
}

absl::StatusOr<std::vector<uint32_t>> Confirmed::Kinds() {
  std::vector<uint32_t> kinds;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT DISTINCT kind FROM record ORDER BY kind"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return kinds;
    ASSIGN_OR_RETURN(const uint32_t kind, StoredNumber(query, 0));
    kinds.push_back(kind);
  }
}

absl::StatusOr<std::vector<ReplacedWords>> Confirmed::ListReplacedWords() {
  std::vector<ReplacedWords> words;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT kind, id, field, hlc, replica, bytes FROM earlier_words "
                                                  "ORDER BY hlc, replica, kind, id, field"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return words;
    const sync::Stamp stamp{static_cast<sync::Hlc>(query.Integer(3)), static_cast<uint32_t>(query.Integer(4))};
    ASSIGN_OR_RETURN(const uint32_t kind, StoredNumber(query, 0));
    ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 1));
    ASSIGN_OR_RETURN(const uint32_t field, StoredNumber(query, 2));
    ASSIGN_OR_RETURN(const std::string_view bytes, StoredBytes(query, 5, field));
    words.push_back({kind, id, field, stamp, std::string(bytes)});
  }
}

absl::Status Confirmed::ForgetReplacedWordsOf(uint32_t kind, const RecordId& id, Which which) {
  ASSIGN_OR_RETURN(const std::vector<ReplacedWords> all, ListReplacedWords());
  for (const ReplacedWords& words : all) {
    if (words.kind != kind || words.id != id || !which(words.field, words.stamp, words.bytes)) continue;
    ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM earlier_words WHERE kind = ? AND id = ? AND "
                                                    "field = ? AND hlc = ? AND replica = ?"));
    query.Bind(kind).Bind(id.bytes()).Bind(words.field).Bind(words.stamp.hlc).Bind(words.stamp.replica);
    RETURN_IF_ERROR(query.Run());
  }
  return absl::OkStatus();
}

absl::Status Confirmed::ForgetReplacedWordsOf(uint32_t kind, const RecordId& id) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM earlier_words WHERE kind = ? AND id = ?"));
  return query.Bind(kind).Bind(id.bytes()).Run();
}

absl::Status Confirmed::ForgetReplacedWordsBefore(int64_t time_ms) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM earlier_words WHERE replaced_ms < ?"));
  return query.Bind(time_ms).Run();
}

}  // namespace toward::client
