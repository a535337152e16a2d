#include "client/replica/undo.h"

#include <utility>

#include "base/status_macros.h"
#include "client/replica/stored.h"

namespace toward::client {
namespace {

constexpr int64_t kMaxSteps = 20;

}  // namespace

absl::Status UndoJournal::Append(const UndoStep& step) {
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("INSERT INTO undo_step DEFAULT VALUES"));
    RETURN_IF_ERROR(query.Run());
  }
  const int64_t number = database_.LastInsertRowId();
  for (const UndoField& field : step.fields) RETURN_IF_ERROR(AppendField(number, field));
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM undo_field WHERE step <= ?"));
    RETURN_IF_ERROR(query.Bind(number - kMaxSteps).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM undo_step WHERE number <= ?"));
  return query.Bind(number - kMaxSteps).Run();
}

absl::Status UndoJournal::AppendField(int64_t step, const UndoField& field) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("INSERT OR REPLACE INTO undo_field (step, kind, id, field, hlc, replica, old_hlc, "
                                     "old_replica, old_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  query.Bind(step).Bind(field.kind).Bind(field.id.bytes()).Bind(field.field);
  query.Bind(field.stamp.hlc).Bind(field.stamp.replica);
  return query.Bind(field.old_stamp.hlc).Bind(field.old_stamp.replica).Bind(field.old_bytes).Run();
}

absl::StatusOr<std::optional<UndoStep>> UndoJournal::Newest() {
  UndoStep step;
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT number FROM undo_step ORDER BY number DESC LIMIT 1"));
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return std::nullopt;
    step.number = query.Integer(0);
  }
  ASSIGN_OR_RETURN(step.fields, FieldsOf(step.number));
  return step;
}

absl::StatusOr<std::vector<UndoField>> UndoJournal::FieldsOf(int64_t step) {
  std::vector<UndoField> fields;
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("SELECT kind, id, field, hlc, replica, old_hlc, old_replica, old_bytes "
                                     "FROM undo_field WHERE step = ? ORDER BY kind, id, field"));
  query.Bind(step);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return fields;
    const sync::Stamp stamp{static_cast<sync::Hlc>(query.Integer(3)), static_cast<uint32_t>(query.Integer(4))};
    const sync::Stamp old_stamp{static_cast<sync::Hlc>(query.Integer(5)), static_cast<uint32_t>(query.Integer(6))};
    ASSIGN_OR_RETURN(const uint32_t kind, StoredNumber(query, 0));
    ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 1));
    ASSIGN_OR_RETURN(const uint32_t field, StoredNumber(query, 2));
    ASSIGN_OR_RETURN(const std::string_view old_bytes, StoredBytes(query, 7, field));
    fields.push_back({kind, id, field, stamp, old_stamp, std::string(old_bytes)});
  }
}

absl::Status UndoJournal::Remove(int64_t number) {
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM undo_field WHERE step = ?"));
    RETURN_IF_ERROR(query.Bind(number).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM undo_step WHERE number = ?"));
  return query.Bind(number).Run();
}

absl::Status UndoJournal::Follow(const UndoField& taken_back, sync::Stamp to) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("UPDATE undo_field SET hlc = ?, replica = ? WHERE kind = ? AND id = ? "
                                     "AND field = ? AND hlc = ? AND replica = ?"));
  query.Bind(to.hlc).Bind(to.replica).Bind(taken_back.kind).Bind(taken_back.id.bytes()).Bind(taken_back.field);
  return query.Bind(taken_back.old_stamp.hlc).Bind(taken_back.old_stamp.replica).Run();
}

absl::Status UndoJournal::Restamp(absl::Span<const StampChange> changes, Reseal reseal) {
  if (changes.empty()) return absl::OkStatus();
  for (const StampChange& change : changes) RETURN_IF_ERROR(RestampOne(change, reseal));
  const uint32_t replica = changes.front().to.replica;
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("UPDATE undo_field SET replica = ? WHERE replica = -1"));
    RETURN_IF_ERROR(query.Bind(replica).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_.Prepare("UPDATE undo_field SET old_replica = ? WHERE old_replica = -1"));
  return query.Bind(replica).Run();
}

// Until all have moved, the moved ones have replica -1: a new stamp may equal the old one of the next.
absl::Status UndoJournal::RestampOne(const StampChange& change, Reseal reseal) {
  const auto& [from, to] = change;
  {
    ASSIGN_OR_RETURN(Query query,
                     database_.Prepare("UPDATE undo_field SET hlc = ?, replica = -1 WHERE hlc = ? AND replica = ?"));
    RETURN_IF_ERROR(query.Bind(to.hlc).Bind(from.hlc).Bind(from.replica).Run());
  }
  std::vector<std::pair<int64_t, UndoField>> remembered;
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT step, kind, id, field, old_bytes FROM undo_field "
                                                    "WHERE old_hlc = ? AND old_replica = ? ORDER BY step"));
    query.Bind(from.hlc).Bind(from.replica);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, query.Step());
      if (!row) break;
      ASSIGN_OR_RETURN(const uint32_t kind, StoredNumber(query, 1));
      ASSIGN_OR_RETURN(const RecordId id, StoredId(query, 2));
      ASSIGN_OR_RETURN(const uint32_t field, StoredNumber(query, 3));
      ASSIGN_OR_RETURN(const std::string_view bytes, StoredBytes(query, 4, field));
      remembered.emplace_back(
          query.Integer(0),
          UndoField{.kind = kind, .id = id, .field = field, .old_stamp = from, .old_bytes = std::string(bytes)});
    }
  }
  for (const auto& [step, field] : remembered) {
    ASSIGN_OR_RETURN(const std::string bytes, reseal(field, to));
    ASSIGN_OR_RETURN(Query query,
                     database_.Prepare("UPDATE undo_field SET old_hlc = ?, old_replica = -1, "
                                       "old_bytes = ? WHERE step = ? AND kind = ? AND id = ? AND field = ?"));
    query.Bind(to.hlc).Bind(bytes).Bind(step).Bind(field.kind).Bind(field.id.bytes()).Bind(field.field);
    RETURN_IF_ERROR(query.Run());
  }
  return absl::OkStatus();
}

absl::Status UndoJournal::ForgetRecord(uint32_t kind, const RecordId& id, Which which) {
  struct Place {
    int64_t step = 0;
    uint32_t field = 0;
  };
  std::vector<Place> places;
  {
    ASSIGN_OR_RETURN(Query query,
                     database_.Prepare("SELECT step, field, old_hlc, old_replica, old_bytes FROM undo_field "
                                       "WHERE kind = ? AND id = ? ORDER BY step, field"));
    query.Bind(kind).Bind(id.bytes());
    while (true) {
      ASSIGN_OR_RETURN(const bool row, query.Step());
      if (!row) break;
      ASSIGN_OR_RETURN(const uint32_t field, StoredNumber(query, 1));
      const sync::Stamp stamp{static_cast<sync::Hlc>(query.Integer(2)), static_cast<uint32_t>(query.Integer(3))};
      if (which(field, stamp, query.Blob(4))) places.push_back({query.Integer(0), field});
    }
  }
  for (const Place& place : places) {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("DELETE FROM undo_field WHERE step = ? AND kind = ? AND id = ? AND "
                                                    "field = ?"));
    RETURN_IF_ERROR(query.Bind(place.step).Bind(kind).Bind(id.bytes()).Bind(place.field).Run());
  }
  return places.empty() ? absl::OkStatus()
                        : database_.Execute("DELETE FROM undo_step WHERE number NOT IN (SELECT step FROM undo_field)");
}

absl::Status UndoJournal::ForgetRecord(uint32_t kind, const RecordId& id) {
  return ForgetRecord(kind, id, [](uint32_t, sync::Stamp, std::string_view) { return true; });
}

}  // namespace toward::client
