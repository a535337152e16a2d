// Records in feed order, of families and of members' private feeds: applying pushes, and reading pages.
#ifndef TOWARD_SERVER_STORE_FEED_H_
#define TOWARD_SERVER_STORE_FEED_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/sqlite.h"
#include "plan/visibility.h"
#include "server/store/store.h"

namespace toward::server {

// The push half of one write transaction. What many pushes of a transaction touch again and again, the family's and the
// replica's rows, is kept here and written once, by Flush.
class FeedWriter {
 public:
  // `salt`: of this run of the server. Both references must outlive it.
  FeedWriter(Database& database, const StoreLimits& limits, uint64_t salt)
      : database_(database), limits_(limits), salt_(salt) {}

  // As StoreWrites::ApplyPush.
  absl::StatusOr<PushAnswer> ApplyPush(const Push& push, int64_t now_ms);

  // Writes what is kept, and forgets it. Must be called before the transaction commits, and before anybody else changes
  // who is in a family.
  absl::Status Flush();

  // Whether words were cleared that must not stay in the files.
  bool cleared() const { return cleared_; }

 private:
  // A feed's row.
  struct FeedRow {
    sync::Seq head = 0;
    sync::Seq head_before = 0;
    sync::Hlc max_hlc = 0;
    int64_t records = 0;
    int64_t bytes = 0;
    // In whose key words are sealed now, and whether the next is due.
    uint32_t key_epoch = 0;
    bool epoch_due = false;
    bool changed = false;
    // The members are to be reminded anew.
    bool replan = false;
  };
  struct ReplicaRow {
    DeviceId device;
    sync::LastPush last;
    std::string verdicts;
    bool changed = false;
  };
  // A record as it will be stored.
  struct Merge {
    bool is_new = true;
    std::string state;
    size_t bytes_before = 0;
    // The plan day it is of, where its kind has one.
    std::optional<int32_t> day;
    // Of a reflection.
    std::optional<plan::ReflectionWrite> reflection;
  };

  // Null: there is no such feed.
  absl::StatusOr<FeedRow*> Feed(const FeedKey& feed);
  // Null: the family has no such replica. NOT_FOUND: its device is no longer in the family.
  absl::StatusOr<ReplicaRow*> Replica(const FeedKey& feed, uint32_t replica);
  // Adds to `answer` its verdict, and what it has moved.
  absl::Status Apply(const Push& push, FeedRow& row, const sync::Transaction& transaction, PushAnswer& answer);
  // Absent: it changes nothing.
  absl::StatusOr<std::optional<Merge>> MergeWithStored(const Push& push, const sync::Record& record);
  absl::Status Store(const FeedKey& feed, FeedRow& row, const sync::Record& record, const Merge& merge);
  // How far the record is hidden from now on. What it reveals of others is changed anew, as part of the feed.
  absl::StatusOr<plan::Hidden> Reveal(FamilyNumber family, FeedRow& row, const plan::ReflectionWrite& write);
  absl::Status FlushFeed(const FeedKey& feed, const FeedRow& row);
  absl::Status FlushReplica(const FeedKey& feed, uint32_t replica, const ReplicaRow& row);

  Database& database_;
  const StoreLimits& limits_;
  const uint64_t salt_;
  std::map<FeedKey, FeedRow> feeds_;
  std::map<std::pair<FeedKey, uint32_t>, ReplicaRow> replicas_;
  bool cleared_ = false;
};

// Reads on a connection of its own.
class SqliteStoreReader final : public StoreReader {
 public:
  SqliteStoreReader(std::unique_ptr<Database> database, const sync::Epoch& epoch)
      : database_(std::move(database)), epoch_(epoch) {}

  absl::StatusOr<FeedPage> ReadPage(const FeedKey& feed, const MemberId& reader, sync::Seq after) override;
  absl::StatusOr<WatchStart> BeginWatch(const FeedKey& feed, const DeviceId& device, uint32_t replica,
                                        const sync::Cursor& cursor) override;

 private:
  struct Place {
    sync::Seq head = 0;
    RosterPlace roster;
  };
  absl::StatusOr<Place> PlaceOf(const FeedKey& feed);
  // The salt in force at `seq`; absent before the feed's first change.
  absl::StatusOr<std::optional<uint64_t>> SaltAt(const FeedKey& feed, sync::Seq seq);

  const std::unique_ptr<Database> database_;
  const sync::Epoch epoch_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_FEED_H_
