// Questions to a person.
#ifndef TOWARD_CLIENT_CLI_ASK_H_
#define TOWARD_CLIENT_CLI_ASK_H_

#include <string>
#include <string_view>

#include "client/cli/surroundings.h"

namespace toward::client {

// `given`, unless it is empty and somebody is at the terminal: then asks, and returns the answer. An empty answer, or
// nobody there: `usual`.
std::string GivenOrAsked(const std::string& given, std::string_view question, const std::string& usual,
                         Surroundings& around);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_ASK_H_
