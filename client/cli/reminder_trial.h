// `toward remind test`: over which ways a reminder truly reaches this member.
#ifndef TOWARD_CLIENT_CLI_REMINDER_TRIAL_H_
#define TOWARD_CLIENT_CLI_REMINDER_TRIAL_H_

#include "absl/status/status.h"
#include "client/cli/command.h"
#include "client/cli/home.h"

namespace toward::client {

// Listens as `toward watch` would, has the server send a test, and prints what came of it, a line for each way. Waits
// some seconds for what should arrive here. Errors: the server cannot be reached, or was asked within a minute.
absl::Status TryReminders(Invocation& invocation, Home& home);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_REMINDER_TRIAL_H_
