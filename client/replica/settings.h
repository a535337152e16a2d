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

// Names of settings; numbers are 0 until they are set.
namespace setting {
inline constexpr std::string_view kReplica = "replica";
// The number of the newest batch that was answered.
inline constexpr std::string_view kLastPushNo = "last_push_no";
// The oldest epoch that shown entries of the outbox are sealed with; counts while there are any.
inline constexpr std::string_view kSealedEpoch = "sealed_epoch";
// The greatest reading this replica has made, and has seen in the feed.
inline constexpr std::string_view kClock = "clock";
inline constexpr std::string_view kObserved = "observed";
// The server's time at one moment, and where on the device's clocks that was: within one boot, how long ago is exact;
// across boots the wall clock tells.
inline constexpr std::string_view kServerMs = "server_ms";
inline constexpr std::string_view kServerAtWallMs = "server_at_wall_ms";
inline constexpr std::string_view kServerAtBoottimeMs = "server_at_boottime_ms";
inline constexpr std::string_view kServerAtBootId = "server_at_boot_id";
inline constexpr std::string_view kLastSyncedMs = "last_synced_ms";
}  // namespace setting

// Reads and writes inside whatever transaction is open. Reading something else than was written is DamagedReplica.
class Settings {
 public:
  // Must outlive it.
  explicit Settings(Database& database) : database_(database) {}

  absl::StatusOr<int64_t> Number(std::string_view name);
  // kReplica.
  absl::StatusOr<uint32_t> Replica();
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
