// The best week, found by trying every one.
#ifndef TOWARD_TESTS_PLAN_TURNS_BRUTE_FORCE_H_
#define TOWARD_TESTS_PLAN_TURNS_BRUTE_FORCE_H_

#include <vector>

#include "plan/turns/turns.h"

namespace toward::plan {

// The least objective of all weeks that keep the rules, with turns at every fifth minute or where one stands. Without
// children who came lately. `standing`: turns that may stay, none twice.
TurnsObjective LeastObjective(const TurnsWeek& week, const std::vector<Turn>& standing = {});

}  // namespace toward::plan

#endif  // TOWARD_TESTS_PLAN_TURNS_BRUTE_FORCE_H_
