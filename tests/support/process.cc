#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "base/check.h"

extern char** environ;

namespace toward::support {
namespace {

using Time = std::chrono::steady_clock;

constexpr auto kLongestRun = std::chrono::seconds(60);
constexpr auto kLongestWait = std::chrono::seconds(20);

struct Pipe {
  Pipe() { TOWARD_CHECK(pipe2(ends.data(), O_CLOEXEC) == 0); }
  std::array<int, 2> ends{};
  int read_end() const { return ends[0]; }
  int write_end() const { return ends[1]; }
};

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    if (!added.contains(name) && !name.starts_with("TOWARD_")) environment.push_back(text);
  }
  for (const auto& [name, value] : added) environment.push_back(name + "=" + value);
  return environment;
}

// Standard streams come from the given descriptors; -1 leaves the parent's.
pid_t Spawn(const CommandLine& command, int input, int output, int error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0) posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (error >= 0) posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = Environment(command.environment);
  pid_t pid = -1;
  const int result = posix_spawn(&pid, arguments[0].c_str(), &actions, nullptr, Pointers(arguments).data(),
                                 Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  TOWARD_CHECK(result == 0);
  return pid;
}

int ExitCode(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

// Appends what is there to `text`. False at the end of the stream.
bool ReadSome(int fd, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t got = read(fd, buffer.data(), buffer.size());
  if (got > 0) text.append(buffer.data(), static_cast<size_t>(got));
  return got > 0;
}

// Reads both streams until they end. False when the time is over first.
bool ReadBoth(int output_fd, int error_fd, Finished& finished) {
  const auto deadline = Time::now() + kLongestRun;
  std::array<pollfd, 2> fds = {pollfd{output_fd, POLLIN, 0}, pollfd{error_fd, POLLIN, 0}};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Time::now()).count();
    if (left <= 0 || poll(fds.data(), fds.size(), static_cast<int>(left)) == 0) return false;
    if (fds[0].revents != 0 && !ReadSome(output_fd, finished.output)) fds[0].fd = -1;
    if (fds[1].revents != 0 && !ReadSome(error_fd, finished.error)) fds[1].fd = -1;
  }
  return true;
}

}  // namespace

Finished Run(const CommandLine& command) {
  const Pipe input;
  const Pipe output;
  const Pipe error;
  const pid_t pid = Spawn(command, input.read_end(), output.write_end(), error.write_end());
  close(input.read_end());
  close(output.write_end());
  close(error.write_end());
  signal(SIGPIPE, SIG_IGN);
  const ssize_t written = write(input.write_end(), command.standard_input.data(), command.standard_input.size());
  TOWARD_CHECK(written >= 0 || errno == EPIPE);
  close(input.write_end());

  Finished finished;
  if (!ReadBoth(output.read_end(), error.read_end(), finished)) kill(pid, SIGKILL);
  int wait_status = 0;
  waitpid(pid, &wait_status, 0);
  close(output.read_end());
  close(error.read_end());
  finished.exit_code = ExitCode(wait_status);
  return finished;
}

Process::Process(const CommandLine& command) {
  const Pipe input;
  const Pipe output;
  pid_ = Spawn(command, input.read_end(), output.write_end(), -1);
  close(input.read_end());
  close(output.write_end());
  signal(SIGPIPE, SIG_IGN);
  input_fd_ = input.write_end();
  output_fd_ = output.read_end();
}

Process::~Process() {
  Kill();
  close(input_fd_);
  close(output_fd_);
}

void Process::Type(const std::string& text) {
  TOWARD_CHECK(write(input_fd_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

bool Process::ReadMore(int timeout_ms) {
  pollfd fd = {output_fd_, POLLIN, 0};
  return poll(&fd, 1, timeout_ms) > 0 && ReadSome(output_fd_, output_);
}

std::string Process::WaitForLine(const std::string& text) {
  const auto deadline = Time::now() + kLongestWait;
  while (true) {
    for (size_t end; (end = output_.find('\n', searched_)) != std::string::npos;) {
      const std::string line = output_.substr(searched_, end - searched_);
      searched_ = end + 1;
      if (line.find(text) != std::string::npos) return line;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Time::now()).count();
    if (left <= 0 || !ReadMore(static_cast<int>(left))) return "";
  }
}

void Process::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

int Process::Wait() {
  if (pid_ <= 0) return 0;
  const auto deadline = Time::now() + kLongestWait;
  bool open = true;
  while (open && Time::now() < deadline) {
    pollfd fd = {output_fd_, POLLIN, 0};
    if (poll(&fd, 1, 1000) > 0) open = ReadSome(output_fd_, output_);
  }
  if (open) Signal(SIGKILL);
  int wait_status = 0;
  waitpid(pid_, &wait_status, 0);
  pid_ = -1;
  return ExitCode(wait_status);
}

void Process::Kill() {
  Signal(SIGKILL);
  Wait();
}

}  // namespace toward::support
