// Single keys, for the few screens that wait while time goes on.
#ifndef TOWARD_CLIENT_CLI_KEYBOARD_H_
#define TOWARD_CLIENT_CLI_KEYBOARD_H_

#include <cstdint>
#include <string>

namespace toward::client {

class Keyboard {
 public:
  // What Wait returns when no key was pressed in time, and when none will come any more or the person asked the program
  // to end.
  static constexpr char kNone = '\0';
  static constexpr char kEnd = '\x04';
  static constexpr char kEnter = '\n';

  virtual ~Keyboard() = default;
  // Waits for the next key, for at most so long.
  virtual char Wait(int64_t timeout_ms) = 0;
  // The keys up to the next kEnter, unseen; empty when kEnd came before.
  virtual std::string UnseenLine() = 0;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_KEYBOARD_H_
