#include "sync/hybrid_clock.h"

#include <algorithm>
#include <limits>

namespace toward::sync {

Hlc HybridClock::Tick(int64_t wall_ms) {
  const Hlc next = last_ == std::numeric_limits<Hlc>::max() ? last_ : last_ + 1;
  last_ = std::max(next, HlcFromMs(wall_ms));
  return last_;
}

void HybridClock::Observe(Hlc seen) { last_ = std::max(last_, seen); }

}  // namespace toward::sync
