#include "client/cli/terminal_keyboard.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace toward::client {
namespace {

// Keys one by one and unseen, for as long as this lives.
class SingleKeys {
 public:
  SingleKeys() {
    known_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!known_) return;
    termios single = before_;
    single.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &single);
  }
  ~SingleKeys() {
    if (known_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  SingleKeys(const SingleKeys&) = delete;
  SingleKeys& operator=(const SingleKeys&) = delete;

 private:
  termios before_{};
  bool known_ = false;
};

// SIGINT and SIGTERM as something to poll, for as long as this lives.
class Signals {
 public:
  Signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
    fd_ = signalfd(-1, &signals, SFD_CLOEXEC);
  }
  // Takes the signal that came, so that it does not strike afterwards.
  ~Signals() {
    signalfd_siginfo taken{};
    pollfd waiting{fd_, POLLIN, 0};
    while (poll(&waiting, 1, 0) > 0 && read(fd_, &taken, sizeof(taken)) > 0) continue;
    close(fd_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int fd() const { return fd_; }

 private:
  sigset_t before_{};
  int fd_ = -1;
};

// The next key; both must live while it waits.
char NextKey(const Signals& signals, const SingleKeys&, int timeout_ms) {
  std::array<pollfd, 2> fds = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{signals.fd(), POLLIN, 0}};
  if (poll(fds.data(), fds.size(), timeout_ms) <= 0) return Keyboard::kNone;
  if (fds[1].revents != 0) return Keyboard::kEnd;
  char key = Keyboard::kNone;
  if (read(STDIN_FILENO, &key, 1) != 1) return Keyboard::kEnd;
  return key == '\r' ? Keyboard::kEnter : key;
}

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

void TakeBackOne(std::string& text) {
  while (!text.empty() && IsContinuation(text.back())) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

char TerminalKeyboard::Wait(int64_t timeout_ms) {
  const Signals signals;
  const SingleKeys single_keys;
  return NextKey(signals, single_keys, static_cast<int>(std::clamp<int64_t>(timeout_ms, 0, 3'600'000)));
}

std::string TerminalKeyboard::UnseenLine() {
  constexpr char kBackspace = '\b', kDelete = '\x7f';
  const Signals signals;
  const SingleKeys single_keys;
  std::string line;
  while (true) {
    const char key = NextKey(signals, single_keys, -1);
    if (key == kEnter) return line;
    if (key == kEnd) return "";
    if (key == kBackspace || key == kDelete) {
      TakeBackOne(line);
    } else {
      line += key;
    }
  }
}

}  // namespace toward::client
