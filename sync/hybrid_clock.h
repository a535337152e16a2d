// The clock that stamps a replica's writes: never goes back, whatever the device's own clock does.
#ifndef TOWARD_SYNC_HYBRID_CLOCK_H_
#define TOWARD_SYNC_HYBRID_CLOCK_H_

#include "sync/stamp.h"

namespace toward::sync {

// Its state is one number, stored with the replica. Not thread-safe.
class HybridClock {
 public:
  // `last`: the greatest reading this replica has made or seen; 0 for a new one.
  explicit HybridClock(Hlc last) : last_(last) {}

  // A reading for a new transaction: greater than every earlier Tick and Observe, and at least `wall_ms`. At the last
  // reading there is the clock stands still (NextHlc): writes go on, and meet like those of one moment.
  Hlc Tick(int64_t wall_ms);

  // Takes note of a reading seen in the feed.
  void Observe(Hlc seen);

  Hlc last() const { return last_; }

 private:
  Hlc last_;
};

}  // namespace toward::sync

#endif  // TOWARD_SYNC_HYBRID_CLOCK_H_
