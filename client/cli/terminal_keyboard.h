#ifndef TOWARD_CLIENT_CLI_TERMINAL_KEYBOARD_H_
#define TOWARD_CLIENT_CLI_TERMINAL_KEYBOARD_H_

#include "client/cli/keyboard.h"

namespace toward::client {

// The terminal at standard input. While it waits, keys are not shown and need no Enter; afterwards the terminal is as
// it was, also when a signal (SIGINT, SIGTERM) ended the wait.
class TerminalKeyboard final : public Keyboard {
 public:
  char Wait(int64_t timeout_ms) override;
  std::string UnseenLine() override;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_TERMINAL_KEYBOARD_H_
