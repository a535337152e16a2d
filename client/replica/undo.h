// What each of the newest local changes replaced, so that it can be taken back.
#ifndef TOWARD_CLIENT_REPLICA_UNDO_H_
#define TOWARD_CLIENT_REPLICA_UNDO_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "base/sqlite.h"
#include "sync/record.h"

namespace toward::client {

// One field's value before a change.
struct UndoField {
  uint32_t kind = 0;
  RecordId id;
  uint32_t field = 0;
  // Of what the change wrote.
  sync::Stamp stamp;
  // Default: no write had ever named the field.
  sync::Stamp old_stamp;
  // Raw wire bytes, empty when it was absent.
  std::string old_bytes;
};

// One local change.
struct UndoStep {
  int64_t number = 0;
  std::vector<UndoField> fields;
};

struct StampChange {
  sync::Stamp from;
  sync::Stamp to;
};

// Reads and writes inside whatever transaction is open.
class UndoJournal {
 public:
  // Must outlive it.
  explicit UndoJournal(Database& database) : database_(database) {}

  // Remembers a step; forgets all but the newest 20.
  absl::Status Append(const UndoStep& step);
  // Absent: nothing to take back.
  absl::StatusOr<std::optional<UndoStep>> Newest();
  absl::Status Remove(int64_t number);

  // The value that `taken_back` remembers is shown again, with the stamp `to`: whichever change had written it can be
  // taken back in its turn.
  absl::Status Follow(const UndoField& taken_back, sync::Stamp to);

  // Remembers nothing of a record's values that `which` is true for; a step with nothing left is forgotten.
  using Which = absl::FunctionRef<bool(uint32_t field, sync::Stamp old_stamp, std::string_view old_bytes)>;
  absl::Status ForgetRecord(uint32_t kind, const RecordId& id, Which which);
  // The same for all of a record.
  absl::Status ForgetRecord(uint32_t kind, const RecordId& id);

  // Changes have got other stamps: follows them, in what they wrote and in every value that remembers them.
  // `reseal` gives a remembered value's bytes for its new stamp.
  using Reseal = absl::FunctionRef<absl::StatusOr<std::string>(const UndoField&, sync::Stamp)>;
  absl::Status Restamp(absl::Span<const StampChange> changes, Reseal reseal);

 private:
  absl::StatusOr<std::vector<UndoField>> FieldsOf(int64_t step);
  absl::Status RestampOne(const StampChange& change, Reseal reseal);
  absl::Status AppendField(int64_t step, const UndoField& field);

  Database& database_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_UNDO_H_
