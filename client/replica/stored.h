// What a replica's file holds, read back. A damaged file, or one that another program wrote, can hold anything that
// SQLite accepts; here it is found out.
#ifndef TOWARD_CLIENT_REPLICA_STORED_H_
#define TOWARD_CLIENT_REPLICA_STORED_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/sqlite.h"
#include "sync/record.h"

namespace toward::client {

// DATA_LOSS: what DamagedFile says, in words for a person whose partner and server still have the plan.
absl::Status DamagedReplica();

// Each reads one column of the present row. DamagedReplica: it cannot have been written by this app.
//
// A kind, or the number of a field: 1 to 2^32 - 1.
absl::StatusOr<uint32_t> StoredNumber(const Query& query, int column);
absl::StatusOr<RecordId> StoredId(const Query& query, int column);
// The record `kind`, `id`, or a part of it.
absl::StatusOr<sync::Record> StoredRecord(const Query& query, int column, uint32_t kind, const RecordId& id);
// The raw bytes of `field`; empty when it is cleared. Valid until the next Step.
absl::StatusOr<std::string_view> StoredBytes(const Query& query, int column, uint32_t field);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_STORED_H_
