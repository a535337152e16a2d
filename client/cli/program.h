// The program `toward`, as a function.
#ifndef TOWARD_CLIENT_CLI_PROGRAM_H_
#define TOWARD_CLIENT_CLI_PROGRAM_H_

#include <string>
#include <vector>

#include "client/cli/surroundings.h"

namespace toward::client {

// Runs one command line, without the program's own name. Returns the exit code: 0; 1 when it could not be done, after
// one sentence on `around.err`; 2 when the command line itself is not one Toward understands, likewise.
int RunProgram(const std::vector<std::string>& arguments, Surroundings& around);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PROGRAM_H_
