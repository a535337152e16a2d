#include "client/cli/choose.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"
#include "plan/rituals.h"

namespace toward::client {
namespace {

std::vector<std::string> NamesOf(const std::vector<plan::Child>& children) {
  std::vector<std::string> names;
  for (const plan::Child& child : children) names.push_back(NameOf(child));
  return names;
}

// The ritual `is_wanted` that has this key or title, or else the only one whose title begins so. Null: none, or
// several.
template <typename Rule>
const plan::Ritual* RitualByTitle(const plan::Plan& plan, std::string_view word, const Rule& is_wanted) {
  const std::string wanted = Folded(Trimmed(word));
  std::vector<const plan::Ritual*> begin_so;
  for (const plan::Ritual& ritual : plan.rituals) {
    if (wanted.empty() || !is_wanted(ritual)) continue;
    const std::string title = Folded(TitleOf(ritual));
    if (ritual.extra == wanted || title == wanted) return &ritual;
    if (title.starts_with(wanted)) begin_so.push_back(&ritual);
  }
  return begin_so.size() == 1 ? begin_so.front() : nullptr;
}

bool IsExtra(const plan::Ritual& ritual) { return ritual.type == v1::Ritual::TYPE_EXTRA; }

}  // namespace

absl::StatusOr<plan::Child> ChooseChild(const plan::Plan& plan, std::string_view word) {
  if (plan.children.empty()) return NoChildren();
  const std::string wanted = Folded(Trimmed(word));
  std::vector<plan::Child> equal;
  std::vector<plan::Child> begin_so;
  for (const plan::Child& child : plan.children) {
    const std::string name = Folded(NameOf(child));
    if (name == wanted) equal.push_back(child);
    if (!wanted.empty() && name.starts_with(wanted)) begin_so.push_back(child);
  }
  if (equal.size() == 1) return equal.front();
  if (begin_so.size() == 1) return begin_so.front();
  return WhichChild(NamesOf(begin_so.empty() ? plan.children : begin_so));
}

absl::StatusOr<plan::Child> ChooseOlderChild(const plan::Plan& plan, std::string_view word) {
  ASSIGN_OR_RETURN(plan::Child child, ChooseChild(plan, word));
  if (child.role == v1::Child::ROLE_BABY) return OnlyOlderChildren();
  return child;
}

absl::StatusOr<plan::Ritual> RitualOf(const plan::Plan& plan, v1::Ritual::Type type) {
  const plan::Ritual* ritual = plan::FindRitual(plan, type);
  if (ritual == nullptr) return NoSuchRitual();
  return *ritual;
}

v1::Ritual::Type TypeByWord(std::string_view word) {
  if (word == "checkin" || word == "check-in") return v1::Ritual::TYPE_CHECK_IN;
  if (word == "thank" || word == "thanks") return v1::Ritual::TYPE_APPRECIATION;
  if (word == "time") return v1::Ritual::TYPE_ONE_ON_ONE;
  return v1::Ritual::TYPE_UNSPECIFIED;
}

absl::StatusOr<plan::Ritual> ChooseRitual(const plan::Plan& plan, std::string_view word) {
  if (const auto type = TypeByWord(word); type != v1::Ritual::TYPE_UNSPECIFIED) return RitualOf(plan, type);
  const plan::Ritual* ritual = RitualByTitle(plan, word, [](const plan::Ritual&) { return true; });
  if (ritual == nullptr) return WhichRitual();
  return *ritual;
}

absl::StatusOr<plan::Ritual> ChooseExtra(const plan::Plan& plan, std::string_view word) {
  const plan::Ritual* extra = RitualByTitle(plan, word, IsExtra);
  if (extra == nullptr) return WhichExtra();
  return *extra;
}

absl::StatusOr<Target> ChooseTarget(const plan::Plan& plan, std::string_view word) {
  Target target;
  const v1::Ritual::Type type = TypeByWord(word);
  if (type == v1::Ritual::TYPE_CHECK_IN || type == v1::Ritual::TYPE_APPRECIATION) {
    ASSIGN_OR_RETURN(target.ritual, RitualOf(plan, type));
    return target;
  }
  // A child goes before an extra that only begins so.
  const plan::Ritual* extra = RitualByTitle(plan, word, IsExtra);
  absl::StatusOr<plan::Child> child = ChooseOlderChild(plan, word);
  if (extra != nullptr && !child.ok()) {
    target.ritual = *extra;
    return target;
  }
  ASSIGN_OR_RETURN(target.child, std::move(child));
  ASSIGN_OR_RETURN(target.ritual, RitualOf(plan, v1::Ritual::TYPE_ONE_ON_ONE));
  return target;
}

}  // namespace toward::client
