// The event loop behind Exchange: carries out what sync::ClientSession says.
#ifndef TOWARD_CLIENT_SYNC_EXCHANGE_LOOP_H_
#define TOWARD_CLIENT_SYNC_EXCHANGE_LOOP_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "client/sync/attempt.h"
#include "client/sync/events.h"
#include "client/sync/exchange.h"
#include "sync/client_session.h"

namespace toward::client {

// One plan's exchange, turn by turn: Exchange drives one or two of them side by side.
class Exchange::Loop {
 public:
  // All must outlive it. `tokens` keeps the device's session.
  Loop(Connection& connection, const KeyPlace& place, Identity& identity, Replica& replica, Replica& tokens,
       Random& random);
  ~Loop();

  absl::Status Begin();
  // Handles whatever has happened. An error is the replica's.
  absl::Status Turn();
  void End();
  bool begun() const { return session_.state() != sync::ClientSession::State::kStopped; }

  // Everything up to a head of the feed is applied and nothing waits.
  absl::StatusOr<bool> Settled();
  absl::Status NoteSynced() { return replica_.NoteSynced(); }
  // The server has greeted, and the roster is level with it.
  bool IsCatchingUp() const;
  bool IsBackingOff() const { return session_.state() == sync::ClientSession::State::kBackingOff; }
  bool IsRefused() const { return session_.state() == sync::ClientSession::State::kRefused; }
  // Why it backs off or was refused.
  const absl::Status& last_failure() const { return last_failure_; }
  // Whether anything may have changed on screen since this was last asked.
  bool TakeChanged() { return std::exchange(changed_, false); }

  using Time = std::chrono::steady_clock;
  // What to wait for before the next turn.
  std::array<int, 2> fds() const { return {events_.fd(), inotify_fd_}; }
  std::array<std::optional<Time::time_point>, 2> timers() const { return {timer_, silence_}; }

 private:
  absl::Status HandleEvents();
  absl::Status Handle(Event event);
  absl::Status HandleLevel(Event event);
  // Whether the event must wait until the roster is level; begins to make it so.
  bool MustWaitForRoster(const Event& event);
  absl::Status Levelled(const absl::StatusOr<Identity>& identity);
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
  absl::Status CarryOut(const sync::effect::ResealOutbox&);
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
  // The cached token; empty when there is none that still holds.
  absl::StatusOr<std::string> Token();
  absl::Status KeepToken(const SessionToken& session);

  Connection& connection_;
  const KeyPlace place_;
  Identity& identity_;
  Replica& replica_;
  Replica& tokens_;
  Random& random_;
  const int inotify_fd_;
  EventQueue events_;
  sync::ClientSession session_;
  std::unique_ptr<Attempt> attempt_;
  int attempts_ = 0;
  std::string token_;
  // The roster is being made level; what has happened meanwhile waits in held_.
  bool levelling_ = false;
  std::vector<Event> held_;

  std::vector<v1::Page> staged_;
  // How many of them, from the front, reach a head and are to be applied.
  size_t reached_ = 0;
  v1::Page arrived_;
  v1::PushRequest pushed_;
  v1::PushResponse answer_;
  bool changed_ = false;
  absl::Status last_failure_;
  int64_t heartbeat_ms_ = 30'000;
  std::optional<Time::time_point> timer_;
  std::optional<Time::time_point> silence_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_EXCHANGE_LOOP_H_
