#include "server/store/schema.h"

#include <iterator>

#include "base/status_macros.h"
#include "server/store/record_day.h"
#include "server/store/roster_tables.h"

namespace toward::server {
namespace {

// `fill`, when there is one, computes what SQL cannot; in the same transaction.
struct Migration {
  const char* sql;
  absl::Status (*fill)(Database&) = nullptr;
};

// Step n leads from user_version n - 1 to n. Steps are never changed, only added.
constexpr Migration kMigrations[] = {
    // 1: families and who is in them, their records in feed order, and the runs of the server that wrote them.
    {R"(
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
)"},
    // 2: reminders: which day a record is of, when members are due, and the ledger of deliveries.
    {R"(
ALTER TABLE record ADD COLUMN day INTEGER;
CREATE INDEX record_by_day ON record (family, kind, day) WHERE day IS NOT NULL;

CREATE TABLE reminder_due (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  next_ms INTEGER NOT NULL,
  looked_ms INTEGER NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY (family, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_due_by_next ON reminder_due (next_ms);
INSERT INTO reminder_due SELECT DISTINCT family, member, 0, 0, 0 FROM device;

CREATE TABLE delivery (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  day INTEGER NOT NULL,
  ritual BLOB NOT NULL,
  child BLOB NOT NULL,
  stage INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  device BLOB NOT NULL,
  state INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,
  useful_until_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  held_until_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (family, member, day, ritual, child, stage, channel, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_waiting ON delivery (not_before_ms) WHERE state = 1;

CREATE TABLE asleep (
  family INTEGER NOT NULL,
  day INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  member BLOB NOT NULL,
  PRIMARY KEY (family, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE web_push (
  device BLOB PRIMARY KEY,
  endpoint TEXT NOT NULL,
  p256dh BLOB NOT NULL,
  auth BLOB NOT NULL,
  gone INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_gone (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  address_sha256 BLOB NOT NULL,
  PRIMARY KEY (family, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  token_sha256 BLOB PRIMARY KEY,
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  kind INTEGER NOT NULL,
  UNIQUE (family, member, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE engine (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  high_water_ms INTEGER NOT NULL,
  zone_data BLOB NOT NULL
) STRICT;
INSERT INTO engine VALUES (1, 0, x'');

PRAGMA user_version = 2;
)",
     &FillDays},
    // 3: which reflections are kept from the partner (plan::Hidden). What was given before there was this, stays given.
    {R"(
ALTER TABLE record ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 3;
)"},
    // 4: how many families there are, kept by whoever makes or erases one; and the key for Web Push, which until now
    // was a file of its own that copies did not have.
    {R"(
CREATE TABLE family_count (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  families INTEGER NOT NULL
) STRICT;
INSERT INTO family_count SELECT 1, count(*) FROM family;
CREATE TRIGGER family_made AFTER INSERT ON family BEGIN
  UPDATE family_count SET families = families + 1;
END;
CREATE TRIGGER family_erased AFTER DELETE ON family BEGIN
  UPDATE family_count SET families = families - 1;
END;

ALTER TABLE server ADD COLUMN vapid_key TEXT;

PRAGMA user_version = 4;
)"},
    // 5: who is in a family, as signed statements, and which devices follow from them; invites that end with six
    // digits;
    // private feeds; a number for each family that is never given again; and tickets for making one.
    {kRosterTables},
};

}  // namespace

absl::Status WrittenByANewerVersion() {
  return absl::FailedPreconditionError("A newer version of toward-server wrote this data. Start that version.");
}

int NewestVersion() { return static_cast<int>(std::size(kMigrations)); }

absl::Status Migrate(Database& database) { return MigrateTo(database, NewestVersion()); }

absl::Status MigrateTo(Database& database, int last) {
  ASSIGN_OR_RETURN(const int version, database.UserVersion());
  if (version > last) return WrittenByANewerVersion();
  for (int step = version; step < last; ++step) {
    ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(database));
    RETURN_IF_ERROR(database.Execute(kMigrations[step].sql));
    if (kMigrations[step].fill != nullptr) RETURN_IF_ERROR(kMigrations[step].fill(database));
    RETURN_IF_ERROR(transaction.Commit());
  }
  return absl::OkStatus();
}

}  // namespace toward::server
