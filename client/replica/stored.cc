#include "client/replica/stored.h"

#include <limits>
#include <optional>
#include <vector>

#include "sync/wire.h"

namespace toward::client {

absl::Status DamagedReplica() {
  return absl::DataLossError(
      "The plan on this device is damaged. Join again in a new directory: your partner's device and the server have "
      "everything that was sent.");
}

absl::StatusOr<uint32_t> StoredNumber(const Query& query, int column) {
  const int64_t number = query.Integer(column);
  if (number < 1 || number > std::numeric_limits<uint32_t>::max()) return DamagedReplica();
  return static_cast<uint32_t>(number);
}

absl::StatusOr<RecordId> StoredId(const Query& query, int column) {
  const std::optional<RecordId> id = RecordId::FromBytes(query.Blob(column));
  if (!id.has_value()) return DamagedReplica();
  return *id;
}

absl::StatusOr<sync::Record> StoredRecord(const Query& query, int column, uint32_t kind, const RecordId& id) {
  absl::StatusOr<sync::Record> record = sync::Record::Parse(query.Blob(column));
  if (!record.ok() || record->kind() != kind || record->id() != id) return DamagedReplica();
  return record;
}

absl::StatusOr<std::string_view> StoredBytes(const Query& query, int column, uint32_t field) {
  const std::string_view bytes = query.Blob(column);
  const absl::StatusOr<std::vector<sync::Piece>> pieces = sync::Cut(bytes);
  if (!pieces.ok()) return DamagedReplica();
  for (const sync::Piece& piece : *pieces) {
    if (piece.field != field) return DamagedReplica();
  }
  return bytes;
}

}  // namespace toward::client
