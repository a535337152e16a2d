#include "client/replica/settings.h"

#include "base/check.h"
#include "base/status_macros.h"
#include "toward/v1/sync.pb.h"

namespace toward::client {
namespace {

constexpr std::string_view kCursor = "cursor";

}  // namespace

absl::StatusOr<int64_t> Settings::Number(std::string_view name) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT value FROM setting WHERE name = ?"));
  ASSIGN_OR_RETURN(const bool row, query.BindText(name).Step());
  return row ? query.Integer(0) : 0;
}

absl::Status Settings::SetNumber(std::string_view name, int64_t value) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"));
  return query.BindText(name).Bind(value).Run();
}

absl::StatusOr<std::optional<std::string>> Settings::Text(std::string_view name) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT value FROM setting WHERE name = ? LIMIT 1"));
  ASSIGN_OR_RETURN(const bool row, query.BindText(name).Step());
  return row ? std::optional(std::string(query.Blob(0))) : std::nullopt;
}

absl::Status Settings::SetText(std::string_view name, std::string_view value) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)"));
  return query.BindText(name).Bind(value).Run();
}

absl::StatusOr<sync::Cursor> Settings::Cursor() {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, Text(kCursor));
  v1::Cursor cursor;
  TOWARD_CHECK(cursor.ParseFromString(bytes.value_or("")));
  return sync::CursorFromProto(cursor);
}

absl::Status Settings::SetCursor(const sync::Cursor& cursor) {
  return SetText(kCursor, sync::ToProto(cursor).SerializeAsString());
}

}  // namespace toward::client
