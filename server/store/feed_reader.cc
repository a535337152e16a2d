#include <algorithm>

#include "base/status_macros.h"
#include "server/store/feed.h"
#include "server/store/reveal.h"
#include "sync/limits.h"

namespace toward::server {
namespace {

// Page.records: field 1, length-delimited.
constexpr char kRecordsTag = 0x0a;

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

void AppendVarint(std::string& bytes, uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  bytes += static_cast<char>(value);
}

void AppendRecord(std::string& records, std::string_view state) {
  records += kRecordsTag;
  AppendVarint(records, state.size());
  records += state;
}

absl::StatusOr<bool> MayBeGiven(plan::Hidden hidden, std::string_view state, const MemberId& reader) {
  if (hidden == plan::Hidden::kNo) return true;
  const absl::StatusOr<sync::Record> record = sync::Record::Parse(state);
  if (!record.ok()) return DamagedFile();
  ASSIGN_OR_RETURN(const MemberId author, AuthorOf(*record));
  return plan::MayBeGiven(hidden, author, reader);
}

}  // namespace

absl::StatusOr<FeedPage> SqliteStoreReader::ReadPage(FamilyNumber family, const MemberId& reader, sync::Seq after) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  FeedPage page;
  ASSIGN_OR_RETURN(page.head, Head(family));
  page.cursor = {epoch_, std::min(after, page.head), 0};
  {
    ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT seq, state, hidden FROM record "
                                                     "WHERE family = ? AND seq > ? ORDER BY seq"));
    query.Bind(Number(family)).Bind(page.cursor.seq);
    while (page.records.size() < sync::kTargetPageBytes &&
           page.record_count < static_cast<int>(sync::kMaxPageRecords)) {
      ASSIGN_OR_RETURN(const bool row, query.Step());
      if (!row) {
        page.cursor.seq = page.head;
        break;
      }
      page.cursor.seq = static_cast<sync::Seq>(query.Integer(0));
      const auto hidden = static_cast<plan::Hidden>(query.Integer(2));
      page.personal = page.personal || hidden != plan::Hidden::kNo;
      ASSIGN_OR_RETURN(const bool given, MayBeGiven(hidden, query.Blob(1), reader));
      if (!given) continue;
      AppendRecord(page.records, query.Blob(1));
      ++page.record_count;
    }
  }
  ASSIGN_OR_RETURN(const std::optional<uint64_t> salt, SaltAt(family, page.cursor.seq));
  page.cursor.salt = salt.value_or(0);
  RETURN_IF_ERROR(transaction.Commit());
  return page;
}

absl::StatusOr<WatchStart> SqliteStoreReader::BeginWatch(FamilyNumber family, const DeviceId& device, uint32_t replica,
                                                         const sync::Cursor& cursor) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  WatchStart start;
  sync::FeedPlace place{.epoch = epoch_};
  ASSIGN_OR_RETURN(place.head, Head(family));
  ASSIGN_OR_RETURN(place.salt, SaltAt(family, cursor.seq));
  start.continues = sync::Continues(cursor, place);
  {
    ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT push_no FROM replica "
                                                     "WHERE family = ? AND replica = ? AND device = ?"));
    ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Bind(replica).Bind(device.bytes()).Step());
    if (row) start.last_push_no = static_cast<uint64_t>(query.Integer(0));
  }
  RETURN_IF_ERROR(transaction.Commit());
  return start;
}

absl::StatusOr<sync::Seq> SqliteStoreReader::Head(FamilyNumber family) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT head FROM family WHERE family = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Step());
  return row ? static_cast<sync::Seq>(query.Integer(0)) : 0;
}

absl::StatusOr<std::optional<uint64_t>> SqliteStoreReader::SaltAt(FamilyNumber family, sync::Seq seq) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT salt FROM feed_run WHERE family = ? AND first_seq <= ? "
                                                   "ORDER BY first_seq DESC LIMIT 1"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Bind(seq).Step());
  return row ? std::optional(static_cast<uint64_t>(query.Integer(0))) : std::nullopt;
}

}  // namespace toward::server
