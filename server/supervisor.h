// The program that started this one and watches over it, such as systemd with Type=notify and WatchdogSec.
#ifndef TOWARD_SERVER_SUPERVISOR_H_
#define TOWARD_SERVER_SUPERVISOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace toward::server {

// Tells it what it wants to hear; nothing when there is none. Never fails and never waits: it notices silence by
// itself. Thread-safe.
class Supervisor {
 public:
  // As $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID say; what is malformed counts as not there.
  static Supervisor FromEnvironment();

  // How often, in milliseconds, to make sure of being well and SayAlive: three times in the time after which it would
  // start the server anew. Absent: it does not ask for that.
  std::optional<int64_t> alive_every_ms() const { return alive_every_ms_; }

  void SayReady() const { Say("READY=1"); }
  void SayAlive() const { Say("WATCHDOG=1"); }
  void SayStopping() const { Say("STOPPING=1"); }

 private:
  Supervisor(std::string socket, std::optional<int64_t> alive_every_ms)
      : socket_(std::move(socket)), alive_every_ms_(alive_every_ms) {}
  void Say(const std::string& what) const;

  // A path, or "@" and an abstract name; empty: nobody listens.
  const std::string socket_;
  const std::optional<int64_t> alive_every_ms_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SUPERVISOR_H_
