#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "client/cli/program.h"
#include "client/cli/terminal_keyboard.h"

extern char** environ;

namespace {

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string::npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

std::string NameOfMachine() {
  std::array<char, 65> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

size_t ColumnsOfTerminal() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : toward::client::Surroundings::kUsualColumns;
}

}  // namespace

int main(int argument_count, char** arguments) {
  umask(077);
  const toward::SystemClock clock;
  toward::SystemRandom random;
  toward::client::TerminalKeyboard keyboard;
  toward::client::Surroundings around{.in = std::cin,
                                      .out = std::cout,
                                      .err = std::cerr,
                                      .in_is_terminal = isatty(STDIN_FILENO) == 1,
                                      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                                      .environment = Environment(),
                                      .clock = clock,
                                      .random = random,
                                      .keyboard = &keyboard,
                                      .columns = ColumnsOfTerminal,
                                      .device_name = NameOfMachine()};
  return toward::client::RunProgram(std::vector<std::string>(arguments + 1, arguments + argument_count), around);
}
