// A session of the test's own: a session bus, and on it python3-dbusmock's notification daemon, which says what it was
// asked.
#ifndef TOWARD_TESTS_CLIENT_DESKTOP_TEST_DESKTOP_H_
#define TOWARD_TESTS_CLIENT_DESKTOP_TEST_DESKTOP_H_

#include <cstdlib>
#include <optional>
#include <string>

#include "tests/support/process.h"

namespace toward::client {

// While it lives, this process and those it starts are in that session; there is no desktop in it yet.
class TestDesktop {
 public:
  TestDesktop()
      : bus_({.arguments = {"/usr/bin/dbus-daemon", "--config-file=" TOWARD_SOURCE_DIR "/tests/client/desktop/bus.conf",
                            "--nofork", "--print-address=1"}}) {
    setenv("DBUS_SESSION_BUS_ADDRESS", bus_.WaitForLine("unix:").c_str(), 1);
  }
  ~TestDesktop() { unsetenv("DBUS_SESSION_BUS_ADDRESS"); }
  TestDesktop(const TestDesktop&) = delete;
  TestDesktop& operator=(const TestDesktop&) = delete;

  // A desktop with these abilities, once it is there. False: it did not come.
  bool Start(const std::string& abilities = "body") {
    desktop_.emplace(support::CommandLine{
        .arguments = {"/usr/bin/python3", TOWARD_SOURCE_DIR "/tests/client/desktop/desktop.py", abilities}});
    return !desktop_->WaitForLine("ready").empty();
  }
  // The desktop goes away, or the bus with it.
  void EndDesktop() { desktop_->Kill(); }
  void EndBus() { bus_.Kill(); }

  // What the desktop was asked next: a method of it and its arguments, as dbusmock writes them. Empty: nothing.
  std::string Asked(const std::string& method) {
    const std::string line = desktop_->WaitForLine(" " + method + " ");
    return line.substr(line.find(' ') + 1);
  }
  // Everything it was asked so far.
  const std::string& asked() const { return desktop_->output(); }

 private:
  support::Process bus_;
  std::optional<support::Process> desktop_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_DESKTOP_TEST_DESKTOP_H_
