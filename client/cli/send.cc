#include "client/cli/send.h"

#include <chrono>
#include <string>
#include <thread>

#include "base/status_macros.h"

namespace toward::client {
namespace {

constexpr int64_t kSendTimeoutMs = 2000;
constexpr int64_t kFetchTimeoutMs = 1000;
constexpr int kTurns = 60;
constexpr int kSendTurns = 40;
constexpr auto kTurn = std::chrono::milliseconds(50);

absl::StatusOr<std::unique_ptr<Exchange>> OpenExchange(Invocation& invocation, Home& home) {
  return Exchange::Open(home.place(), home.identity(), {.family = home.replica(), .own = &home.own_replica()},
                        invocation.around.random);
}

// UNAVAILABLE, IsAnotherProcessSyncs: that one has sent everything, or is still at it after two seconds. It may have
// looked at the outbox just before this change came, so it is not taken at its word.
absl::StatusOr<std::unique_ptr<Exchange>> ExchangeUnlessSent(Invocation& invocation, Home& home) {
  absl::StatusOr<std::unique_ptr<Exchange>> exchange = OpenExchange(invocation, home);
  for (int turn = 0; turn < kSendTurns && IsAnotherProcessSyncs(exchange.status()); ++turn) {
    std::this_thread::sleep_for(kTurn);
    ASSIGN_OR_RETURN(const ReplicaStatus family, home.replica().Status());
    ASSIGN_OR_RETURN(const ReplicaStatus own, home.own_replica().Status());
    if (family.changes_waiting + own.changes_waiting == 0) return exchange;
    exchange = OpenExchange(invocation, home);
  }
  return exchange;
}

// What to tell about a try that did not get through; the change itself is safe.
std::string NotSent(const absl::Status& status) {
  const bool later = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  if (later) return "It will be sent when the server can be reached.";
  return "It is not sent. " + std::string(status.message());
}

}  // namespace

absl::Status SendSaved(Invocation& invocation, Home& home) {
  if (invocation.offline) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ReplicaStatus before, home.replica().Status());
  const absl::StatusOr<std::unique_ptr<Exchange>> exchange = ExchangeUnlessSent(invocation, home);
  if (IsAnotherProcessSyncs(exchange.status())) return absl::OkStatus();
  const absl::Status sent = exchange.ok() ? (*exchange)->RunUntilSettled(kSendTimeoutMs) : exchange.status();
  if (!sent.ok()) {
    invocation.around.out << NotSent(sent) << "\n";
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const ReplicaStatus after, home.replica().Status());
  if (after.dead_letters > before.dead_letters) {
    invocation.around.out << "The server did not take it; `toward status` says why.\n";
  }
  return absl::OkStatus();
}

bool FetchNews(Invocation& invocation, Home& home) {
  if (invocation.offline) return true;
  const absl::StatusOr<std::unique_ptr<Exchange>> exchange = OpenExchange(invocation, home);
  if (IsAnotherProcessSyncs(exchange.status())) return true;
  return exchange.ok() && (*exchange)->RunUntilSettled(kFetchTimeoutMs).ok();
}

absl::StatusOr<std::unique_ptr<Home>> OpenUpToDate(Invocation& invocation) {
  ASSIGN_OR_RETURN(std::unique_ptr<Home> home, OpenHome(invocation));
  FetchNews(invocation, *home);
  return home;
}

absl::Status GiveEverythingBack(Replica& replica, uint32_t number) {
  ASSIGN_OR_RETURN(const uint32_t present, replica.ReplicaNumber());
  if (present == number) return absl::OkStatus();
  // In this order: cut off in between, the next push is a FORK, which leads here again.
  RETURN_IF_ERROR(replica.RepushEverything(0));
  return replica.TakeReplicaNumber(number);
}

absl::StatusOr<std::unique_ptr<Exchange>> WaitForExchange(Invocation& invocation, Home& home) {
  absl::StatusOr<std::unique_ptr<Exchange>> exchange = OpenExchange(invocation, home);
  for (int turn = 0; turn < kTurns && IsAnotherProcessSyncs(exchange.status()); ++turn) {
    std::this_thread::sleep_for(kTurn);
    exchange = OpenExchange(invocation, home);
  }
  return exchange;
}

}  // namespace toward::client
