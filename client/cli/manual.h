// The manual page, written from the command tree.
#ifndef TOWARD_CLIENT_CLI_MANUAL_H_
#define TOWARD_CLIENT_CLI_MANUAL_H_

#include <string>
#include <string_view>
#include <vector>

#include "client/cli/command_tree.h"

namespace toward::client {

// toward(1) in roff, with the man macros. `pages`: CommandPages of the program.
std::string ManualPage(const std::vector<CommandPage>& pages, std::string_view version);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MANUAL_H_
