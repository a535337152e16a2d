// Completions for shells, written from the command tree.
#ifndef TOWARD_CLIENT_CLI_COMPLETION_H_
#define TOWARD_CLIENT_CLI_COMPLETION_H_

#include <string>
#include <vector>

#include "client/cli/command_tree.h"

namespace toward::client {

// Scripts that complete commands and options, and files for values. Names of the family are not completed: they would
// have to be read from the plan at every key. `pages`: CommandPages of the program.
std::string BashCompletion(const std::vector<CommandPage>& pages);
std::string ZshCompletion(const std::vector<CommandPage>& pages);
std::string FishCompletion(const std::vector<CommandPage>& pages);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_COMPLETION_H_
