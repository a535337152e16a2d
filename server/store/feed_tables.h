// The SQL of a feed. Families' feeds and members' private ones have tables of their own, of one shape; what is said of
// both stands beside each other here. The last parameters are the feed's key: BindFeed.
#ifndef TOWARD_SERVER_STORE_FEED_TABLES_H_
#define TOWARD_SERVER_STORE_FEED_TABLES_H_

#include "base/sqlite.h"
#include "server/store/store.h"

namespace toward::server {

struct FeedTables {
  // head, max_hlc, records, bytes, key_epoch, epoch_due.
  const char* read_feed;
  // head, max_hlc, records, bytes.
  const char* write_feed;
  // first_seq, salt; nothing when the newest run has this salt.
  const char* add_run;
  // replica; device, push_no, digest, verdicts, whether the device is in the family.
  const char* read_replica;
  // push_no, digest, verdicts, replica.
  const char* write_replica;
  // kind, id; state, hidden.
  const char* read_record;
  // seq, state, [day, hidden,] kind, id.
  const char* move_record;
  const char* add_record;
  // head, and of the family roster_length, roster_head.
  const char* read_place;
  // seq; seq, state, hidden.
  const char* read_page;
  // seq; salt.
  const char* read_salt;
  // replica, device; push_no.
  const char* read_push_no;
};

const FeedTables& TablesOf(const FeedKey& feed);

// Binds the feed's key.
Query& BindFeed(Query& query, const FeedKey& feed);

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_FEED_TABLES_H_
