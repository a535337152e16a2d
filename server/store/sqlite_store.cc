#include "server/store/sqlite_store.h"

#include <functional>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/store/accounts.h"
#include "server/store/feed.h"
#include "server/store/invite_rows.h"
#include "server/store/reminder_rows.h"
#include "server/store/roster_rows.h"
#include "server/store/schema.h"

namespace toward::server {
namespace {

constexpr int kBusyTimeoutMs = 2000;
constexpr size_t kOriginBytes = 16;
// The largest is a welcome, of 128 KiB.
constexpr int kMaxValueBytes = 1024 * 1024;

// A larger file is not written anew while everybody waits; a backup that is restored does it.
constexpr int64_t kMostBytesToCompact = int64_t{32} * 1024 * 1024;
// Whoever erases again and again does not keep the others waiting.
constexpr std::chrono::seconds kBetweenCompactions(10);

bool IsSmall(Database& database) {
  auto pages = database.Prepare("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
  if (!pages.ok()) return false;
  const auto row = pages->Step();
  return row.ok() && *row && pages->Integer(0) <= kMostBytesToCompact;
}

class SqliteWrites final : public StoreWrites {
 public:
  SqliteWrites(Database& database, const StoreLimits& limits, uint64_t salt, RosterCache& rosters)
      : accounts_(database, limits),
        feed_(database, limits, salt),
        flush_([this] { return feed_.Flush(); }),
        rosters_(database, limits, accounts_, rosters, flush_),
        invites_(database, limits, accounts_, rosters_),
        reminders_(database) {}

  absl::StatusOr<uint32_t> CreateFamily(const FamilyId& family, const MemberId& member, const NewDevice& device,
                                        uint32_t replica_hint) override {
    return accounts_.CreateFamily(family, member, device, replica_hint);
  }
  absl::StatusOr<uint32_t> RegisterReplica(const Device& device, uint32_t replica_hint) override {
    return accounts_.RegisterReplica(device, replica_hint);
  }
  absl::Status CreateInvite(const Device& inviter, const NewInvite& invite, int64_t now_ms) override {
    return accounts_.CreateInvite(inviter, invite, now_ms);
  }
  absl::StatusOr<Redemption> RedeemInvite(const InviteId& invite, std::string_view redeem_key_sha256,
                                          const NewDevice& device, const MemberId& new_member, uint32_t replica_hint,
                                          int64_t now_ms) override {
    return accounts_.RedeemInvite(invite, redeem_key_sha256, device, new_member, replica_hint, now_ms);
  }
  absl::StatusOr<Device> FindDevice(const DeviceId& device) override { return accounts_.FindDevice(device); }
  absl::StatusOr<std::vector<std::string>> AddSession(const Session& session, int64_t now_ms) override {
    return accounts_.AddSession(session, now_ms);
  }
  absl::StatusOr<PushAnswer> ApplyPush(const Push& push, int64_t now_ms) override {
    return feed_.ApplyPush(push, now_ms);
  }
  absl::Status CloseSession(std::string_view token_hash) override { return accounts_.CloseSession(token_hash); }
  absl::Status ForgetEnded(int64_t now_ms) override { return accounts_.ForgetEnded(now_ms); }
  RosterWrites& rosters() override { return rosters_; }
  InviteWrites& invites() override { return invites_; }
  ReminderWrites& reminders() override { return reminders_; }

  absl::Status Flush() { return feed_.Flush(); }
  // Whether words were cleared, or whole rows have gone, that must not stay in the files.
  bool removed() const { return feed_.cleared() || rosters_.removed(); }

 private:
  Accounts accounts_;
  FeedWriter feed_;
  const std::function<absl::Status()> flush_;
  RosterRows rosters_;
  InviteRows invites_;
  ReminderRows reminders_;
};

}  // namespace

SqliteStore::SqliteStore(std::string path, const StoreLimits& limits, uint64_t salt, std::unique_ptr<Database> database)
    : path_(std::move(path)), limits_(limits), salt_(salt), database_(std::move(database)) {}

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const std::string& path, const StoreLimits& limits,
                                                               Random& random) {
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadWriteCreate, kBusyTimeoutMs));
  RETURN_IF_ERROR(database->Harden(kMaxValueBytes));
  RETURN_IF_ERROR(database->Execute(
      "PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; "
      "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536"));
  RETURN_IF_ERROR(Migrate(*database));
  std::unique_ptr<SqliteStore> store(new SqliteStore(path, limits, random.Number(), std::move(database)));
  RETURN_IF_ERROR(store->LoadServer(random));
  return store;
}

absl::Status SqliteStore::LoadServer(Random& random) {
  {
    ASSIGN_OR_RETURN(Query insert,
                     database_->Prepare("INSERT OR IGNORE INTO server (only, epoch, origin) VALUES (1, ?, ?)"));
    const std::string epoch = random.Bytes(sync::Epoch::kBytes);
    const std::string origin = fmt::format("toward://{}", ToHex(random.Bytes(kOriginBytes)));
    RETURN_IF_ERROR(insert.Bind(epoch).BindText(origin).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT epoch, origin FROM server"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  const std::optional<sync::Epoch> epoch = row ? sync::Epoch::FromBytes(query.Blob(0)) : std::nullopt;
  if (!epoch.has_value()) return DamagedFile();
  epoch_ = *epoch;
  origin_ = query.Blob(1);
  return absl::OkStatus();
}

absl::Status SqliteStore::Write(absl::FunctionRef<absl::Status(StoreWrites&)> work) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginImmediate(*database_));
  SqliteWrites writes(*database_, limits_, salt_, rosters_);
  RETURN_IF_ERROR(work(writes));
  RETURN_IF_ERROR(writes.Flush());
  RETURN_IF_ERROR(transaction.Commit());
  file_to_compact_ = file_to_compact_ || writes.removed();
  log_to_empty_ = log_to_empty_ || writes.removed();
  if (log_to_empty_ || file_to_compact_) CleanFiles();
  return absl::OkStatus();
}

void SqliteStore::CleanFiles() {
  if (!database_->Execute("PRAGMA busy_timeout = 0").ok()) return;
  if (file_to_compact_) Compact();
  if (log_to_empty_) EmptyLog();
  const absl::Status patient = database_->Execute("PRAGMA busy_timeout = 2000");
  TOWARD_CHECK(patient.ok());
}

void SqliteStore::Compact() {
  const auto now = std::chrono::steady_clock::now();
  if (compacted_.has_value() && now - *compacted_ < kBetweenCompactions) return;
  if (!IsSmall(*database_)) {
    file_to_compact_ = false;
    return;
  }
  compacted_ = now;
  file_to_compact_ = !database_->Execute("VACUUM").ok();
  log_to_empty_ = true;
}

void SqliteStore::EmptyLog() {
  auto query = database_->Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!query.ok()) return;
  const auto row = query->Step();
  log_to_empty_ = !row.ok() || !*row || query->Integer(0) != 0;
}

absl::StatusOr<std::unique_ptr<Database>> SqliteStore::OpenForReading() const {
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                   Database::Open(path_, Database::Mode::kReadOnly, kBusyTimeoutMs));
  RETURN_IF_ERROR(database->Harden(kMaxValueBytes));
  RETURN_IF_ERROR(database->Execute("PRAGMA mmap_size = 0"));
  return database;
}

absl::StatusOr<std::unique_ptr<StoreReader>> SqliteStore::NewReader() {
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database, OpenForReading());
  return std::make_unique<SqliteStoreReader>(std::move(database), epoch_);
}

absl::StatusOr<std::unique_ptr<ReminderReader>> SqliteStore::NewReminderReader() {
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database, OpenForReading());
  return std::make_unique<SqliteReminderReader>(std::move(database));
}

absl::StatusOr<std::vector<Session>> SqliteStore::LoadSessions(int64_t now_ms) {
  return Accounts(*database_, limits_).LoadSessions(now_ms);
}

absl::StatusOr<std::string> SqliteStore::KeepVapidKey(const std::string& offered) {
  {
    ASSIGN_OR_RETURN(Query keep, database_->Prepare("UPDATE server SET vapid_key = ? WHERE vapid_key IS NULL"));
    RETURN_IF_ERROR(keep.BindText(offered).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT vapid_key FROM server"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  if (!row || query.IsNull(0)) return DamagedFile();
  return std::string(query.Blob(0));
}

absl::StatusOr<std::string> SqliteStore::KeepTicketKey(const std::string& offered) {
  {
    ASSIGN_OR_RETURN(Query keep, database_->Prepare("UPDATE server SET ticket_key = ? WHERE ticket_key IS NULL"));
    RETURN_IF_ERROR(keep.Bind(offered).Run());
  }
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT ticket_key FROM server"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  if (!row || query.IsNull(0)) return DamagedFile();
  return std::string(query.Blob(0));
}

}  // namespace toward::server
