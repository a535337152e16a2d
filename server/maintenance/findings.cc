#include "server/maintenance/findings.h"

#include <memory>
#include <optional>

#include "base/check.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/store/record_day.h"
#include "server/store/schema.h"
#include "sync/record.h"
#include "toward/v1/sync.pb.h"

namespace toward::server {
namespace {

constexpr int kBusyTimeoutMs = 2000;
constexpr size_t kDigestBytes = 32;
// Since when records have a day, and members a time when they are due.
constexpr int kReminders = 2;
// Since when the number of families is kept.
constexpr int kCountedFamilies = 4;

absl::StatusOr<int64_t> Number(Database& database, const char* sql) {
  ASSIGN_OR_RETURN(Query query, database.Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  TOWARD_CHECK(row);
  return query.Integer(0);
}

// DATA_LOSS: the tables of the first step are not all there.
absl::Status CheckItIsOurs(Database& database) {
  constexpr int64_t kTables = 8;
  ASSIGN_OR_RETURN(const int64_t tables,
                   Number(database,
                          "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
                          "('server', 'family', 'device', 'replica', 'invite', 'session', 'record', 'feed_run')"));
  return tables == kTables ? absl::OkStatus() : DamagedFile();
}

absl::StatusOr<int64_t> FaultsOfTheFile(Database& database) {
  ASSIGN_OR_RETURN(Query query, database.Prepare("PRAGMA integrity_check"));
  int64_t faults = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return faults;
    if (query.Blob(0) != "ok") ++faults;
  }
}

// What is true of rows at any time, as a count of those of which it is not.
struct Truth {
  int since_version;
  const char* sql;
  const char* one;
  const char* many;
};

constexpr Truth kTruths[] = {
    {1, "SELECT count(*) <> 1 FROM server WHERE length(epoch) = 16 AND origin <> ''",
     "file does not say which server it is of", ""},
    {1,
     "SELECT count(*) FROM family "
     "WHERE head <> (SELECT coalesce(max(seq), 0) FROM record WHERE record.family = family.family)",
     "family does not know its newest change", "families do not know their newest change"},
    {1,
     "SELECT count(*) FROM family WHERE records <> (SELECT count(*) FROM record WHERE record.family = family.family)",
     "family counts its records wrongly", "families count their records wrongly"},
    {1,
     "SELECT count(*) FROM ("
     "SELECT family FROM family WHERE head > 0 AND family NOT IN (SELECT family FROM feed_run WHERE first_seq = 1) "
     "UNION SELECT family FROM feed_run JOIN family USING (family) WHERE first_seq NOT BETWEEN 1 AND head "
     "UNION SELECT family FROM (SELECT family, salt, lag(salt) OVER (PARTITION BY family ORDER BY first_seq) AS before "
     "FROM feed_run) WHERE salt = before)",
     "family does not know which run of the server wrote what",
     "families do not know which run of the server wrote what"},
    {1,
     "SELECT (SELECT count(*) FROM record WHERE family NOT IN (SELECT family FROM family)) + "
     "(SELECT count(*) FROM feed_run WHERE family NOT IN (SELECT family FROM family)) + "
     "(SELECT count(*) FROM replica WHERE family NOT IN (SELECT family FROM family)) + "
     "(SELECT count(*) FROM device WHERE family NOT IN (SELECT family FROM family)) + "
     "(SELECT count(*) FROM invite WHERE family NOT IN (SELECT family FROM family)) + "
     "(SELECT count(*) FROM session WHERE family NOT IN (SELECT family FROM family))",
     "row is of no family", "rows are of no family"},
    {1,
     "SELECT (SELECT count(*) FROM family WHERE length(id) <> 16) + "
     "(SELECT count(*) FROM device WHERE length(id) <> 16 OR length(member) <> 16) + "
     "(SELECT count(*) FROM replica WHERE length(device) <> 16)",
     "family or device has no id", "families or devices have no id"},
    {kReminders,
     "SELECT count(*) FROM (SELECT family, member FROM device EXCEPT SELECT family, member FROM reminder_due)",
     "member would never be reminded", "members would never be reminded"},
    {kCountedFamilies, "SELECT count(*) <> 1 FROM family_count WHERE families = (SELECT count(*) FROM family)",
     "file counts its families wrongly", ""},
};

void Note(int64_t count, std::string_view one, std::string_view many, Findings& findings) {
  if (count > 0) findings.faults.push_back(Counted(count, one, many) + ".");
}

struct RecordFaults {
  int64_t unreadable = 0;
  int64_t misplaced = 0;
  int64_t too_new = 0;
  int64_t wrong_day = 0;
};

// `query`: kind, id, state, the family's newest stamp, day.
void CheckRecord(const Query& query, int version, RecordFaults& faults) {
  const auto record = sync::Record::Parse(query.Blob(2));
  if (!record.ok()) {
    ++faults.unreadable;
    return;
  }
  const bool in_place = record->kind() == query.Integer(0) && record->id().bytes() == query.Blob(1);
  if (!in_place) ++faults.misplaced;
  if (record->MaxStamp().hlc > static_cast<sync::Hlc>(query.Integer(3))) ++faults.too_new;
  if (version < kReminders) return;
  const std::optional<int32_t> day = DayOf(*record);
  const bool under_its_day = day.has_value() ? *day == query.Integer(4) && !query.IsNull(4) : query.IsNull(4);
  if (!under_its_day) ++faults.wrong_day;
}

absl::Status CheckRecords(Database& database, Findings& findings) {
  ASSIGN_OR_RETURN(Query query, findings.version < kReminders
                                    ? database.Prepare("SELECT kind, record.id, state, max_hlc, NULL "
                                                       "FROM record JOIN family USING (family)")
                                    : database.Prepare("SELECT kind, record.id, state, max_hlc, day "
                                                       "FROM record JOIN family USING (family)"));
  RecordFaults faults;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    CheckRecord(query, findings.version, faults);
  }
  Note(faults.unreadable, "record cannot be read", "records cannot be read", findings);
  Note(faults.misplaced, "record is in the place of another", "records are in the place of others", findings);
  Note(faults.too_new, "record is newer than its family knows", "records are newer than their families know", findings);
  Note(faults.wrong_day, "record is kept under a wrong day", "records are kept under a wrong day", findings);
  return absl::OkStatus();
}

absl::Status CheckReplicas(Database& database, Findings& findings) {
  ASSIGN_OR_RETURN(Query query, database.Prepare("SELECT push_no, digest, verdicts FROM replica"));
  int64_t faults = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    v1::PushResponse verdicts;
    const size_t digest_bytes = query.Integer(0) == 0 ? 0 : kDigestBytes;
    if (query.Blob(1).size() != digest_bytes || !verdicts.ParseFromString(std::string(query.Blob(2)))) ++faults;
  }
  Note(faults, "device's last push is forgotten", "devices' last pushes are forgotten", findings);
  return absl::OkStatus();
}

}  // namespace

std::string Counted(int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

absl::StatusOr<Findings> Check(Database& database) {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(database));
  Findings findings;
  ASSIGN_OR_RETURN(findings.version, database.UserVersion());
  RETURN_IF_ERROR(CheckItIsOurs(database));
  if (findings.version < 1) return DamagedFile();
  if (findings.version > NewestVersion()) return WrittenByANewerVersion();
  ASSIGN_OR_RETURN(const int64_t faults_of_the_file, FaultsOfTheFile(database));
  Note(faults_of_the_file, "part of the file is damaged", "parts of the file are damaged", findings);
  if (!findings.faults.empty()) return findings;
  ASSIGN_OR_RETURN(findings.families, Number(database, "SELECT count(*) FROM family"));
  ASSIGN_OR_RETURN(findings.records, Number(database, "SELECT count(*) FROM record"));
  for (const Truth& truth : kTruths) {
    if (findings.version < truth.since_version) continue;
    ASSIGN_OR_RETURN(const int64_t faults, Number(database, truth.sql));
    Note(faults, truth.one, truth.many, findings);
  }
  RETURN_IF_ERROR(CheckRecords(database, findings));
  RETURN_IF_ERROR(CheckReplicas(database, findings));
  RETURN_IF_ERROR(transaction.Commit());
  return findings;
}

absl::StatusOr<Findings> CheckFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   Database::Open(path, Database::Mode::kReadOnly, kBusyTimeoutMs));
  RETURN_IF_ERROR(database->Execute("PRAGMA mmap_size = 0"));
  return Check(*database);
}

}  // namespace toward::server
