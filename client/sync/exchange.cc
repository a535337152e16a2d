#include "client/sync/exchange.h"

#include <utility>

#include "base/status_macros.h"
#include "client/sync/account.h"
#include "client/sync/connection.h"
#include "client/sync/exchange_driver.h"
#include "client/sync/roster_keeping.h"
#include "client/sync/sync_lock.h"

namespace toward::client {
namespace {

constexpr char kAnotherProcessSyncs[] = "toward/another-process-syncs";

}  // namespace

bool IsAnotherProcessSyncs(const absl::Status& status) { return status.GetPayload(kAnotherProcessSyncs).has_value(); }

absl::StatusOr<std::unique_ptr<Exchange>> Exchange::Open(const KeyPlace& place, Identity& identity, Plans plans,
                                                         Random& random) {
  RETURN_IF_ERROR(CheckStillPart(identity));
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(identity.server, TrustOf(identity)));
  absl::StatusOr<SyncLock> lock = SyncLock::Take(place.directory);
  if (lock.status().code() == absl::StatusCode::kUnavailable) {
    absl::Status taken = lock.status();
    taken.SetPayload(kAnotherProcessSyncs, absl::Cord());
    return taken;
  }
  RETURN_IF_ERROR(lock.status());
  auto driver = std::make_unique<Driver>(*std::move(lock), std::move(connection), place, identity, plans, random);
  return std::unique_ptr<Exchange>(new Exchange(std::move(driver)));
}

Exchange::Exchange(std::unique_ptr<Driver> driver) : driver_(std::move(driver)) {}

Exchange::~Exchange() = default;

absl::Status Exchange::RunUntilSettled(int64_t timeout_ms) {
  return driver_->Run(Driver::Until::kSettled, timeout_ms, /*stop_fd=*/-1, [] {}, {});
}

absl::Status Exchange::RunUntilStopped(int stop_fd, const std::function<void()>& on_change, const Beside& beside) {
  return driver_->Run(Driver::Until::kStopped, /*timeout_ms=*/0, stop_fd, on_change, beside);
}

absl::Status Exchange::RunUntilStopped(int stop_fd, const std::function<void()>& on_change) {
  return RunUntilStopped(stop_fd, on_change, {});
}

}  // namespace toward::client
