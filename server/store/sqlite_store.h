// The store as one SQLite file.
//
// One connection writes and checkpoints; readers are read-only connections that never do either (SQLite before 3.51.3
// is reported to have a race between two that do). Commits are on disk when Write returns: WAL, synchronous=FULL.
#ifndef TOWARD_SERVER_STORE_SQLITE_STORE_H_
#define TOWARD_SERVER_STORE_SQLITE_STORE_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/sqlite.h"
#include "server/store/roster_rows.h"
#include "server/store/store.h"

namespace toward::server {

class SqliteStore final : public Store {
 public:
  // Opens the file, or makes it, 0600. Every opening is a run of its own, with a salt of its own (docs/decisions/0002).
  // Errors: those of Database::Open; FAILED_PRECONDITION when a newer version wrote the file.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(const std::string& path, const StoreLimits& limits,
                                                           Random& random);

  absl::Status Write(absl::FunctionRef<absl::Status(StoreWrites&)> work) override;
  absl::StatusOr<std::unique_ptr<StoreReader>> NewReader() override;
  absl::StatusOr<std::unique_ptr<ReminderReader>> NewReminderReader() override;
  absl::StatusOr<std::vector<Session>> LoadSessions(int64_t now_ms) override;
  absl::StatusOr<std::string> KeepVapidKey(const std::string& offered) override;
  absl::StatusOr<std::string> KeepTicketKey(const std::string& offered) override;
  const std::string& origin() const override { return origin_; }

 private:
  SqliteStore(std::string path, const StoreLimits& limits, uint64_t salt, std::unique_ptr<Database> database);
  // Reads what the file says about itself; in a new file, says it.
  absl::Status LoadServer(Random& random);
  absl::StatusOr<std::unique_ptr<Database>> OpenForReading() const;
  // Leaves nothing of what has gone in the files. Not now, when somebody is just reading, or when it was done a moment
  // ago: then after a later write.
  void CleanFiles();
  // Writes the file anew: what lies in unused corners of its pages stays behind.
  void Compact();
  void EmptyLog();

  const std::string path_;
  const StoreLimits limits_;
  const uint64_t salt_;
  const std::unique_ptr<Database> database_;
  RosterCache rosters_;
  bool log_to_empty_ = false;
  bool file_to_compact_ = false;
  std::optional<std::chrono::steady_clock::time_point> compacted_;
  sync::Epoch epoch_;
  std::string origin_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_SQLITE_STORE_H_
