// The two plans of a device, the family's and its member's private one, as one to the commands.
#ifndef TOWARD_CLIENT_CLI_OWN_PLAN_H_
#define TOWARD_CLIENT_CLI_OWN_PLAN_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/writes.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

struct PlansOfWrites {
  Writes family;
  Writes own;
};

// Words at a check-in that are for their writer alone, and kinds that only the private plan has, go there; and so does
// the deletion of words that are in it, of which the family's feed is to know nothing.
absl::StatusOr<PlansOfWrites> SplitByPlan(const Writes& writes, Replica& own_replica);

// What `writes` bring into the other plan is not left behind in this one.
absl::Status EraseMoved(const Writes& writes, Replica& other);

// Adds the reflections of the private plan of the days from `first` to `last` to `plan`.
absl::Status AddOwnWords(Replica& own_replica, const Words& own_words, plan::PlanDay first, plan::PlanDay last,
                         plan::Plan& plan);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_OWN_PLAN_H_
