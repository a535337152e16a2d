#include "client/cli/shown_reminders.h"

#include <algorithm>
#include <iterator>

#include "plan/reminding/nudges.h"

namespace toward::client {
namespace {

using What = plan::Decision::What;

// Forgets what `closed` is true for; returns its keys.
template <typename List, typename Predicate>
std::vector<std::string> Forget(List& shown, const Predicate& closed) {
  const auto first = std::stable_partition(shown.begin(), shown.end(), [&](const auto& one) { return !closed(one); });
  std::vector<std::string> keys;
  std::transform(first, shown.end(), std::back_inserter(keys), [](const auto& one) { return one.nudge.key(); });
  shown.erase(first, shown.end());
  return keys;
}

// What is to be done with it by this device's plan; kSend or kExpired for a digest.
What DecisionOf(const v1::Nudge& nudge, const plan::Plan& plan, const MemberId& member, int64_t now_ms) {
  const auto ritual_id = RecordId::FromBytes(nudge.ritual_id());
  if (!ritual_id) return now_ms > nudge.useful_until_ms() ? What::kExpired : What::kSend;
  const plan::Ritual* const ritual = FindRitual(plan, *ritual_id);
  plan::Nudge known;
  known.id.member = member;
  known.id.ritual = *ritual_id;
  known.id.child = RecordId::FromBytes(nudge.child_id()).value_or(RecordId());
  known.id.day = plan::PlanDay(nudge.day());
  if (ritual != nullptr) known.type = ritual->type;
  known.due_ms = nudge.due_time_ms();
  known.useful_until_ms = nudge.useful_until_ms();
  return plan::Decide(plan, known, std::max(now_ms, known.due_ms), plan::Asked::kExplicitly).what;
}

}  // namespace

ShownReminders::Step ShownReminders::Take(const v1::Nudge& nudge, const plan::Plan& plan, int64_t now_ms) {
  const What what = DecisionOf(nudge, plan, member_, now_ms);
  if (what == What::kDone || now_ms > nudge.useful_until_ms()) return Step::kLeaveOut;
  const auto earlier =
      std::find_if(shown_.begin(), shown_.end(), [&](const Shown& shown) { return shown.nudge.key() == nudge.key(); });
  if (earlier != shown_.end() && earlier->nudge.due_time_ms() == nudge.due_time_ms()) return Step::kShownAlready;
  if (earlier != shown_.end()) shown_.erase(earlier);
  shown_.push_back({.nudge = nudge, .known = what != What::kNotWanted});
  return Step::kShow;
}

std::vector<std::string> ShownReminders::Close(const std::vector<std::string>& keys) {
  return Forget(
      shown_, [&](const Shown& shown) { return std::find(keys.begin(), keys.end(), shown.nudge.key()) != keys.end(); });
}

std::vector<std::string> ShownReminders::CloseSettled(const plan::Plan& plan, int64_t now_ms) {
  for (Shown& shown : shown_) {
    if (DecisionOf(shown.nudge, plan, member_, now_ms) != What::kNotWanted) shown.known = true;
  }
  return Forget(shown_, [&](const Shown& shown) {
    const What what = DecisionOf(shown.nudge, plan, member_, now_ms);
    const bool unwanted = what == What::kNotWanted && shown.known;
    return what == What::kDone || unwanted || now_ms > shown.nudge.useful_until_ms();
  });
}

std::vector<v1::Nudge> ShownReminders::All() const {
  std::vector<v1::Nudge> nudges;
  std::transform(shown_.begin(), shown_.end(), std::back_inserter(nudges),
                 [](const Shown& shown) { return shown.nudge; });
  return nudges;
}

}  // namespace toward::client
