// The past of the rituals, as `toward plot` and the phone draw it: what each day was, and how steady it has been.
//
// A family's figure is always one: what each member does on their own is joined here, day by day, and the parts are
// nowhere to be seen.
#ifndef TOWARD_PLAN_HISTORY_H_
#define TOWARD_PLAN_HISTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "plan/plan.h"
#include "plan/plan_day.h"
#include "plan/score.h"

namespace toward::plan {

// How many days, the present one with them, a score looks back at most. Ten years ago weighs nothing that a double
// could tell.
inline constexpr int32_t kMemoryDays = 3'660;

struct HistoryDay {
  enum class Kind {
    // Nothing was marked, or it was not meant to happen. A miss is nothing but this.
    kAbsent,
    // Left out on purpose, declined, or in a pause: it stands for nothing.
    kFrozen,
    // It happened, wholly or in part.
    kHappened,
  };

  PlanDay day;
  Kind kind = Kind::kAbsent;
  // kHappened: how much, above 0 to 1.
  double value = 0;
  // After this day; absent before the day of the first mark.
  std::optional<double> score;
};

// One line of the past: a ritual, or, for one-on-one time, a ritual with one older child.
struct History {
  RecordId ritual;
  std::optional<RecordId> child;
  // "Check-in", "Thank-you", "Time with Mia".
  std::string title;
  v1::Ritual::Cadence cadence;
  // Every day asked for, oldest first.
  std::vector<HistoryDay> days;

  // As of the last day; absent when nothing was ever marked.
  std::optional<KOfN> recent;
  // Absent before day kDaysBeforeScore of its life: then `recent` is what to show.
  std::optional<double> score;
};

// The histories of all rituals from `first` to `present`, both included; first <= present. `plan` is one that Shown
// returned and should hold the moments of the last kMemoryDays.
//
// The life of a history begins with its first mark. `present` is not over, so it can only add. Where each member has a
// mark of their own, the value of a day is the mean over those it is asked of: not over a member on a pause, nor over
// one before the day of their first mark of anything (they may not have joined yet).
std::vector<History> HistoriesOf(const Plan& plan, PlanDay first, PlanDay present);

// The same of one ritual of the plan: one for each older child if it is one-on-one time, else one.
std::vector<History> HistoriesOf(const Plan& plan, const Ritual& ritual, PlanDay first, PlanDay present);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_HISTORY_H_
