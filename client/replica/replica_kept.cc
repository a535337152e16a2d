// What is no longer on screen and not yet forgotten.

#include <utility>

#include "base/status_macros.h"
#include "client/replica/replica.h"
#include "client/replica/stored.h"

namespace toward::client {
namespace {

// The present row: number, reason, transaction.
absl::StatusOr<DeadLetter> StoredLetter(const Query& query) {
  v1::Transaction proto;
  const std::string_view bytes = query.Blob(2);
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return DamagedReplica();
  DeadLetter letter{query.Integer(0), static_cast<v1::Verdict::Reason>(query.Integer(1)), {}};
  for (const v1::Patch& patch : proto.patches()) {
    absl::StatusOr<sync::Record> record = sync::Record::FromPatch(patch);
    if (!record.ok()) return DamagedReplica();
    letter.transaction.push_back(*std::move(record));
  }
  if (letter.transaction.empty()) return DamagedReplica();
  return letter;
}

}  // namespace

absl::Status Replica::KeepDeadLetter(const OutboxEntry& entry, v1::Verdict::Reason reason) {
  ASSIGN_OR_RETURN(Query query,
                   database_->Prepare("INSERT INTO dead_letter (reason, transaction_bytes) VALUES (?, ?)"));
  const std::string bytes = sync::ToProto(entry.records).SerializeAsString();
  return query.Bind(static_cast<int>(reason)).Bind(bytes).Run();
}

absl::StatusOr<std::vector<DeadLetter>> Replica::DeadLetters() {
  std::vector<DeadLetter> letters;
  ASSIGN_OR_RETURN(Query query,
                   database_->Prepare("SELECT number, reason, transaction_bytes FROM dead_letter ORDER BY number"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return letters;
    ASSIGN_OR_RETURN(DeadLetter letter, StoredLetter(query));
    letters.push_back(std::move(letter));
  }
}

absl::StatusOr<int64_t> Replica::CountDeadLetters() {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT count(*) FROM dead_letter"));
  RETURN_IF_ERROR(query.Step().status());
  return query.Integer(0);
}

absl::Status Replica::ForgetDeadLetters(int64_t last_number) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("DELETE FROM dead_letter WHERE number <= ?"));
  return query.Bind(last_number).Run();
}

absl::StatusOr<std::vector<EarlierWords>> Replica::ListEarlierWords() {
  ASSIGN_OR_RETURN(SqlTransaction transaction, SqlTransaction::BeginRead(*database_));
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, Authors());
  ASSIGN_OR_RETURN(const std::vector<ReplacedWords> replaced, confirmed_.ListReplacedWords());
  std::vector<EarlierWords> earlier;
  for (const ReplacedWords& words : replaced) {
    std::optional<std::string> text = words_.OpenField(words.id, words.field, words.stamp, words.bytes, authors);
    if (!text.has_value()) continue;
    earlier.push_back(
        {static_cast<v1::Kind>(words.kind), words.id, words.field, sync::HlcMs(words.stamp.hlc), *std::move(text)});
  }
  return earlier;
}

}  // namespace toward::client
