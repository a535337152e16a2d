// A CSV backup of Loop Habit Tracker: its Checkmarks.csv, with a date in the first column and a habit in each other.
#ifndef TOWARD_CLIENT_CLI_LOOP_HABITS_H_
#define TOWARD_CLIENT_CLI_LOOP_HABITS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/marks.h"
#include "client/cli/writes.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

struct LoopDay {
  plan::PlanDay day;
  // Else it was skipped on purpose.
  bool done = false;
};

// The days of one habit, ascending: those it was marked on, or had a number, and those it was skipped on. What the
// other app only infers from how often it is wanted is no mark. `habit`: its name; capitals do not matter.
// INVALID_ARGUMENT: no such table. NOT_FOUND: no such habit in it.
absl::StatusOr<std::vector<LoopDay>> ReadLoopDays(std::string_view checkmarks_csv, std::string_view habit);

// The marks of this member for days up to hand.day. A day on which the ritual has any mark already stays as it is.
// FAILED_PRECONDITION: the ritual is time with a child, of which the other app knows nothing.
absl::StatusOr<Writes> MarkLoopDays(const Hand& hand, const plan::Ritual& ritual, const std::vector<LoopDay>& days);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_LOOP_HABITS_H_
