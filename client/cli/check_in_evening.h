// The check-in at a terminal, from the question to both answers.
//
//            Enter                    time is over, Enter or q                words, or none
//   question ─────► phones down ───────────────────────────────► your words ─────────────────► what there is of both
//      │ q            │    ▲  Enter                                  ▲
//      ▼              │ p  │                                         │ marked already
//     end             ▼    │                                         │
//                    paused
//
// The timer is the plan's: it runs, pauses and ends on both devices, whoever pressed the key, and goes on when this
// program is ended.
#ifndef TOWARD_CLIENT_CLI_CHECK_IN_EVENING_H_
#define TOWARD_CLIENT_CLI_CHECK_IN_EVENING_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/check_in_screen.h"
#include "client/cli/command.h"

namespace toward::client {

// The question of the day: the one the family's evenings have come to, or the other one this device has asked for.
absl::StatusOr<Evening> EveningOf(Home& home, plan::PlanDay day);
// From now on the day's question on this device is another one, by chance.
absl::StatusOr<Evening> AnotherQuestion(Home& home, plan::PlanDay day, Random& random);

// `around.keyboard` must be set.
absl::Status SpendEvening(Invocation& invocation, Home& home);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_CHECK_IN_EVENING_H_
