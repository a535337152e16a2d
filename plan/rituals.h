// What a family keeps doing: the three rituals it begins with, and on which days each is meant to happen.
#ifndef TOWARD_PLAN_RITUALS_H_
#define TOWARD_PLAN_RITUALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "plan/plan.h"
#include "plan/plan_day.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

// A ritual of a new family, every day of the week.
struct StartingRitual {
  v1::Ritual::Type type;
  // The one part of its natural id.
  std::string_view natural_part;
  // Absent: a mark alone makes it done.
  std::optional<uint32_t> minutes_goal;
};

// Check-in (ten minutes), appreciation, and one-on-one time (ten to fifteen minutes: ten make it done).
absl::Span<const StartingRitual> StartingRituals();

// Whose marks a ritual needs.
enum class Counting {
  // One mark counts for both members.
  kJoint,
  // Each member has a mark of their own.
  kEach,
  // With each older child: either member's mark, and the minutes of both add up.
  kEither,
};

// The check-in is joint, a thank-you each, one-on-one time either; an extra as the library says. One that this
// version's library does not have is joint.
Counting CountingOf(const Ritual& ritual);

// Every day of the week.
v1::Ritual::Cadence Daily();

// What the app calls a ritual of this type: "Check-in", "Thank-you", "Time".
std::string_view DefaultTitle(v1::Ritual::Type type);
// The family's own title, or else the library's for an extra, or else the default.
std::string TitleOf(const Ritual& ritual);

// Whether a ritual is meant to happen on `day`: on its weekdays; or, for n times a week, until it was done n times in
// the ISO week of that day. `done_days`: the days on which it was done, in any order; those from `day` on do not count.
bool IsDue(const Ritual& ritual, PlanDay day, absl::Span<const PlanDay> done_days);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_RITUALS_H_
