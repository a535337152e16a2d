// A week of one-on-one time, between the family's plan and the planner of turns: what the plan says about a week, from
// now on, as the planner's input; and turns as slots again. Pure.
//
// Only what is still ahead is planned: days and windows that have passed ask for nothing, and nobody owes them.
#ifndef TOWARD_PLAN_TURNS_WEEK_H_
#define TOWARD_PLAN_TURNS_WEEK_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "plan/plan.h"
#include "plan/plan_day.h"
#include "plan/turns/turns.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

// A turn is planned to begin at least so long from now.
inline constexpr int64_t kTurnLeadMs = 10 * 60'000;
// The length of a turn where the ritual has no goal.
inline constexpr uint32_t kUsualTurnMinutes = 15;

// Monday to Friday 17:00-18:30, Saturday and Sunday 09:30-11:30 and 15:00-17:00.
v1::Ritual::Windows UsualWindows();
// The ritual's own windows, or the usual ones.
v1::Ritual::Windows WindowsOf(const Ritual& ritual);

struct WeekAhead {
  // What was held of it is in `fixed`, one turn for each child and day (with whoever had more of it, at the day's
  // begin); what is settled is not. Asked for is what the ritual's cadence says, as far as there are days left.
  TurnsWeek week;
  // Slots that still lie ahead, with their reasons, in the order of time.
  std::vector<ProposedTurn> settled;
  // Slots of this week that were taken out, and that nothing has taken the place of: a slot that is dead and still says
  // when it was. One that moved to another day does not.
  std::vector<Turn> fallen_out;
};

// The ISO week of `day`, seen at `now_ms`. `shown`: Shown(everything), with the moments from kTurnHistoryDays before
// that week on, and its slots. Without a calendar or a one-on-one ritual nothing is asked for.
//   - no room: busy times, the days of a member's pause, a child's day that was skipped, what clocks skip or repeat;
//   - a pair that declined in this week is declined (turns.h);
//   - children beyond the first kMostTurnChildren, by id, have no turns.
WeekAhead WeekAheadOf(const Plan& shown, const Plan& everything, PlanDay day, int64_t now_ms);

// Turns for what is asked and neither held nor settled. What is settled stays, and what fell out is not offered again
// at its time to its parent. Errors: none, for what WeekAheadOf returned.
absl::StatusOr<TurnsPlan> ProposeTurns(const WeekAhead& ahead);
// All that is ahead after a repair (RepairTurns). Errors as above.
absl::StatusOr<TurnsPlan> RepairTurns(const WeekAhead& ahead);

// Settled turns that something busy, a pause, a skip or a decline has come in the way of.
std::vector<Turn> InTheWay(const WeekAhead& ahead);
// Whether `turn` could be settled in place of `before`, over nothing that is busy, held or settled. Free windows do not
// matter: a person chose the time.
bool HasRoomFor(const WeekAhead& ahead, const Turn& turn, const Turn& before);

enum class NoRoom {
  // Other turns take the free times.
  kOtherTurns,
  // Whoever could is busy, on a pause, or was declined.
  kNobodyFree,
  // The windows of these days are too few or too short, or have passed.
  kNoWindow,
};

struct UnplacedTurns {
  RecordId child;
  // At least 1.
  uint32_t turns = 0;
  NoRoom why = NoRoom::kNoWindow;
};

// What is asked for and has no place with `plan`, what ProposeTurns returned; in the order of week.children.
std::vector<UnplacedTurns> Unplaced(const WeekAhead& ahead, const TurnsPlan& plan);

// `slot.id` is left empty: it is the natural id (ritual, day, child).
Slot SlotOf(const ProposedTurn& proposed, const RecordId& ritual);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_TURNS_WEEK_H_
