#include "client/sync/exchange_driver.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "client/sync/roster_keeping.h"

namespace toward::client {
namespace {

absl::Status TookTooLong() {
  return absl::UnavailableError("The server cannot be reached now. Check the network and try again.");
}

// A negative number is no file, and never readable.
bool IsReadable(int fd) {
  pollfd readable{fd, POLLIN, 0};
  return poll(&readable, 1, 0) > 0;
}

}  // namespace

Exchange::Driver::Driver(SyncLock lock, std::unique_ptr<Connection> connection, const KeyPlace& place,
                         Identity& identity, Plans plans, Random& random)
    : lock_(std::move(lock)), connection_(std::move(connection)), identity_(identity), plans_(plans) {
  loops_.push_back(std::make_unique<Loop>(*connection_, place, identity, plans.family, plans.family, random));
  if (plans.own == nullptr) return;
  loops_.push_back(std::make_unique<Loop>(*connection_, place, identity, *plans.own, plans.family, random));
}

absl::Status Exchange::Driver::Run(Until until, int64_t timeout_ms, int stop_fd, const std::function<void()>& on_change,
                                   const Beside& beside) {
  if (until == Until::kSettled) deadline_ = Time::now() + std::chrono::milliseconds(timeout_ms);
  const absl::Status status = Drive(until, stop_fd, on_change, beside);
  for (const auto& loop : loops_) {
    if (loop->begun()) loop->End();
  }
  deadline_.reset();
  return status;
}

absl::Status Exchange::Driver::Drive(Until until, int stop_fd, const std::function<void()>& on_change,
                                     const Beside& beside) {
  RETURN_IF_ERROR(CheckStillPart(identity_));
  RETURN_IF_ERROR(loops_.front()->Begin());
  while (true) {
    RETURN_IF_ERROR(Turn(on_change));
    if (until == Until::kSettled) {
      ASSIGN_OR_RETURN(const std::optional<absl::Status> settled, HowItSettled());
      if (settled.has_value()) return *settled;
    }
    if (IsReadable(beside.fd)) beside.on_readable();
    if (IsReadable(stop_fd)) return absl::OkStatus();
    Wait(stop_fd, beside.fd);
  }
}

absl::Status Exchange::Driver::Turn(const std::function<void()>& on_change) {
  bool changed = false;
  RETURN_IF_ERROR(BeginOwn());
  for (const auto& loop : loops_) {
    if (!loop->begun()) continue;
    RETURN_IF_ERROR(loop->Turn());
    changed = loop->TakeChanged() || changed;
    if (!loop->IsRefused()) continue;
    if (changed) on_change();
    return loop->last_failure();
  }
  if (changed) on_change();
  return BeginOwn();
}

absl::Status Exchange::Driver::BeginOwn() {
  if (plans_.own == nullptr || loops_.back()->begun() || !loops_.front()->IsCatchingUp()) return absl::OkStatus();
  RETURN_IF_ERROR(ShareNumber(plans_.family, *plans_.own));
  return loops_.back()->Begin();
}

absl::StatusOr<std::optional<absl::Status>> Exchange::Driver::HowItSettled() {
  bool all = true;
  for (const auto& loop : loops_) {
    if (loop->IsBackingOff()) return loop->last_failure();
    ASSIGN_OR_RETURN(const bool settled, loop->Settled());
    all = all && settled;
  }
  if (!all) return Time::now() >= *deadline_ ? std::optional<absl::Status>(TookTooLong()) : std::nullopt;
  for (const auto& loop : loops_) RETURN_IF_ERROR(loop->NoteSynced());
  return std::optional<absl::Status>(absl::OkStatus());
}

void Exchange::Driver::Wait(int stop_fd, int beside_fd) {
  std::vector<pollfd> fds = {{stop_fd, POLLIN, 0}, {beside_fd, POLLIN, 0}};
  std::vector<std::optional<Time::time_point>> moments = {deadline_};
  for (const auto& loop : loops_) {
    if (!loop->begun()) continue;
    for (const int fd : loop->fds()) fds.push_back({fd, POLLIN, 0});
    for (const auto& timer : loop->timers()) moments.push_back(timer);
  }
  int timeout_ms = -1;
  for (const auto& moment : moments) {
    if (!moment.has_value()) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*moment - Time::now()).count();
    const int left_ms = static_cast<int>(std::clamp<int64_t>(left, 0, 3'600'000));
    timeout_ms = timeout_ms < 0 ? left_ms : std::min(timeout_ms, left_ms);
  }
  poll(fds.data(), fds.size(), timeout_ms);
}

}  // namespace toward::client
