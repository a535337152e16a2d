// What the network's threads report to the one that owns the replica.
#ifndef TOWARD_CLIENT_SYNC_EVENTS_H_
#define TOWARD_CLIENT_SYNC_EVENTS_H_

#include <cstdint>
#include <deque>
#include <mutex>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/sync/account.h"
#include "toward/v1/sync.pb.h"

namespace toward::client {

// A session was opened on the way to the stream.
struct SessionOpened {
  SessionToken session;
};
// The replica had no number; the server gave it its first on the way to the stream.
struct ReplicaNumbered {
  uint32_t replica = 0;
};
struct WatchArrived {
  v1::WatchResponse response;
};
struct WatchEnded {
  absl::Status status;
};
struct PushDone {
  absl::StatusOr<v1::PushResponse> response;
};
struct ReplicaRegistered {
  absl::StatusOr<uint32_t> replica;
};
// The family's roster was made level, on the way to the stream or beside it.
struct RosterLevelled {
  absl::StatusOr<Identity> identity;
};

struct Event {
  // The attempt to exchange that it belongs to; older ones are not listened to.
  int attempt = 0;
  std::variant<SessionOpened, ReplicaNumbered, WatchArrived, WatchEnded, PushDone, ReplicaRegistered, RosterLevelled>
      what;
};

// Thread-safe.
class EventQueue {
 public:
  EventQueue();
  ~EventQueue();
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  void Add(Event event);
  // Everything that waits, oldest first; empty: nothing has happened.
  std::deque<Event> TakeAll();
  // Readable while there may be events.
  int fd() const { return fd_; }

 private:
  const int fd_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::deque<Event> events_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_EVENTS_H_
