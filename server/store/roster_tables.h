// The step of the schema with which families got a roster (schema.cc has all steps).
#ifndef TOWARD_SERVER_STORE_ROSTER_TABLES_H_
#define TOWARD_SERVER_STORE_ROSTER_TABLES_H_

namespace toward::server {

inline constexpr char kRosterTables[] = R"(
ALTER TABLE family_count ADD COLUMN next_family INTEGER NOT NULL DEFAULT 1;
UPDATE family_count SET next_family = (SELECT coalesce(max(family), 0) + 1 FROM family);
DROP TRIGGER family_made;
CREATE TRIGGER family_made AFTER INSERT ON family BEGIN
  UPDATE family_count SET families = families + 1, next_family = max(next_family, new.family + 1);
END;

ALTER TABLE family ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE family ADD COLUMN key_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE family ADD COLUMN epoch_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE family ADD COLUMN roster_length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE family ADD COLUMN roster_head BLOB NOT NULL DEFAULT x'';
UPDATE family SET bytes = (SELECT coalesce(sum(length(state)), 0) FROM record WHERE record.family = family.family);

CREATE TABLE roster (
  family INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  statement BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (family, seq)
) STRICT, WITHOUT ROWID;

ALTER TABLE device ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;

CREATE INDEX session_by_expiry ON session (expire_time_ms);

ALTER TABLE invite RENAME TO former_invite;
CREATE TABLE invite (
  id BLOB PRIMARY KEY,
  family INTEGER NOT NULL,
  inviter BLOB NOT NULL,
  own_device INTEGER NOT NULL,
  redeem_key_sha256 BLOB NOT NULL,
  offer BLOB NOT NULL,
  opened_ms INTEGER NOT NULL,
  expire_time_ms INTEGER NOT NULL,
  forget_ms INTEGER NOT NULL,
  state INTEGER NOT NULL,
  further_claims INTEGER NOT NULL,
  joining BLOB,
  reveal BLOB,
  welcome BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_of_family ON invite (family);
CREATE INDEX invite_by_forget ON invite (forget_ms);

CREATE TABLE private_feed (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  head INTEGER NOT NULL,
  max_hlc INTEGER NOT NULL,
  records INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  key_epoch INTEGER NOT NULL,
  epoch_due INTEGER NOT NULL,
  PRIMARY KEY (family, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE private_record (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  state BLOB NOT NULL,
  PRIMARY KEY (family, member, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX private_record_by_id ON private_record (family, member, kind, id);

CREATE TABLE private_run (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  first_seq INTEGER NOT NULL,
  salt INTEGER NOT NULL,
  PRIMARY KEY (family, member, first_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE private_replica (
  family INTEGER NOT NULL,
  member BLOB NOT NULL,
  replica INTEGER NOT NULL,
  push_no INTEGER NOT NULL,
  digest BLOB NOT NULL,
  verdicts BLOB NOT NULL,
  PRIMARY KEY (family, member, replica)
) STRICT, WITHOUT ROWID;

ALTER TABLE server ADD COLUMN ticket_key BLOB;
CREATE TABLE used_ticket (
  nonce BLOB PRIMARY KEY,
  expire_time_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
)";

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_ROSTER_TABLES_H_
