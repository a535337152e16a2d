// A family's records in feed order: applying pushes, and reading pages.
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

  // Writes what is kept. Must be called before the transaction commits.
  absl::Status Flush();

 private:
  struct FamilyRow {
    sync::Seq head = 0;
    sync::Seq head_before = 0;
    sync::Hlc max_hlc = 0;
    int64_t records = 0;
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
    // The plan day it is of, where its kind has one.
    std::optional<int32_t> day;
    // Of a reflection.
    std::optional<plan::ReflectionWrite> reflection;
  };

  absl::StatusOr<FamilyRow*> Family(FamilyNumber family);
  // Null: the family has no such replica.
  absl::StatusOr<ReplicaRow*> Replica(FamilyNumber family, uint32_t replica);
  // Adds to `answer` its verdict, and what it has moved.
  absl::Status Apply(const Push& push, FamilyRow& row, const sync::Transaction& transaction, PushAnswer& answer);
  // Absent: it changes nothing.
  absl::StatusOr<std::optional<Merge>> MergeWithStored(const Push& push, const sync::Record& record);
  absl::Status Store(FamilyNumber family, FamilyRow& row, const sync::Record& record, const Merge& merge);
  // How far the record is hidden from now on. What it reveals of others is changed anew, as part of the feed.
  absl::StatusOr<plan::Hidden> Reveal(FamilyNumber family, FamilyRow& row, const plan::ReflectionWrite& write);
  absl::Status FlushFamily(FamilyNumber family, const FamilyRow& row);
  absl::Status FlushReplica(FamilyNumber family, uint32_t replica, const ReplicaRow& row);

  Database& database_;
  const StoreLimits& limits_;
  const uint64_t salt_;
  std::map<FamilyNumber, FamilyRow> families_;
  std::map<std::pair<FamilyNumber, uint32_t>, ReplicaRow> replicas_;
};

// Reads on a connection of its own.
class SqliteStoreReader final : public StoreReader {
 public:
  SqliteStoreReader(std::unique_ptr<Database> database, const sync::Epoch& epoch)
      : database_(std::move(database)), epoch_(epoch) {}

  absl::StatusOr<FeedPage> ReadPage(FamilyNumber family, const MemberId& reader, sync::Seq after) override;
  absl::StatusOr<WatchStart> BeginWatch(FamilyNumber family, const DeviceId& device, uint32_t replica,
                                        const sync::Cursor& cursor) override;

 private:
  absl::StatusOr<sync::Seq> Head(FamilyNumber family);
  // The salt in force at `seq`; absent before the family's first change.
  absl::StatusOr<std::optional<uint64_t>> SaltAt(FamilyNumber family, sync::Seq seq);

  const std::unique_ptr<Database> database_;
  const sync::Epoch epoch_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_FEED_H_
