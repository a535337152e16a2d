// The exchange with the server: drives sync::ClientSession with a real network and a real replica.
//
// One process of a device talks to the server at a time: whoever holds the lock on `<directory>/sync.lock`. The others
// commit to the replica, and the one that holds it hears of that (inotify) and sends. One thread, the caller's, owns
// the replica and the session; a stream and a push each have a thread that only waits for the network and reports.
#ifndef TOWARD_CLIENT_SYNC_EXCHANGE_H_
#define TOWARD_CLIENT_SYNC_EXCHANGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"

namespace toward::client {

// True for the status of Exchange::Open when another process of this device is exchanging: it will send what waits.
bool IsAnotherProcessSyncs(const absl::Status& status);

class Exchange {
 public:
  // The two plans of a device.
  struct Plans {
    Replica& family;
    // The member's private one; null: only the family's is exchanged.
    Replica* own = nullptr;
  };

  // Takes the lock. All must outlive it; `identity` follows the family's roster (roster_keeping.h), on disk and in
  // memory. UNAVAILABLE, IsAnotherProcessSyncs: the lock is taken. INVALID_ARGUMENT: the server's address in the key
  // file is none. Those of CheckStillPart.
  static absl::StatusOr<std::unique_ptr<Exchange>> Open(const KeyPlace& place, Identity& identity, Plans plans,
                                                        Random& random);
  ~Exchange();

  // Both: IsNoLongerPart when this device is not in the family any more, IsDifferentHistory when the server shows
  // another history of it.
  //
  // Returns OK once nothing waits and everything up to a head of the feed is applied; else after `timeout_ms`, or as
  // soon as a try has failed, with one sentence for a person. UNAVAILABLE: the server cannot be reached.
  absl::Status RunUntilSettled(int64_t timeout_ms);

  // What the caller waits for beside the exchange: `on_readable` is called, on the caller's thread, while `fd` is
  // readable.
  struct Beside {
    int fd = -1;
    std::function<void()> on_readable = [] {};
  };

  // Goes on, reconnecting with backoff, until `stop_fd` becomes readable. Calls `on_change` after anything that may
  // have changed the screen: pages, answers, and changes by other processes. Returns early, with one sentence, only
  // when the server refuses this device or the replica fails.
  absl::Status RunUntilStopped(int stop_fd, const std::function<void()>& on_change, const Beside& beside);
  absl::Status RunUntilStopped(int stop_fd, const std::function<void()>& on_change);

 private:
  class Loop;
  class Driver;
  explicit Exchange(std::unique_ptr<Driver> driver);

  const std::unique_ptr<Driver> driver_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_EXCHANGE_H_
