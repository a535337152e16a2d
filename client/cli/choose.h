// Whom or what a person means by a word on the command line.
#ifndef TOWARD_CLIENT_CLI_CHOOSE_H_
#define TOWARD_CLIENT_CLI_CHOOSE_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "plan/plan.h"

namespace toward::client {

// The child whose name is `word`, or the only one whose name begins with it; capitals do not matter. NOT_FOUND, with
// the names to choose from, for none or several.
absl::StatusOr<plan::Child> ChooseChild(const plan::Plan& plan, std::string_view word);
// The same; FAILED_PRECONDITION when it is the baby, who has no one-on-one time.
absl::StatusOr<plan::Child> ChooseOlderChild(const plan::Plan& plan, std::string_view word);

// What `skip`, `note` and `remove` are about: the ritual, and for one-on-one time the child.
struct Target {
  plan::Ritual ritual;
  std::optional<plan::Child> child;
};

// `word`: "checkin", "thank", the key or title of an extra that is on, or an older child's name. Errors: as above;
// FAILED_PRECONDITION when the family has no such ritual.
absl::StatusOr<Target> ChooseTarget(const plan::Plan& plan, std::string_view word);

// The type one of the three rituals is called by: "checkin", "thank", "time". TYPE_UNSPECIFIED: none.
v1::Ritual::Type TypeByWord(std::string_view word);
// Any ritual: by such a word, by the key of an extra, or by its title, in full or as the only one that begins so;
// capitals do not matter. NOT_FOUND: none, or several.
absl::StatusOr<plan::Ritual> ChooseRitual(const plan::Plan& plan, std::string_view word);
// An extra that is on, by its key or title as above. NOT_FOUND: none, or several.
absl::StatusOr<plan::Ritual> ChooseExtra(const plan::Plan& plan, std::string_view word);

// The family's ritual of a type. FAILED_PRECONDITION when there is none.
absl::StatusOr<plan::Ritual> RitualOf(const plan::Plan& plan, v1::Ritual::Type type);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_CHOOSE_H_
