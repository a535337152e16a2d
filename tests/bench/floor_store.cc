#include "tests/bench/floor_store.h"

#include "base/check.h"

namespace toward::bench {
namespace {

std::unique_ptr<Database> OpenFile(const std::string& path) {
  auto database = Database::Open(path, Database::Mode::kReadWriteCreate, 0);
  TOWARD_CHECK(database.ok());
  TOWARD_CHECK((*database)
                   ->Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; "
                             "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536; "
                             "CREATE TABLE IF NOT EXISTS record (family INTEGER NOT NULL, seq INTEGER NOT NULL, "
                             "bytes BLOB NOT NULL, PRIMARY KEY (family, seq)) STRICT, WITHOUT ROWID")
                   .ok());
  return *std::move(database);
}

}  // namespace

FloorStore::FloorStore(const std::string& path) : database_(OpenFile(path)) {}

void FloorStore::Begin() { TOWARD_CHECK(database_->Execute("BEGIN IMMEDIATE").ok()); }

uint64_t FloorStore::Insert(int64_t family, std::string_view bytes) {
  const uint64_t seq = Head(family) + 1;
  auto insert = database_->Prepare("INSERT INTO record (family, seq, bytes) VALUES (?, ?, ?)");
  TOWARD_CHECK(insert.ok() && insert->Bind(family).Bind(seq).Bind(bytes).Run().ok());
  heads_[family] = seq;
  return seq;
}

void FloorStore::Commit() { TOWARD_CHECK(database_->Execute("COMMIT").ok()); }

uint64_t FloorStore::Head(int64_t family) {
  const auto found = heads_.find(family);
  if (found != heads_.end()) return found->second;
  auto query = database_->Prepare("SELECT coalesce(max(seq), 0) FROM record WHERE family = ?");
  TOWARD_CHECK(query.ok());
  const auto row = query->Bind(family).Step();
  TOWARD_CHECK(row.ok() && *row);
  return heads_[family] = static_cast<uint64_t>(query->Integer(0));
}

void FloorStore::ReadAfter(int64_t family, uint64_t seq,
                           absl::FunctionRef<void(uint64_t seq, std::string_view bytes)> visit) {
  auto query = database_->Prepare("SELECT seq, bytes FROM record WHERE family = ? AND seq > ? ORDER BY seq");
  TOWARD_CHECK(query.ok());
  query->Bind(family).Bind(seq);
  while (true) {
    const auto row = query->Step();
    TOWARD_CHECK(row.ok());
    if (!*row) return;
    visit(static_cast<uint64_t>(query->Integer(0)), query->Blob(1));
  }
}

}  // namespace toward::bench
