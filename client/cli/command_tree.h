// The program's commands as the parser has them, for what is written about them: nothing here can drift from what runs.
#ifndef TOWARD_CLIENT_CLI_COMMAND_TREE_H_
#define TOWARD_CLIENT_CLI_COMMAND_TREE_H_

#include <string>
#include <vector>

#include "CLI/CLI.hpp"

namespace toward::client {

struct CommandOption {
  // "-h", "--help"; of a positional argument, none.
  std::vector<std::string> names;
  std::string help;
  // What stands for its value, "MINUTES"; empty: it takes none.
  std::string value;
  bool required = false;
};

struct CommandPage {
  // "toward plan week".
  std::string path;
  std::string help;
  std::vector<CommandOption> options;
  std::vector<CommandOption> arguments;
  // The commands right below: their last words and what they are for.
  struct Below {
    std::string name;
    std::string help;
  };
  std::vector<Below> commands;
};

// The program first, then each command in the order of the help, those below it after it.
std::vector<CommandPage> CommandPages(const CLI::App& program);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_COMMAND_TREE_H_
