// The client's side of an exchange with the server, as a state machine without a network: events in, effects out. The
// product's transport and the tests drive the same machine.
//
//                Start                  HelloArrived              a page reaches the head
//     Stopped ──────────────► Opening ───────────────► CatchingUp ───────────────────► Live
//        ▲                     ▲    │                       │                            │
//        │ Stop, from anywhere │    │ WatchEnded            │ WatchEnded                 │ WatchEnded
//        │                     │    ▼                       ▼                            ▼
//        │           TimerFired└─ BackingOff ◄──────────────┴────────────────────────────┘
//        │
//        └── Refused ◄── the server will not have this device; only Stop leads out
//
//     CatchingUp or Live, a push is answered FORK ──► TakingReplica ──► Opening, on ReplicaTaken
//                                                                   └─► BackingOff, on ReplicaNotTaken
//
//   Stopped        no stream, nothing in flight.
//   Opening        a watch was asked for; the server has not answered. Nothing is pushed.
//   CatchingUp     the stream works; pages are staged, none of them on screen yet.
//   Live           everything up to a head of the feed is applied. A page that does not reach its head leads back to
//                  CatchingUp.
//   BackingOff     the stream is gone; a timer is armed. Nothing is pushed.
//   TakingReplica  the stream is closed; a new replica number was asked for. Nothing is pushed.
//   Refused        the stream is closed, no timer is armed.
//
// Pushing runs beside CatchingUp and Live, from the first page or Diverged on: one push in flight at a time, always the
// oldest batch of the outbox. So a Diverged never meets a push in flight.
//
// The pauses of BackingOff grow until a push is accepted or a head is reached with nothing to push: reaching a head
// alone proves nothing to a device whose pushes fail.
#ifndef TOWARD_SYNC_CLIENT_SESSION_H_
#define TOWARD_SYNC_CLIENT_SESSION_H_

#include <cstdint>
#include <variant>
#include <vector>

#include "sync/backoff.h"
#include "sync/stamp.h"
#include "toward/v1/sync.pb.h"

namespace toward::sync {

// Why a stream or a push ended, as far as the machine must know.
enum class Failure {
  // The network, or a server that is starting, stopping or busy: wait and try again.
  kTransient,
  // The token is not good any more: prove the device again, at once; when that also fails, as kTransient.
  kUnauthenticated,
  // The server understood and will not: an outdated app, a device it does not know. Trying again changes nothing.
  kRefused,
};

// Whether anything is to be pushed.
enum class Outbox { kEmpty, kWaiting };

namespace effect {

// Open a watch from the replica's cursor, dropping what is staged. With `new_token`, open a session first.
struct OpenWatch {
  bool new_token = false;
};
// Close the watch, unless it has ended by itself, and give up the push in flight; its batch stays in the outbox.
struct CloseWatch {};
// Keep the page that just arrived aside. It may be empty: its cursor counts.
struct StagePage {};
// Apply every staged page, with the cursor, in one transaction.
struct ApplyStaged {};
// Send the oldest batch of the outbox; with the batch's own number when it already has one.
struct SendPush {};
// Take over the verdicts of the answer that just arrived, and drop the batch from the outbox.
struct ApplyVerdicts {};
// Stamp the outbox again from server time. The batch keeps its number.
struct RestampOutbox {
  int64_t server_time_ms = 0;
};
// Seal the outbox again with the newest key. The batch keeps its number.
struct ResealOutbox {};
// Ask for a new replica number, stamp the outbox with it and begin at push_no 1; then report ReplicaTaken, or
// ReplicaNotTaken.
struct TakeNewReplica {};
// The server has been restored: forget the cursor, adopt its count, and queue every record this replica holds.
struct RepushEverything {
  uint64_t last_push_no = 0;
};
// Report TimerFired after this time. Replaces an armed timer.
struct ArmTimer {
  int64_t delay_ms = 0;
};

}  // namespace effect

using Effect = std::variant<effect::OpenWatch, effect::CloseWatch, effect::StagePage, effect::ApplyStaged,
                            effect::SendPush, effect::ApplyVerdicts, effect::RestampOutbox, effect::ResealOutbox,
                            effect::TakeNewReplica, effect::RepushEverything, effect::ArmTimer>;
using Effects = std::vector<Effect>;

// Each event returns what to do, in order. The driver carries it out before the next event; only ApplyStaged may wait
// until the pages that have arrived meanwhile are staged too, since what is not applied yet is as if it had not
// arrived. Events of a stream or push that was closed or superseded must not be reported, nor a timer that Stop has
// disarmed. What a server sends out of turn (a second Hello, a late Diverged) ends the stream as a lost network does.
// Not thread-safe.
class ClientSession {
 public:
  enum class State { kStopped, kOpening, kCatchingUp, kLive, kBackingOff, kTakingReplica, kRefused };

  // `jitter_seed`: any number; equal seeds back off equally.
  explicit ClientSession(uint64_t jitter_seed);

  // Only when Stopped.
  Effects Start();
  // Disarms the timer; a push or a RegisterReplica under way is not waited for.
  Effects Stop();
  // The stream's first message. `answered_push_no`: the newest batch of this replica that a server has answered, 0 when
  // there is none. A server that knows fewer has been restored, even where the cursor still fits.
  Effects HelloArrived(const v1::Hello& hello, uint64_t answered_push_no);
  // A page whose cursor is at `seq` while the feed's newest change was `head`.
  Effects PageArrived(uint64_t seq, uint64_t head, Outbox outbox);
  // The server does not know the cursor. The stream goes on from the beginning. `outbox`: as it will be once everything
  // is queued; empty only when the replica holds no record.
  Effects WatchDiverged(Outbox outbox);
  Effects WatchEnded(Failure failure);
  // `outbox`: as it will be once the answer is taken over. STALE_EPOCH is reported once the newest key is here.
  Effects PushAnswered(const v1::PushResponse& response, Outbox outbox);
  // The batch stays as it is and is sent again, under the same number, after the next page.
  Effects PushFailed(Failure failure);
  // The new number has been stored and the outbox stamped with it.
  Effects ReplicaTaken();
  // No number came. The next push meets its FORK again.
  Effects ReplicaNotTaken(Failure failure);
  // A local transaction was committed.
  Effects OutboxGrew();
  Effects TimerFired();

  State state() const { return state_; }
  bool push_in_flight() const { return push_in_flight_; }

 private:
  bool streaming() const;
  // A push came back without being stored, for a reason this side can mend.
  Effects PushTurnedBack(const v1::PushResponse& response);
  // Leaves the stream, if there is one, and arms the timer; or refuses.
  Effects GiveUp(Failure failure);
  void Open(effect::OpenWatch open, Effects& effects);
  void LeaveStream(Effects& effects);
  void PushNext(Outbox outbox, Effects& effects);
  // Forgets past troubles.
  void AllIsWell();
  uint64_t NextRandom();

  State state_ = State::kStopped;
  bool push_in_flight_ = false;
  // A page or a Diverged has followed the Hello.
  bool may_push_ = false;
  // A new token was asked for since all was well: a further refusal is not the old one's fault.
  bool token_is_new_ = false;
  int setbacks_in_a_row_ = 0;
  uint64_t last_push_no_ = 0;
  uint64_t random_state_;
  Backoff backoff_;
};

}  // namespace toward::sync

#endif  // TOWARD_SYNC_CLIENT_SESSION_H_
