#include "client/replica/settings.h"

#include <limits>

#include "base/status_macros.h"
#include "client/replica/stored.h"
#include "toward/v1/sync.pb.h"

namespace toward::client {
namespace {

constexpr std::string_view kCursor = "cursor";

}  // namespace

absl::StatusOr<int64_t> Settings::Number(std::string_view name) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT value, typeof(value) = 'integer' FROM setting "
                                                  "WHERE name = ?"));
  ASSIGN_OR_RETURN(const bool row, query.BindText(name).Step());
  if (!row) return 0;
  if (query.Integer(1) == 0) return DamagedReplica();
  return query.Integer(0);
}

absl::StatusOr<uint32_t> Settings::Replica() {
  ASSIGN_OR_RETURN(const int64_t replica, Number(setting::kReplica));
  if (replica < 0 || replica > std::numeric_limits<uint32_t>::max()) return DamagedReplica();
  return static_cast<uint32_t>(replica);
}

absl::Status Settings::SetNumber(std::string_view name, int64_t value) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"));
  return query.BindText(name).Bind(value).Run();
}

absl::StatusOr<std::optional<std::string>> Settings::Text(std::string_view name) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT value, typeof(value) = 'blob' FROM setting "
                                                  "WHERE name = ?"));
  ASSIGN_OR_RETURN(const bool row, query.BindText(name).Step());
  if (!row) return std::nullopt;
  if (query.Integer(1) == 0) return DamagedReplica();
  return std::string(query.Blob(0));
}

absl::Status Settings::SetText(std::string_view name, std::string_view value) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)"));
  return query.BindText(name).Bind(value).Run();
}

absl::StatusOr<sync::Cursor> Settings::Cursor() {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, Text(kCursor));
  v1::Cursor cursor;
  if (!cursor.ParseFromString(bytes.value_or(""))) return DamagedReplica();
  absl::StatusOr<sync::Cursor> place = sync::CursorFromProto(cursor);
  if (!place.ok()) return DamagedReplica();
  return place;
}

absl::Status Settings::SetCursor(const sync::Cursor& cursor) {
  return SetText(kCursor, sync::ToProto(cursor).SerializeAsString());
}

}  // namespace toward::client
