// The proposal a person was last shown on this device, so that what is accepted is what was seen.
#ifndef TOWARD_CLIENT_CLI_WEEK_PROPOSAL_H_
#define TOWARD_CLIENT_CLI_WEEK_PROPOSAL_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/replica/replica.h"
#include "plan/plan_day.h"
#include "plan/turns_week.h"

namespace toward::client {

// Which week, seen when, and the turns: ids and times, no words.
struct ShownProposal {
  plan::PlanDay week;
  int64_t now_ms = 0;
  std::vector<plan::Turn> turns;

  friend bool operator==(const ShownProposal&, const ShownProposal&) = default;
};

absl::Status KeepProposal(Replica& replica, const ShownProposal& proposal);
absl::Status ForgetProposal(Replica& replica);
// Absent: none was shown since the last one was accepted.
absl::StatusOr<std::optional<ShownProposal>> LastProposal(Replica& replica);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WEEK_PROPOSAL_H_
