// Everything outside the program that a command may touch, so that tests can hold all of it.
#ifndef TOWARD_CLIENT_CLI_SURROUNDINGS_H_
#define TOWARD_CLIENT_CLI_SURROUNDINGS_H_

#include <cstddef>
#include <functional>
#include <istream>
#include <map>
#include <ostream>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "client/cli/keyboard.h"

namespace toward::client {

struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // Whether a person is at the other end: questions are asked only then, and only then is the screen decorated.
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  std::map<std::string, std::string> environment;
  const Clock& clock;
  Random& random;
  // Where single keys come from; null: there are none.
  Keyboard* keyboard = nullptr;

  // How wide the screen is at this moment, in columns.
  std::function<size_t()> columns = [] { return kUsualColumns; };

  static constexpr size_t kUsualColumns = 80;

  // What this machine calls itself; may be empty.
  std::string device_name = {};

  // Empty when the variable is not set.
  std::string Variable(const std::string& name) const {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  }
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_SURROUNDINGS_H_
