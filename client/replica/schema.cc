#include "client/replica/schema.h"

#include <array>

#include "base/status_macros.h"
#include "client/replica/stored.h"

namespace toward::client {
namespace {

absl::Status WrittenByANewerVersion() {
  return absl::FailedPreconditionError("A newer version of toward wrote this plan. Use that version.");
}

// Step n leads from user_version n - 1 to n. Steps are never changed, only added.
constexpr std::array kMigrations = {
    // 1: what the server confirmed, what waits to be sent, and what must not be forgotten meanwhile.
    R"(
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  day INTEGER,
  state BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_day ON record (kind, day) WHERE day IS NOT NULL;

CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hlc INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  boottime_ms INTEGER NOT NULL,
  boot_id BLOB NOT NULL,
  observed_hlc INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  push_no INTEGER
) STRICT;

CREATE TABLE outbox_patch (
  outbox INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  patch BLOB NOT NULL,
  PRIMARY KEY (outbox, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_patch_by_id ON outbox_patch (kind, id);

CREATE TABLE dead_letter (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  reason INTEGER NOT NULL,
  transaction_bytes BLOB NOT NULL
) STRICT;

CREATE TABLE earlier_words (
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  field INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  replica INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  replaced_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id, field, hlc, replica)
) STRICT, WITHOUT ROWID;

CREATE TABLE undo_step (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hlc INTEGER NOT NULL,
  replica INTEGER NOT NULL
) STRICT;

CREATE TABLE undo_field (
  step INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  field INTEGER NOT NULL,
  old_hlc INTEGER NOT NULL,
  old_replica INTEGER NOT NULL,
  old_bytes BLOB NOT NULL,
  PRIMARY KEY (step, kind, id, field)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
)",
    // 2: undo knows for each field, not for each step, with which stamp it was written: what an undo gives back has a
    // stamp of its own.
    R"(
ALTER TABLE undo_field ADD COLUMN hlc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE undo_field ADD COLUMN replica INTEGER NOT NULL DEFAULT 0;
UPDATE undo_field SET
  hlc = (SELECT hlc FROM undo_step WHERE number = step),
  replica = (SELECT replica FROM undo_step WHERE number = step);
ALTER TABLE undo_step DROP COLUMN hlc;
ALTER TABLE undo_step DROP COLUMN replica;

PRAGMA user_version = 2;
)",
};

// DamagedReplica: the file has other tables than one of this version, which is at least 1; or, at 0, any at all.
absl::Status CheckItIsOurs(Database& database, int version) {
  constexpr int64_t kTables = 8;
  ASSIGN_OR_RETURN(Query query,
                   database.Prepare("SELECT count(*), count(*) FILTER (WHERE name IN ('setting', 'record', 'outbox', "
                                    "'outbox_patch', 'dead_letter', 'earlier_words', 'undo_step', 'undo_field')) "
                                    "FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"));
  RETURN_IF_ERROR(query.Step().status());
  const bool ours = version == 0 ? query.Integer(0) == 0 : version > 0 && query.Integer(1) == kTables;
  return ours ? absl::OkStatus() : DamagedReplica();
}

}  // namespace

absl::Status Migrate(Database& database) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(database));
  ASSIGN_OR_RETURN(const int version, database.UserVersion());
  if (version > static_cast<int>(kMigrations.size())) return WrittenByANewerVersion();
  RETURN_IF_ERROR(CheckItIsOurs(database, version));
  for (size_t step = static_cast<size_t>(version); step < kMigrations.size(); ++step) {
    RETURN_IF_ERROR(database.Execute(kMigrations[step]));
  }
  return transaction.Commit();
}

}  // namespace toward::client
