// One-on-one time as it happens: begun, chosen by the child, ended. Pure, as marks.h is.
//
// A time that has begun is a moment with a timer and no outcome, on both devices. Ending it gives it its minutes and
// takes the timer away.
#ifndef TOWARD_CLIENT_CLI_TIME_CHANGES_H_
#define TOWARD_CLIENT_CLI_TIME_CHANGES_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "client/cli/marks.h"
#include "client/cli/writes.h"
#include "plan/plan.h"

namespace toward::client {

// The times that have begun and not ended, of all days that `plan` holds; with one child, where given. In the order in
// which they began.
std::vector<plan::Moment> RunningTimes(const plan::Plan& plan, const std::optional<RecordId>& child);

// ALREADY_EXISTS: one with this child is running.
absl::StatusOr<Writes> StartTime(const Hand& hand, const plan::Child& child, int64_t now_ms, const RecordId& id);

// Whole minutes a timer has run, pauses left out: rounded, at least 1. Absent: so long (over four hours) that somebody
// must have forgotten it.
std::optional<uint32_t> MinutesRun(const v1::Moment::Timer& timer, int64_t now_ms);

// Ends a running time; it stays of the member who began it, and on its day.
absl::StatusOr<Writes> EndTime(const Hand& hand, const plan::Moment& running, uint32_t minutes, std::string_view words);

Writes ChooseActivity(const plan::Moment& running, std::string_view activity);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_TIME_CHANGES_H_
