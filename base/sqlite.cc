#include "base/sqlite.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "fmt/format.h"

namespace toward {
namespace {

absl::Status DiskFull() {
  return absl::ResourceExhaustedError("The disk is full. Make some room and try again; nothing was lost.");
}

absl::Status DiskRefused() {
  return absl::UnavailableError("The disk refused to read or write. Check the disk and try again.");
}

// Whether the system said that there is no room. SQLite says so itself only when writing to an open file.
bool NoRoom(int system_errno) { return system_errno == ENOSPC || system_errno == EDQUOT; }

}  // namespace

absl::Status DamagedFile() {
  return absl::DataLossError("The data file is damaged or not one of ours. Put back a copy of it.");
}

Query::Query(Query&& other) noexcept
    : database_(other.database_),
      prepared_(std::exchange(other.prepared_, nullptr)),
      next_parameter_(other.next_parameter_) {}

Query::~Query() {
  if (prepared_ == nullptr) return;
  Reset();
  prepared_->in_use = false;
}

Query& Query::BindInteger(int64_t value) {
  TOWARD_CHECK(sqlite3_bind_int64(prepared_->statement, next_parameter_++, value) == SQLITE_OK);
  return *this;
}

Query& Query::Bind(std::string_view blob) {
  // A null pointer would bind NULL; an empty value is a value.
  const char* data = blob.data() == nullptr ? "" : blob.data();
  TOWARD_CHECK(sqlite3_bind_blob64(prepared_->statement, next_parameter_++, data, blob.size(), SQLITE_STATIC) ==
               SQLITE_OK);
  return *this;
}

Query& Query::BindText(std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  TOWARD_CHECK(sqlite3_bind_text64(prepared_->statement, next_parameter_++, data, text.size(), SQLITE_STATIC,
                                   SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Query& Query::Bind(std::nullopt_t) {
  TOWARD_CHECK(sqlite3_bind_null(prepared_->statement, next_parameter_++) == SQLITE_OK);
  return *this;
}

absl::StatusOr<bool> Query::Step() {
  const int result = sqlite3_step(prepared_->statement);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return database_->StatusOf(result);
}

absl::Status Query::Run() {
  ASSIGN_OR_RETURN(const bool row, Step());
  TOWARD_CHECK(!row);
  return absl::OkStatus();
}

int64_t Query::Integer(int column) const { return sqlite3_column_int64(prepared_->statement, column); }

std::string_view Query::Blob(int column) const {
  const void* data = sqlite3_column_blob(prepared_->statement, column);
  const auto size = static_cast<size_t>(sqlite3_column_bytes(prepared_->statement, column));
  return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

bool Query::IsNull(int column) const { return sqlite3_column_type(prepared_->statement, column) == SQLITE_NULL; }

void Query::Reset() {
  sqlite3_reset(prepared_->statement);
  sqlite3_clear_bindings(prepared_->statement);
  next_parameter_ = 1;
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, Mode mode, int busy_timeout_ms) {
  const int access = mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const mode_t old_mask = umask(077);
  const int result = sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX, nullptr);
  umask(old_mask);
  TOWARD_CHECK(handle != nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (result != SQLITE_OK) {
    struct stat file {};
    if (mode == Mode::kReadOnly && stat(path.c_str(), &file) != 0) {
      return absl::NotFoundError(fmt::format("There is no file {}.", path));
    }
    return database->StatusOf(result);
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  return database;
}

Database::~Database() {
  for (auto& [sql, prepared] : prepared_) {
    TOWARD_CHECK(!prepared->in_use);
    sqlite3_finalize(prepared->statement);
  }
  TOWARD_CHECK(sqlite3_close(handle_) == SQLITE_OK);
}

absl::Status Database::Execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? absl::OkStatus() : StatusOf(result);
}

absl::Status Database::Harden(int max_value_bytes) {
  TOWARD_CHECK(sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr) == SQLITE_OK);
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, max_value_bytes);
  return Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY");
}

absl::StatusOr<Query> Database::Prepare(const char* sql) {
  std::unique_ptr<Query::Prepared>& prepared = prepared_[sql];
  if (prepared == nullptr) prepared = std::make_unique<Query::Prepared>();
  TOWARD_CHECK(!prepared->in_use);
  if (prepared->statement == nullptr) {
    const int result = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared->statement, nullptr);
    if (result != SQLITE_OK) return StatusOf(result);
  }
  prepared->in_use = true;
  return Query(this, prepared.get());
}

int64_t Database::LastInsertRowId() const { return sqlite3_last_insert_rowid(handle_); }
int64_t Database::Changes() const { return sqlite3_changes64(handle_); }
bool Database::InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }

absl::StatusOr<int> Database::UserVersion() {
  ASSIGN_OR_RETURN(Query query, Prepare("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  TOWARD_CHECK(row);
  return static_cast<int>(query.Integer(0));
}

absl::Status Database::StatusOf(int result) const {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError("The file is in use by another process. Try again in a moment.");
    case SQLITE_FULL:
      return DiskFull();
    case SQLITE_IOERR:
      return NoRoom(sqlite3_system_errno(handle_)) ? DiskFull() : DiskRefused();
    case SQLITE_CANTOPEN:
      if (NoRoom(sqlite3_system_errno(handle_))) return DiskFull();
      if (sqlite3_system_errno(handle_) == EIO) return DiskRefused();
      [[fallthrough]];
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::PermissionDeniedError(
          "The data file cannot be opened for writing. Check its permissions and those of its directory.");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return DamagedFile();
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return absl::ResourceExhaustedError("There is not enough memory for this.");
    default:
      return absl::InternalError(fmt::format("SQLite result {}: {}", result, sqlite3_errmsg(handle_)));
  }
}

absl::StatusOr<SqlTransaction> SqlTransaction::BeginImmediate(Database& database) {
  RETURN_IF_ERROR(database.Execute("BEGIN IMMEDIATE"));
  return SqlTransaction(&database);
}

absl::StatusOr<SqlTransaction> SqlTransaction::BeginRead(Database& database) {
  RETURN_IF_ERROR(database.Execute("BEGIN"));
  return SqlTransaction(&database);
}

SqlTransaction::SqlTransaction(SqlTransaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

SqlTransaction::~SqlTransaction() {
  if (database_ != nullptr && database_->InTransaction()) database_->Execute("ROLLBACK").IgnoreError();
}

absl::Status SqlTransaction::Commit() {
  RETURN_IF_ERROR(database_->Execute("COMMIT"));
  database_ = nullptr;
  return absl::OkStatus();
}

}  // namespace toward
