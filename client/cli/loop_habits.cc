#include "client/cli/loop_habits.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/csv.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"
#include "plan/rituals.h"

namespace toward::client {
namespace {

// How the other app writes a day: a number in older versions, a word in newer ones, and a number of its own for habits
// that are measured.
constexpr int kDone = 2;
constexpr int kSkipped = 3;

std::optional<bool> IsDone(const std::string& text) {
  const std::string value = Trimmed(text);
  if (value == "YES_MANUAL") return true;
  if (value == "SKIP") return false;
  double number = 0;
  if (!absl::SimpleAtod(value, &number)) return std::nullopt;
  if (number == kSkipped) return false;
  return number >= kDone ? std::optional(true) : std::nullopt;
}

}  // namespace

absl::StatusOr<std::vector<LoopDay>> ReadLoopDays(std::string_view checkmarks_csv, std::string_view habit) {
  const std::vector<CsvRow> rows = ParseCsv(checkmarks_csv);
  if (rows.empty() || rows[0].size() < 2 || Trimmed(rows[0][0]) != "Date") return NotALoopBackup();
  const std::string wanted = Folded(Trimmed(habit));
  const auto column = std::find_if(rows[0].begin() + 1, rows[0].end(),
                                   [&](const std::string& name) { return Folded(Trimmed(name)) == wanted; });
  if (wanted.empty() || column == rows[0].end()) return NoSuchHabit();
  const auto place = static_cast<size_t>(std::distance(rows[0].begin(), column));
  std::map<plan::PlanDay, bool> days;
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() <= place) continue;
    const absl::StatusOr<plan::PlanDay> day = plan::ParseDay(Trimmed(rows[i][0]), plan::PlanDay());
    if (!day.ok()) return NotALoopBackup();
    if (const std::optional<bool> done = IsDone(rows[i][place])) days[*day] = *done;
  }
  std::vector<LoopDay> result;
  for (const auto& [day, done] : days) result.push_back({day, done});
  return result;
}

absl::StatusOr<Writes> MarkLoopDays(const Hand& hand, const plan::Ritual& ritual, const std::vector<LoopDay>& days) {
  const plan::Counting counting = CountingOf(ritual);
  if (counting == plan::Counting::kEither) return LoopKnowsNoChildren();
  std::set<plan::PlanDay> marked;
  for (const plan::Moment& moment : hand.plan.moments) {
    const bool counts = counting == plan::Counting::kJoint || moment.member == hand.member;
    if (moment.ritual == ritual.id && counts) marked.insert(moment.day);
  }
  Writes writes;
  for (const LoopDay& day : days) {
    if (day.day > hand.day || marked.contains(day.day)) continue;
    const Hand then{
        .family = hand.family, .member = hand.member, .day = day.day, .plan = hand.plan, .everything = hand.everything};
    Writes of_day;
    if (day.done) {
      of_day = MarkExtra(then, ritual, std::nullopt, "");
    } else {
      ASSIGN_OR_RETURN(of_day, Skip(then, {.ritual = ritual, .child = {}}, v1::Moment::OUTCOME_SKIPPED, ""));
    }
    std::move(of_day.begin(), of_day.end(), std::back_inserter(writes));
  }
  return writes;
}

}  // namespace toward::client
