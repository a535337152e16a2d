#include <algorithm>

#include "base/status_macros.h"
#include "server/store/feed.h"
#include "server/store/feed_tables.h"
#include "server/store/reveal.h"
#include "sync/limits.h"

namespace toward::server {
namespace {

// Page.records: field 1, length-delimited.
constexpr char kRecordsTag = 0x0a;

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

absl::StatusOr<FeedPage> SqliteStoreReader::ReadPage(const FeedKey& feed, const MemberId& reader, sync::Seq after) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  FeedPage page;
  ASSIGN_OR_RETURN(Place place, PlaceOf(feed));
  page.head = place.head;
  page.roster = std::move(place.roster);
  page.cursor = {epoch_, std::min(after, page.head), 0};
  {
    ASSIGN_OR_RETURN(Query query, database_->Prepare(TablesOf(feed).read_page));
    BindFeed(query.Bind(page.cursor.seq), feed);
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
  ASSIGN_OR_RETURN(const std::optional<uint64_t> salt, SaltAt(feed, page.cursor.seq));
  page.cursor.salt = salt.value_or(0);
  RETURN_IF_ERROR(transaction.Commit());
  return page;
}

absl::StatusOr<WatchStart> SqliteStoreReader::BeginWatch(const FeedKey& feed, const DeviceId& device, uint32_t replica,
                                                         const sync::Cursor& cursor) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  WatchStart start;
  ASSIGN_OR_RETURN(Place there, PlaceOf(feed));
  start.roster = std::move(there.roster);
  sync::FeedPlace place{.epoch = epoch_, .head = there.head};
  ASSIGN_OR_RETURN(place.salt, SaltAt(feed, cursor.seq));
  start.continues = sync::Continues(cursor, place);
  {
    ASSIGN_OR_RETURN(Query query, database_->Prepare(TablesOf(feed).read_push_no));
    ASSIGN_OR_RETURN(const bool row, BindFeed(query.Bind(replica).Bind(device.bytes()), feed).Step());
    if (row) start.last_push_no = static_cast<uint64_t>(query.Integer(0));
  }
  RETURN_IF_ERROR(transaction.Commit());
  return start;
}

absl::StatusOr<SqliteStoreReader::Place> SqliteStoreReader::PlaceOf(const FeedKey& feed) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare(TablesOf(feed).read_place));
  ASSIGN_OR_RETURN(const bool row, BindFeed(query, feed).Step());
  if (!row) return Place{};
  return Place{static_cast<sync::Seq>(query.Integer(0)),
               {static_cast<uint32_t>(query.Integer(1)), std::string(query.Blob(2))}};
}

absl::StatusOr<std::optional<uint64_t>> SqliteStoreReader::SaltAt(const FeedKey& feed, sync::Seq seq) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare(TablesOf(feed).read_salt));
  ASSIGN_OR_RETURN(const bool row, BindFeed(query.Bind(seq), feed).Step());
  return row ? std::optional(static_cast<uint64_t>(query.Integer(0))) : std::nullopt;
}

}  // namespace toward::server
