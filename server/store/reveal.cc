#include "server/store/reveal.h"

#include <algorithm>

#include "base/status_macros.h"
#include "toward/v1/records.pb.h"

namespace toward::server {
namespace {

std::optional<plan::Answer> Read(const sync::Record& reflection) {
  v1::Reflection message;
  const std::string_view body = reflection.body();
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  return plan::AnswerOf(message);
}

std::string_view TextOf(const sync::Record& reflection) {
  const sync::Register* const text = reflection.Find(v1::Reflection::kTextFieldNumber);
  return text == nullptr ? std::string_view() : reflection.Bytes(*text);
}

bool StampedBy(uint32_t replica, const sync::Record& patch) {
  const auto registers = patch.registers();
  return std::any_of(registers.begin(), registers.end(),
                     [&](const sync::Register& reg) { return reg.stamp.replica == replica; });
}

}  // namespace

absl::StatusOr<MemberId> AuthorOf(const sync::Record& reflection) {
  const std::optional<plan::Answer> answer = Read(reflection);
  if (!answer) return DamagedFile();
  return answer->author;
}

std::optional<plan::ReflectionWrite> WriteTo(const sync::Record* before, plan::Hidden hidden_before,
                                             const sync::Record& patch, const sync::Record& after, const Push& push) {
  const std::optional<plan::Answer> said = Read(patch);
  const std::optional<plan::Answer> made = Read(after);
  if (!said || !made) return std::nullopt;
  return plan::ReflectionWrite{.writer = push.member,
                               .by_own_hand = StampedBy(push.replica, patch),
                               .brings_text = !TextOf(patch).empty() && TextOf(patch) == TextOf(after),
                               .before = before == nullptr ? std::nullopt : Read(*before),
                               .hidden_before = hidden_before,
                               .patch = *said,
                               .after = *made};
}

absl::StatusOr<std::vector<EveningAnswer>> RevealedBy(Database& database, FamilyNumber family,
                                                      const plan::Answer& answer) {
  ASSIGN_OR_RETURN(Query query, database.Prepare("SELECT seq, hidden, state FROM record "
                                                 "WHERE family = ? AND kind = ? AND day = ? ORDER BY seq"));
  query.Bind(static_cast<int64_t>(family)).Bind(int{v1::KIND_REFLECTION}).Bind(answer.day.number());
  std::vector<EveningAnswer> revealed;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return revealed;
    const absl::StatusOr<sync::Record> record = sync::Record::Parse(query.Blob(2));
    if (!record.ok()) return DamagedFile();
    const std::optional<plan::Answer> other = Read(*record);
    if (!other || !plan::RevealEachOther(answer, *other)) continue;
    revealed.push_back({static_cast<sync::Seq>(query.Integer(0)), static_cast<plan::Hidden>(query.Integer(1)), *other});
  }
}

}  // namespace toward::server
