// What this replica has changed and the server has not yet confirmed, oldest first.
#ifndef TOWARD_CLIENT_REPLICA_OUTBOX_H_
#define TOWARD_CLIENT_REPLICA_OUTBOX_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/sqlite.h"
#include "sync/restamp.h"
#include "sync/transaction.h"

namespace toward::client {

enum class Visibility {
  // A person's change: part of the screen, counted as waiting.
  kShown,
  // Given back to a restored server; confirmed long ago, so not part of the screen.
  kHidden,
};

struct OutboxEntry {
  int64_t number = 0;
  sync::WrittenAt written;
  sync::Hlc hlc = 0;
  Visibility visibility = Visibility::kShown;
  sync::Transaction records;
};

// Reads and writes inside whatever transaction is open.
class Outbox {
 public:
  // Must outlive it.
  explicit Outbox(Database& database) : database_(database) {}

  // `entry.number` does not count.
  absl::Status Append(const OutboxEntry& entry);
  // Puts other records and another reading in the place of an entry's.
  absl::Status Replace(const OutboxEntry& entry);
  absl::Status Remove(int64_t number);

  // The shown patches of one record, oldest first.
  absl::StatusOr<std::vector<sync::Record>> PatchesOf(uint32_t kind, const RecordId& id);
  // The records of a kind that have shown patches.
  absl::StatusOr<std::vector<RecordId>> IdsOf(uint32_t kind);
  absl::StatusOr<std::vector<uint32_t>> Kinds();

  // The batch that was fixed under this number; empty when there is none.
  absl::StatusOr<std::vector<OutboxEntry>> Batch(uint64_t push_no);
  // Fixes the oldest entries that make one push under this number. The other batches must have been answered.
  absl::Status FixBatch(uint64_t push_no);
  // No batch is fixed any more.
  absl::Status UnfixAll();

  absl::StatusOr<std::vector<OutboxEntry>> Shown();
  absl::StatusOr<int64_t> CountShown();
  absl::StatusOr<int64_t> Size();

 private:
  absl::Status AppendPatches(int64_t number, const sync::Transaction& records);
  absl::StatusOr<sync::Transaction> RecordsOf(int64_t number);
  absl::StatusOr<int64_t> BytesOf(int64_t number);
  // Takes all rows of a query over the outbox's columns, then reads their records.
  absl::StatusOr<std::vector<OutboxEntry>> ReadEntries(Query query);

  Database& database_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_OUTBOX_H_
