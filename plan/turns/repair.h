// What a repair may touch, and what it says about it.
#ifndef TOWARD_PLAN_TURNS_REPAIR_H_
#define TOWARD_PLAN_TURNS_REPAIR_H_

#include <cstdint>
#include <vector>

#include "plan/turns/problem.h"
#include "plan/turns/turns.h"

namespace toward::plan::turns {

struct RepairedWeek {
  // The week, with the time of what fell out busy, what is pinned fixed, and as many turns asked for as there were.
  TurnsWeek week;
  Repair repair;
  // Turns of another length that stay where they are.
  std::vector<Turn> pinned;
  // Sorted.
  std::vector<Turn> fallen_out;
};

// All checked.
RepairedWeek RepairedWeekOf(const TurnsWeek& week, const std::vector<ProposedTurn>& current,
                            const std::vector<Turn>& fallen_out);

// `turns`, in their order, each with the reason it had or with a new one. `moved`: how many could have stayed.
std::vector<ProposedTurn> WithReasons(const Problem& problem, const RepairedWeek& repaired,
                                      const std::vector<ProposedTurn>& current, const std::vector<Turn>& turns,
                                      uint32_t moved);

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_REPAIR_H_
