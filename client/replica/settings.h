// The single values a replica keeps beside its records.
#ifndef TOWARD_CLIENT_REPLICA_SETTINGS_H_
#define TOWARD_CLIENT_REPLICA_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/sqlite.h"
#include "sync/cursor.h"

namespace toward::client {

// Names of settings that are numbers, 0 until they are set.
namespace setting {
inline constexpr std::string_view kReplica = "replica";
// The number of the newest batch that was answered.
inline constexpr std::string_view kLastPushNo = "last_push_no";
// The greatest reading this replica has made, and has seen in the feed.
inline constexpr std::string_view kClock = "clock";
inline constexpr std::string_view kObserved = "observed";
// Added to the device's wall clock to get the server's.
inline constexpr std::string_view kWallOffsetMs = "wall_offset_ms";
inline constexpr std::string_view kLastSyncedMs = "last_synced_ms";
}  // namespace setting

// Reads and writes inside whatever transaction is open.
class Settings {
 public:
  // Must outlive it.
  explicit Settings(Database& database) : database_(database) {}

  absl::StatusOr<int64_t> Number(std::string_view name);
  absl::Status SetNumber(std::string_view name, int64_t value);

  // Absent: never set.
  absl::StatusOr<std::optional<std::string>> Text(std::string_view name);
  absl::Status SetText(std::string_view name, std::string_view value);

  absl::StatusOr<sync::Cursor> Cursor();
  absl::Status SetCursor(const sync::Cursor& cursor);

 private:
  Database& database_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_SETTINGS_H_
