#include "sync/backoff.h"

#include <algorithm>

namespace toward::sync {

int64_t Backoff::NextDelayMs(uint64_t random) {
  constexpr int kMaxDoublings = 30;
  const int64_t step_ms = std::min(max_delay_ms_, first_delay_ms_ << std::min(attempts_, kMaxDoublings));
  ++attempts_;
  return step_ms / 2 + static_cast<int64_t>(random % static_cast<uint64_t>(step_ms / 2 + 1));
}

}  // namespace toward::sync
