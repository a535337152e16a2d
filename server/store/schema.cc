#include "server/store/schema.h"

#include <array>

#include "base/status_macros.h"

namespace toward::server {
namespace {

absl::Status WrittenByANewerVersion() {
  return absl::FailedPreconditionError("A newer version of toward-server wrote this data. Start that version.");
}

// Step n leads from user_version n - 1 to n. Steps are never changed, only added.
constexpr std::array kMigrations = {
    // 1: families and who is in them, their records in feed order, and the runs of the server that wrote them.
    R"(
CREATE TABLE server (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch BLOB NOT NULL,
  origin TEXT NOT NULL
) STRICT;

CREATE TABLE family (
  family INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  head INTEGER NOT NULL,
  max_hlc INTEGER NOT NULL,
  records INTEGER NOT NULL
) STRICT;

CREATE TABLE device (
  id BLOB PRIMARY KEY,
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  sign_public_key BLOB NOT NULL,
  box_public_key BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_by_family ON device (family);

CREATE TABLE replica (
  family INTEGER NOT NULL,
  replica INTEGER NOT NULL,
  device BLOB NOT NULL,
  push_no INTEGER NOT NULL,
  digest BLOB NOT NULL,
  verdicts BLOB NOT NULL,
  PRIMARY KEY (family, replica)
) STRICT, WITHOUT ROWID;

CREATE TABLE invite (
  id BLOB PRIMARY KEY,
  family INTEGER NOT NULL,
  inviter BLOB NOT NULL,
  member BLOB,
  redeem_key_sha256 BLOB NOT NULL,
  offer BLOB NOT NULL,
  expire_time_ms INTEGER NOT NULL,
  used_by BLOB,
  replica INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_by_family ON invite (family);

CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,
  device BLOB NOT NULL,
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  expire_time_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_device ON session (device);

CREATE TABLE record (
  family INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  state BLOB NOT NULL,
  PRIMARY KEY (family, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX record_by_id ON record (family, kind, id);

CREATE TABLE feed_run (
  family INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  salt INTEGER NOT NULL,
  PRIMARY KEY (family, first_seq)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
)",
};

}  // namespace

absl::Status Migrate(Database& database) {
  ASSIGN_OR_RETURN(const int version, database.UserVersion());
  if (version > static_cast<int>(kMigrations.size())) return WrittenByANewerVersion();
  for (size_t step = static_cast<size_t>(version); step < kMigrations.size(); ++step) {
    ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(database));
    RETURN_IF_ERROR(database.Execute(kMigrations[step]));
    RETURN_IF_ERROR(transaction.Commit());
  }
  return absl::OkStatus();
}

}  // namespace toward::server
