// What Exchange does with a device's plans: their loops take turns on the caller's thread.
#ifndef TOWARD_CLIENT_SYNC_EXCHANGE_DRIVER_H_
#define TOWARD_CLIENT_SYNC_EXCHANGE_DRIVER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/sync/connection.h"
#include "client/sync/exchange.h"
#include "client/sync/exchange_loop.h"
#include "client/sync/sync_lock.h"

namespace toward::client {

class Exchange::Driver {
 public:
  Driver(SyncLock lock, std::unique_ptr<Connection> connection, const KeyPlace& place, Identity& identity, Plans plans,
         Random& random);

  enum class Until { kSettled, kStopped };
  // As the two methods of Exchange; `timeout_ms` counts for kSettled, the others for kStopped.
  absl::Status Run(Until until, int64_t timeout_ms, int stop_fd, const std::function<void()>& on_change,
                   const Beside& beside);

 private:
  using Time = Loop::Time;

  absl::Status Drive(Until until, int stop_fd, const std::function<void()>& on_change, const Beside& beside);
  // One turn of each loop. OK: go on.
  absl::Status Turn(const std::function<void()>& on_change);
  // How RunUntilSettled ends; absent: not yet.
  absl::StatusOr<std::optional<absl::Status>> HowItSettled();
  // The member's own plan follows once the family's roster is level.
  absl::Status BeginOwn();
  void Wait(int stop_fd, int beside_fd);

  const SyncLock lock_;
  const std::unique_ptr<Connection> connection_;
  const Identity& identity_;
  const Plans plans_;
  // The family's, and the member's own if there is one.
  std::vector<std::unique_ptr<Loop>> loops_;
  std::optional<Time::time_point> deadline_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_EXCHANGE_DRIVER_H_
