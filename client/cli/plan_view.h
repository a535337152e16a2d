// From records to the plan: decodes what the replica shows, opens its words, and fills plan::Plan.
#ifndef TOWARD_CLIENT_CLI_PLAN_VIEW_H_
#define TOWARD_CLIENT_CLI_PLAN_VIEW_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

// The family's calendar; absent until it has arrived. INVALID_ARGUMENT: this device does not know its time zone.
absl::StatusOr<std::optional<plan::Calendar>> LoadCalendar(Replica& replica);

// The whole plan, of moments, reflections and slots those of `first` to `last`: all of them, dead ones too. plan::Shown
// makes of it what a person sees. Errors as for LoadCalendar and the replica.
absl::StatusOr<plan::Plan> LoadPlan(Replica& replica, const Words& words, plan::PlanDay first, plan::PlanDay last);

// The ids words may have been sealed by.
absl::StatusOr<std::vector<MemberId>> LoadAuthors(Replica& replica, const Words& words);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PLAN_VIEW_H_
