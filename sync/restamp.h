// Stamping unacknowledged transactions again after the server found this device's clock wrong: as close as can be known
// to when each really happened, in the order they were made.
#ifndef TOWARD_SYNC_RESTAMP_H_
#define TOWARD_SYNC_RESTAMP_H_

#include <vector>

#include "absl/types/span.h"
#include "base/clock.h"
#include "sync/stamp.h"

namespace toward::sync {

// One transaction of the outbox, oldest first.
struct WrittenAt {
  ClockReading reading;
  // The greatest reading seen in the feed before it was written: what its author had on screen.
  Hlc observed = 0;
};

// A new reading for each. Within the present boot the age is exact; from an earlier boot it is as the wall clock told
// it. Never later than `server_now_ms`, unless keeping the order or exceeding `observed` demands it; strictly
// ascending; each greater than its `observed`; both until the last reading there is (NextHlc).
std::vector<Hlc> Restamp(absl::Span<const WrittenAt> outbox, const ClockReading& now, int64_t server_now_ms);

}  // namespace toward::sync

#endif  // TOWARD_SYNC_RESTAMP_H_
