#include "sync/hybrid_clock.h"

#include <algorithm>

namespace toward::sync {

Hlc HybridClock::Tick(int64_t wall_ms) {
  last_ = std::max(NextHlc(last_), HlcFromMs(wall_ms));
  return last_;
}

void HybridClock::Observe(Hlc seen) { last_ = std::max(last_, seen); }

}  // namespace toward::sync
