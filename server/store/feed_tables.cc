#include "server/store/feed_tables.h"

namespace toward::server {
namespace {

constexpr FeedTables kFamily = {
    .read_feed = "SELECT head, max_hlc, records, bytes, key_epoch, epoch_due FROM family WHERE family = ?",
    .write_feed = "UPDATE family SET head = ?, max_hlc = ?, records = ?, bytes = ? WHERE family = ?",
    .add_run =
        "INSERT INTO feed_run (first_seq, salt, family) SELECT ?1, ?2, ?3 WHERE ?2 IS NOT "
        "(SELECT salt FROM feed_run WHERE family = ?3 ORDER BY first_seq DESC LIMIT 1)",
    .read_replica =
        "SELECT device, push_no, digest, verdicts, "
        "EXISTS (SELECT 1 FROM device WHERE device.id = replica.device AND device.family = replica.family) "
        "FROM replica WHERE replica = ? AND family = ?",
    .write_replica = "UPDATE replica SET push_no = ?, digest = ?, verdicts = ? WHERE replica = ? AND family = ?",
    .read_record = "SELECT state, hidden FROM record WHERE kind = ? AND id = ? AND family = ?",
    .move_record = "UPDATE record SET seq = ?, state = ?, day = ?, hidden = ? WHERE kind = ? AND id = ? AND family = ?",
    .add_record = "INSERT INTO record (seq, state, day, hidden, kind, id, family) VALUES (?, ?, ?, ?, ?, ?, ?)",
    .read_place = "SELECT head, roster_length, roster_head FROM family WHERE family = ?",
    .read_page = "SELECT seq, state, hidden FROM record WHERE seq > ? AND family = ? ORDER BY seq",
    .read_salt = "SELECT salt FROM feed_run WHERE first_seq <= ? AND family = ? ORDER BY first_seq DESC LIMIT 1",
    .read_push_no = "SELECT push_no FROM replica WHERE replica = ? AND device = ? AND family = ?",
};

// A replica's number is given in the family; the pushes of each feed are counted apart.
constexpr FeedTables kMember = {
    .read_feed =
        "SELECT head, max_hlc, records, bytes, key_epoch, epoch_due FROM private_feed "
        "WHERE family = ? AND member = ?",
    .write_feed =
        "UPDATE private_feed SET head = ?, max_hlc = ?, records = ?, bytes = ? "
        "WHERE family = ? AND member = ?",
    .add_run =
        "INSERT INTO private_run (first_seq, salt, family, member) SELECT ?1, ?2, ?3, ?4 WHERE ?2 IS NOT "
        "(SELECT salt FROM private_run WHERE family = ?3 AND member = ?4 ORDER BY first_seq DESC LIMIT 1)",
    .read_replica =
        "SELECT device, coalesce(private.push_no, 0), coalesce(private.digest, x''), "
        "coalesce(private.verdicts, x''), "
        "EXISTS (SELECT 1 FROM device WHERE device.id = replica.device AND device.family = replica.family) "
        "FROM replica LEFT JOIN private_replica AS private ON private.family = replica.family "
        "AND private.replica = replica.replica AND private.member = ?3 "
        "WHERE replica.replica = ?1 AND replica.family = ?2",
    .write_replica =
        "INSERT OR REPLACE INTO private_replica (push_no, digest, verdicts, replica, family, member) "
        "VALUES (?, ?, ?, ?, ?, ?)",
    .read_record = "SELECT state, 0 FROM private_record WHERE kind = ? AND id = ? AND family = ? AND member = ?",
    .move_record =
        "UPDATE private_record SET seq = ?, state = ? WHERE kind = ? AND id = ? AND family = ? AND member = ?",
    .add_record = "INSERT INTO private_record (seq, state, kind, id, family, member) VALUES (?, ?, ?, ?, ?, ?)",
    .read_place =
        "SELECT private_feed.head, roster_length, roster_head FROM private_feed JOIN family USING (family) "
        "WHERE family = ? AND member = ?",
    .read_page = "SELECT seq, state, 0 FROM private_record WHERE seq > ? AND family = ? AND member = ? ORDER BY seq",
    .read_salt =
        "SELECT salt FROM private_run WHERE first_seq <= ? AND family = ? AND member = ? "
        "ORDER BY first_seq DESC LIMIT 1",
    .read_push_no =
        "SELECT private_replica.push_no FROM private_replica JOIN replica USING (family, replica) "
        "WHERE replica = ? AND device = ? AND family = ? AND member = ?",
};

}  // namespace

const FeedTables& TablesOf(const FeedKey& feed) { return feed.member.has_value() ? kMember : kFamily; }

Query& BindFeed(Query& query, const FeedKey& feed) {
  query.Bind(static_cast<int64_t>(feed.family));
  return feed.member.has_value() ? query.Bind(feed.member->bytes()) : query;
}

}  // namespace toward::server
