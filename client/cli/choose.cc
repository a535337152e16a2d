#include "client/cli/choose.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"

namespace toward::client {
namespace {

std::vector<std::string> NamesOf(const std::vector<plan::Child>& children) {
  std::vector<std::string> names;
  for (const plan::Child& child : children) names.push_back(NameOf(child));
  return names;
}

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

absl::StatusOr<Target> ChooseTarget(const plan::Plan& plan, std::string_view word) {
  Target target;
  if (word == "checkin" || word == "check-in") {
    ASSIGN_OR_RETURN(target.ritual, RitualOf(plan, v1::Ritual::TYPE_CHECK_IN));
    return target;
  }
  if (word == "thank" || word == "thanks") {
    ASSIGN_OR_RETURN(target.ritual, RitualOf(plan, v1::Ritual::TYPE_APPRECIATION));
    return target;
  }
  ASSIGN_OR_RETURN(target.child, ChooseOlderChild(plan, word));
  ASSIGN_OR_RETURN(target.ritual, RitualOf(plan, v1::Ritual::TYPE_ONE_ON_ONE));
  return target;
}

}  // namespace toward::client
