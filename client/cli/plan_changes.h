// How a family changes the plan itself: which rituals it keeps, how often, and when somebody is on a pause. Pure, as
// marks.h is.
#ifndef TOWARD_CLIENT_CLI_PLAN_CHANGES_H_
#define TOWARD_CLIENT_CLI_PLAN_CHANGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/cli/marks.h"
#include "client/cli/writes.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

// Switches on an extra by its key in the library, or brings back one of the three rituals: "checkin", "thank", "time".
// What was there before comes back as it was, with its marks. NOT_FOUND: no such key; ALREADY_EXISTS: it is on.
absl::StatusOr<Writes> AddRitual(const Hand& hand, std::string_view key);
Writes RemoveRitual(const plan::Ritual& ritual);

// What stays absent stays as it is.
struct RitualChange {
  std::optional<v1::Ritual::Cadence> cadence;
  // 0: a mark alone makes it done.
  std::optional<uint32_t> minutes_goal;
  // Empty: the app's own title again.
  std::optional<std::string> title;
  // None: the usual ones again.
  std::optional<v1::Ritual::Windows> windows;
};
Writes ChangeRitual(const plan::Ritual& ritual, const RitualChange& change);

// Reads "daily", or weekdays such as "mon,wed,fri" in any order; English names, three letters or more. INVALID_ARGUMENT
// otherwise.
absl::StatusOr<v1::Ritual::Cadence> CadenceFromDays(std::string_view text);
// 1 to 7. INVALID_ARGUMENT otherwise.
absl::StatusOr<v1::Ritual::Cadence> CadenceFromTimes(std::string_view text);
// "every day", "Monday and Friday", "3 times a week".
std::string CadenceInWords(const v1::Ritual::Cadence& cadence);

// Nothing is asked of this member from `hand.day` to `last`; a pause that goes on already keeps its first day.
// INVALID_ARGUMENT: `last` is before `hand.day`, or more than a year away.
absl::StatusOr<Writes> Pause(const Hand& hand, plan::PlanDay last);
// Ends this member's pause with the day before `hand.day`. FAILED_PRECONDITION: there is none.
absl::StatusOr<Writes> EndPause(const Hand& hand);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PLAN_CHANGES_H_
