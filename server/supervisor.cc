#include "server/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"

namespace toward::server {
namespace {

constexpr int64_t kTellsInTime = 3;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<int64_t> NumberIn(const char* name) {
  int64_t number = 0;
  return absl::SimpleAtoi(Variable(name), &number) ? std::optional(number) : std::nullopt;
}

std::optional<int64_t> AliveEveryMs() {
  if (NumberIn("WATCHDOG_PID").value_or(getpid()) != getpid()) return std::nullopt;
  const std::optional<int64_t> microseconds = NumberIn("WATCHDOG_USEC");
  if (!microseconds.has_value() || *microseconds <= 0) return std::nullopt;
  return std::max<int64_t>(1, *microseconds / 1000 / kTellsInTime);
}

}  // namespace

Supervisor Supervisor::FromEnvironment() {
  const std::string socket = Variable("NOTIFY_SOCKET");
  const bool usable = (socket.starts_with('/') || socket.starts_with('@')) && socket.size() > 1 &&
                      socket.size() < sizeof(sockaddr_un::sun_path);
  if (!usable) return {"", std::nullopt};
  return {socket, AliveEveryMs()};
}

void Supervisor::Say(const std::string& what) const {
  if (socket_.empty()) return;
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return;
  const absl::Cleanup close_it = [fd] { close(fd); };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(socket_.begin(), socket_.end(), address.sun_path);
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  sendto(fd, what.data(), what.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace toward::server
