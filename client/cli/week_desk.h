// What the commands of `toward plan` have before them.
#ifndef TOWARD_CLIENT_CLI_WEEK_DESK_H_
#define TOWARD_CLIENT_CLI_WEEK_DESK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "client/cli/command.h"
#include "client/cli/week_screen.h"
#include "plan/plan.h"
#include "plan/plan_day.h"
#include "plan/turns_week.h"

namespace toward::client {

inline constexpr int kWeekDays = 7;
// This one and the next.
inline constexpr int kWeeks = 2;

// What every command of `toward plan` works with: this week and the next, and the four weeks before.
struct Desk {
  std::unique_ptr<Home> home;
  plan::Plan everything;
  plan::Plan plan;
  plan::Ritual ritual;
  plan::PlanDay today;
  int64_t now_ms = 0;

  const FamilyId& family() const { return home->identity().family; }
  plan::WeekAhead Ahead(plan::PlanDay day) const { return WeekAheadOf(plan, everything, day, now_ms); }

  // What is settled in both weeks, in the order of time: the numbers people see, from 1.
  std::vector<plan::ProposedTurn> Settled() const;
};

// With what the partner has just settled, as far as the server answers. FAILED_PRECONDITION: no plan here, or one without one-on-one time.
absl::StatusOr<Desk> OpenDesk(Invocation& invocation);

// What is settled in both weeks, with its numbers.
std::vector<WeekLine> Numbered(const Desk& desk);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WEEK_DESK_H_
