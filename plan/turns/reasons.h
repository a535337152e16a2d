// Why a turn is as it is, in one sentence that can be checked against the plan. It says what was held and what is
// planned. It does not say who had more, who is behind or what anybody should have done.
#ifndef TOWARD_PLAN_TURNS_REASONS_H_
#define TOWARD_PLAN_TURNS_REASONS_H_

#include <optional>
#include <string>
#include <vector>

#include "plan/turns/problem.h"
#include "plan/turns/turns.h"

namespace toward::plan::turns {

// Of a planned turn. `all`: every turn of the week, the fixed ones included. In this order:
//   "Mia has Monday with Sam, so this one is with Ana."    an earlier turn of the week, when the pair is below its
//   target "Mia's last four were with Sam, so this one is with Ana."        held turns, in the same way "Mia and Ana
//   are both free then."                                in all other cases
std::string ReasonFor(const TurnsWeek& week, const Problem& problem, const std::vector<Turn>& all, const Turn& turn);

// Of a turn that takes the place of one that fell out, while so many others moved.
std::string ReasonInPlaceOf(const Problem& problem, const Turn& fallen_out, uint32_t moved);
// Of a turn that could have stayed at `from`.
std::string ReasonMovedFrom(const Turn& from);

}  // namespace toward::plan::turns

#endif  // TOWARD_PLAN_TURNS_REASONS_H_
