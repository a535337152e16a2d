// `toward checkin` and what belongs to it.
#ifndef TOWARD_CLIENT_CLI_CHECK_IN_COMMANDS_H_
#define TOWARD_CLIENT_CLI_CHECK_IN_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "client/cli/command.h"

namespace toward::client {

// As the functions in command.h.
void AddCheckIn(CLI::App& app, Invocation& invocation);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_CHECK_IN_COMMANDS_H_
