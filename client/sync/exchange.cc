#include "client/sync/exchange.h"

#include <utility>

#include "base/status_macros.h"
#include "client/sync/connection.h"
#include "client/sync/exchange_loop.h"
#include "client/sync/sync_lock.h"

namespace toward::client {
namespace {

constexpr char kAnotherProcessSyncs[] = "toward/another-process-syncs";

}  // namespace

bool IsAnotherProcessSyncs(const absl::Status& status) { return status.GetPayload(kAnotherProcessSyncs).has_value(); }

absl::StatusOr<std::unique_ptr<Exchange>> Exchange::Open(const std::string& directory, const Identity& identity,
                                                         Replica& replica, Random& random) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(identity.server));
  absl::StatusOr<SyncLock> lock = SyncLock::Take(directory);
  if (lock.status().code() == absl::StatusCode::kUnavailable) {
    absl::Status taken = lock.status();
    taken.SetPayload(kAnotherProcessSyncs, absl::Cord());
    return taken;
  }
  RETURN_IF_ERROR(lock.status());
  auto loop = std::make_unique<Loop>(*std::move(lock), std::move(connection), directory, identity, replica, random);
  return std::unique_ptr<Exchange>(new Exchange(std::move(loop)));
}

Exchange::Exchange(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

Exchange::~Exchange() = default;

absl::Status Exchange::RunUntilSettled(int64_t timeout_ms) {
  return loop_->Run(Loop::Until::kSettled, timeout_ms, /*stop_fd=*/-1, [] {}, {});
}

absl::Status Exchange::RunUntilStopped(int stop_fd, const std::function<void()>& on_change, const Beside& beside) {
  return loop_->Run(Loop::Until::kStopped, /*timeout_ms=*/0, stop_fd, on_change, beside);
}

absl::Status Exchange::RunUntilStopped(int stop_fd, const std::function<void()>& on_change) {
  return RunUntilStopped(stop_fd, on_change, {});
}

}  // namespace toward::client
