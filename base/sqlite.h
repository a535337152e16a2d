// A thin layer over SQLite: RAII, absl::Status, prepared statements kept for reuse.
//
// One Database is one connection and belongs to one thread at a time. Statements and transactions must not outlive it.
#ifndef TOWARD_BASE_SQLITE_H_
#define TOWARD_BASE_SQLITE_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace toward {

class Database;

// DATA_LOSS: what the file holds cannot have been written by us.
absl::Status DamagedFile();

// A prepared statement in use. Returned by Database::Query; resets itself, and gives its place back, when it goes out
// of scope.
//
//   ASSIGN_OR_RETURN(Query query, db.Prepare("SELECT head FROM family WHERE id = ?"));
//   query.Bind(id.bytes());
//   ASSIGN_OR_RETURN(bool found, query.Step());
class Query {
 public:
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  // Binds the next parameter, from the left: numbers as INTEGER, text views as BLOB, std::nullopt as NULL. A bound
  // string must stay alive until the statement has run.
  template <std::integral T>
  Query& Bind(T value) {
    return BindInteger(static_cast<int64_t>(value));
  }
  Query& Bind(std::string_view blob);
  Query& BindText(std::string_view text);
  Query& Bind(std::nullopt_t);

  // Runs up to the next row. True: there is one, read it with the column functions. False: the statement is done.
  absl::StatusOr<bool> Step();
  // Runs a statement that returns no rows.
  absl::Status Run();

  // Column values of the present row. Views are valid until the next Step.
  int64_t Integer(int column) const;
  std::string_view Blob(int column) const;
  bool IsNull(int column) const;

  // Makes the statement ready to be bound and run again.
  void Reset();

 private:
  friend class Database;
  struct Prepared {
    sqlite3_stmt* statement = nullptr;
    bool in_use = false;
  };
  Query(Database* database, Prepared* prepared) : database_(database), prepared_(prepared) {}
  Query& BindInteger(int64_t value);

  Database* database_;
  Prepared* prepared_;
  int next_parameter_ = 1;
};

class Database {
 public:
  enum class Mode {
    // Creates the file when it is missing, readable and writable by its owner only (0600).
    kReadWriteCreate,
    kReadOnly,
  };

  // Waits up to `busy_timeout_ms` for locks of other processes. Errors: NOT_FOUND (read-only and no file),
  // PERMISSION_DENIED (the file or its directory cannot be read or written), DATA_LOSS (not a database, or damaged),
  // RESOURCE_EXHAUSTED (disk full), UNAVAILABLE (the disk refused, or another process held the file for longer than the
  // time given).
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, Mode mode, int busy_timeout_ms);

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs one or more statements that return nothing of interest. `sql` is a literal. Errors as for Open.
  absl::Status Execute(const char* sql);

  // A statement, prepared on first use and kept. `sql` is a literal: its address is the key. A statement whose previous
  // Query is still in scope is a bug and aborts. Errors as for Open.
  absl::StatusOr<Query> Prepare(const char* sql);

  int64_t LastInsertRowId() const;
  // Rows changed by the last INSERT, UPDATE or DELETE.
  int64_t Changes() const;
  bool InTransaction() const;

  // Against a file that somebody has prepared, and against values larger than any of ours: no function or table of the
  // schema may do more than read and write rows, damaged pages are noticed sooner, and no value has more than
  // `max_value_bytes`. What sorting needs stays in memory.
  absl::Status Harden(int max_value_bytes);

  // The number kept in the file's header for migrations; 0 in a new file.
  absl::StatusOr<int> UserVersion();

 private:
  friend class Query;
  explicit Database(sqlite3* handle) : handle_(handle) {}
  absl::Status StatusOf(int result) const;

  sqlite3* const handle_;
  std::unordered_map<const char*, std::unique_ptr<Query::Prepared>> prepared_;
};

// Rolls back when it goes out of scope without a Commit.
class SqlTransaction {
 public:
  // BEGIN IMMEDIATE: takes the write lock now, so that no later statement can fail for it.
  static absl::StatusOr<SqlTransaction> BeginImmediate(Database& database);
  // BEGIN: one consistent view for several reads.
  static absl::StatusOr<SqlTransaction> BeginRead(Database& database);

  SqlTransaction(SqlTransaction&& other) noexcept;
  SqlTransaction& operator=(SqlTransaction&&) = delete;
  ~SqlTransaction();

  // When OK, the changes are as durable as the connection's `synchronous` setting says. When not, they are undone here,
  // with two exceptions at the very last step:
  //   rollback journal   The step that decides is the journal's end (it is deleted, truncated or zeroed). When only
  //   what
  //                      follows it fails, a sync for example, the changes stand.
  //   WAL                Nothing is changed for any connection. But when the log was written and only its sync failed,
  //                      and every process then dies before another commit, whoever opens the file next may find them.
  absl::Status Commit();

 private:
  explicit SqlTransaction(Database* database) : database_(database) {}

  Database* database_;
};

}  // namespace toward

#endif  // TOWARD_BASE_SQLITE_H_
