// A question before what cannot be taken back.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_CONFIRM_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_CONFIRM_H_

#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "client/cli/surroundings.h"

namespace toward::client {

// --yes, for commands that ask.
void AddYes(CLI::App& command, bool& yes);

// OK when `yes`, or when the person types `word`. ABORTED otherwise: nothing has changed; FAILED_PRECONDITION: nobody
// is there to ask.
absl::Status Confirm(std::string_view word, bool yes, Surroundings& around);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_CONFIRM_H_
