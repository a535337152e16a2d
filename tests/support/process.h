// Real programs, run by tests as a person would run them: arguments in, lines out, signals.
#ifndef TOWARD_TESTS_SUPPORT_PROCESS_H_
#define TOWARD_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace toward::support {

struct CommandLine {
  std::vector<std::string> arguments;
  // Added to the environment of the parent.
  std::map<std::string, std::string> environment = {};
  std::string standard_input = {};
};

struct Finished {
  // As from the shell: 128 + signal when one ended it.
  int exit_code = 0;
  std::string output;
  std::string error;
};

// Runs a program to its end, at most 60 seconds; after that it is killed and the exit code is 137.
Finished Run(const CommandLine& command);

// A program that goes on beside the test, typed to as it goes. Killed, if it still runs, when this goes out of scope.
class Process {
 public:
  explicit Process(const CommandLine& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Reads standard output up to a line that contains `text`, for at most 20 seconds, and returns that line; empty when
  // none came.
  std::string WaitForLine(const std::string& text);

  // What somebody types while it runs, the line's end included.
  void Type(const std::string& text);

  void Signal(int signal);
  // Waits for the end, at most 20 seconds, then kills. The exit code as in Finished.
  int Wait();
  // kill -9, then Wait.
  void Kill();

  pid_t pid() const { return pid_; }
  // Everything read from standard output so far.
  const std::string& output() const { return output_; }

 private:
  bool ReadMore(int timeout_ms);

  pid_t pid_ = -1;
  int input_fd_ = -1;
  int output_fd_ = -1;
  std::string output_;
  size_t searched_ = 0;
};

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_PROCESS_H_
