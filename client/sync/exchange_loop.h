// The event loop behind Exchange: carries out what sync::ClientSession says.
#ifndef TOWARD_CLIENT_SYNC_EXCHANGE_LOOP_H_
#define TOWARD_CLIENT_SYNC_EXCHANGE_LOOP_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/sync/attempt.h"
#include "client/sync/events.h"
#include "client/sync/exchange.h"
#include "client/sync/sync_lock.h"
#include "sync/client_session.h"

namespace toward::client {

class Exchange::Loop {
 public:
  Loop(SyncLock lock, std::unique_ptr<Connection> connection, const std::string& directory, const Identity& identity,
       Replica& replica, Random& random);
  ~Loop();

  enum class Until { kSettled, kStopped };
  // As the two methods of Exchange; `timeout_ms` counts for kSettled, the others for kStopped.
  absl::Status Run(Until until, int64_t timeout_ms, int stop_fd, const std::function<void()>& on_change,
                   const Beside& beside);

 private:
  using Time = std::chrono::steady_clock;

  // From a started session to the reason for ending.
  absl::Status Drive(Until until, int stop_fd, const std::function<void()>& on_change, const Beside& beside);
  absl::Status HandleEvents();
  absl::Status Handle(Event event);
  absl::Status Arrived(v1::WatchResponse response);
  absl::Status Pushed(absl::StatusOr<v1::PushResponse> response);
  absl::Status Registered(const absl::StatusOr<uint32_t>& replica);
  absl::Status HandleChangesByOthers();
  absl::Status HandleTimers();

  absl::Status CarryOut(const sync::Effects& effects);
  absl::Status CarryOut(const sync::effect::OpenWatch& open);
  absl::Status CarryOut(const sync::effect::CloseWatch&);
  absl::Status CarryOut(const sync::effect::StagePage&);
  absl::Status CarryOut(const sync::effect::ApplyStaged&);
  absl::Status CarryOut(const sync::effect::SendPush&);
  absl::Status CarryOut(const sync::effect::ApplyVerdicts&);
  absl::Status CarryOut(const sync::effect::RestampOutbox& restamp);
  absl::Status CarryOut(const sync::effect::TakeNewReplica&);
  absl::Status CarryOut(const sync::effect::RepushEverything& repush);
  absl::Status CarryOut(const sync::effect::ArmTimer& timer);

  // Applies the staged pages that reach a head. The machine asks for it page by page; it is done once for all the pages
  // that were waiting, since each transaction waits for the disk. Until then they are as if they had not arrived, so
  // losing them costs a repetition only.
  absl::Status ApplyReached();
  // Ends the attempt; keeps what is staged only up to a head, by applying it.
  absl::Status LeaveAttempt();
  absl::StatusOr<sync::Outbox> OutboxBeyond(int64_t transactions);
  absl::StatusOr<bool> Settled();
  // The cached token; empty when there is none that still holds.
  absl::StatusOr<std::string> Token();
  absl::Status KeepToken(const SessionToken& session);
  void Wait(int stop_fd, int beside_fd);

  const SyncLock lock_;
  const std::unique_ptr<Connection> connection_;
  const Identity& identity_;
  Replica& replica_;
  const int inotify_fd_;
  EventQueue events_;
  sync::ClientSession session_;
  std::unique_ptr<Attempt> attempt_;
  int attempts_ = 0;
  std::string token_;

  std::vector<v1::Page> staged_;
  // How many of them, from the front, reach a head and are to be applied.
  size_t reached_ = 0;
  v1::Page arrived_;
  v1::PushRequest pushed_;
  v1::PushResponse answer_;
  bool changed_ = false;
  absl::Status last_failure_;
  int64_t heartbeat_ms_ = 30'000;
  std::optional<Time::time_point> deadline_;
  std::optional<Time::time_point> timer_;
  std::optional<Time::time_point> silence_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_EXCHANGE_LOOP_H_
