// A family as it lives: one real server, several real devices, each a directory, and a network that goes away by the
// server being killed.
#ifndef TOWARD_TESTS_SUPPORT_HOUSEHOLD_H_
#define TOWARD_TESTS_SUPPORT_HOUSEHOLD_H_

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace toward::support {

// A directory of its own under the system's, removed with everything in it at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The two programs under test.
struct Programs {
  std::string server;
  std::string client;
};

class Household {
 public:
  explicit Household(Programs programs);

  // Starts the server, on the same port and data as before. False when it did not say that it listens.
  bool StartServer();
  // kill -9.
  void KillServer();
  // SIGTERM; returns the exit code.
  int StopServer();

  // `toward <arguments>` on the device of this name; the device is a directory made at first use.
  Finished Toward(const std::string& device, std::vector<std::string> arguments,
                  const std::string& standard_input = "");
  // The same, going on beside the test.
  std::unique_ptr<Process> StartToward(const std::string& device, std::vector<std::string> arguments);

  // Sets how far the clock of a device is off from now on.
  void SetClockOffsetMs(const std::string& device, int64_t offset_ms);
  // The device starts anew: what it knew of the time since its last start is gone.
  void Restart(const std::string& device);

  // "http://127.0.0.1:<port>".
  std::string server_url() const;
  int server_port() const { return port_; }
  std::filesystem::path server_directory() const { return directory_.path() / "server"; }
  std::filesystem::path device_directory(const std::string& device) const { return directory_.path() / device; }
  // Where it is about noon now, so that no plan day ends during a test.
  static std::string TimeZoneAtNoon();
  // The date there, YYYY-MM-DD.
  static std::string DateAtNoon();

 private:
  CommandLine TowardCommand(const std::string& device, std::vector<std::string> arguments) const;

  const Programs programs_;
  const TemporaryDirectory directory_;
  const int port_;
  // What is set in the environment of a device's processes.
  std::map<std::string, std::map<std::string, std::string>> environments_;
  std::unique_ptr<Process> server_;
};

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_HOUSEHOLD_H_
