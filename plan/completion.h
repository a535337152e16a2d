// What a day was for a ritual. The screen of a day, the score and the plots all read it here.
//
// In the order in which they win:
//   - done, or part of it: it happened. What happened counts, whatever else was marked that day, also in a pause;
//   - the child declined, or it was skipped: left out on purpose, so the day is frozen: it stands for nothing;
//   - a pause: frozen as well;
//   - no mark at all: open.
#ifndef TOWARD_PLAN_COMPLETION_H_
#define TOWARD_PLAN_COMPLETION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/ids.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::plan {

enum class State {
  kOpen,
  // Begun; the minutes of the day do not reach the goal yet.
  kPart,
  kDone,
  // Left out on purpose.
  kSkipped,
  // The child would rather not. The turn stays open.
  kChildDeclined,
};

// Which marks count together: those of a ritual, and, where set, of one member or with one child. `ritual` must outlive
// it.
struct Subject {
  const Ritual& ritual;
  std::optional<MemberId> member;
  std::optional<RecordId> child;
};

// The subjects of a ritual, by its counting: one for kJoint, one for each member for kEach, one for each older child
// for kEither; in the plan's order. They refer to `ritual`.
std::vector<Subject> SubjectsOf(const Plan& plan, const Ritual& ritual);

// What to call it: "Check-in", "Thank-you from Ana", "Time with Mia", "A long hug", "A short walk for Ana".
std::string TitleOf(const Plan& plan, const Subject& subject);

// In the plan's order. They point into `plan`.
std::vector<const Moment*> MomentsOn(const Plan& plan, const Subject& subject, PlanDay day);

// Done or part.
bool Happened(const Moment& moment);

// One day of one subject.
struct Completion {
  State state = State::kOpen;
  // Of what happened, all marks together; absent when nobody gave any.
  std::optional<uint32_t> minutes;
  // How much of it happened, above 0 to 1: 1 when done; for a part min(1, minutes / goal), or a half where there is no
  // goal or nobody gave minutes. Absent: nothing happened.
  std::optional<double> value;
  // Whether a skip, a decline or a pause freezes the day: it stands for nothing then, and what happened all the same
  // can only help.
  bool frozen = false;
};

// `moments`: those of the subject on the day, as MomentsOn gives them, in any order. Pauses: see IsFrozenByPause.
Completion CompletionOf(const Plan& plan, const Subject& subject, PlanDay day, absl::Span<const Moment* const> moments);

bool IsPaused(const Plan& plan, const MemberId& member, PlanDay day);

// A member's pause freezes what is that member's alone. What belongs to both, or to whoever is free, is frozen as soon
// as one member is paused: talk takes two, and a partner who carries the days alone must not watch the family's figure
// fall for it. (What does happen in such days still counts.)
bool IsFrozenByPause(const Plan& plan, const Subject& subject, PlanDay day);

// Whether nobody is there of whom it could be asked: its member is paused, or, for what is not one member's own, all
// are.
bool IsAskedOfNobody(const Plan& plan, const Subject& subject, PlanDay day);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_COMPLETION_H_
