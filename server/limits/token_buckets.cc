#include "server/limits/token_buckets.h"

#include <algorithm>

namespace toward::server {

int64_t TokenBuckets::Take(std::string_view key, int64_t now_ms) {
  if (rate_.tokens == 0) return 0;
  Bucket& bucket = Find(key, now_ms);
  const int64_t full = rate_.burst * rate_.period_ms;
  const int64_t passed_ms = std::clamp<int64_t>(now_ms - bucket.filled_ms, 0, full / rate_.tokens + 1);
  bucket.level = std::min(full, bucket.level + passed_ms * rate_.tokens);
  bucket.filled_ms = now_ms;
  const int64_t missing = rate_.period_ms - bucket.level;
  if (missing > 0) return (missing + rate_.tokens - 1) / rate_.tokens;
  bucket.level -= rate_.period_ms;
  return 0;
}

TokenBuckets::Bucket& TokenBuckets::Find(std::string_view key, int64_t now_ms) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (buckets_.size() >= capacity_) {
    by_key_.erase(buckets_.back().key);
    buckets_.pop_back();
  }
  buckets_.push_front({std::string(key), rate_.burst * rate_.period_ms, now_ms});
  by_key_.emplace(buckets_.front().key, buckets_.begin());
  return buckets_.front();
}

}  // namespace toward::server
