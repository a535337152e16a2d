// The nonces that wait for a signature: each for one device, once, for a minute.
#ifndef TOWARD_SERVER_CHALLENGES_H_
#define TOWARD_SERVER_CHALLENGES_H_

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "base/ids.h"

namespace toward::server {

inline constexpr int64_t kChallengeLifetimeMs = 60'000;

// Thread-safe.
class Challenges {
 public:
  // Keeps at most `capacity` nonces, the newest.
  explicit Challenges(size_t capacity = 100'000) : capacity_(capacity) {}

  void Add(const std::string& nonce, const DeviceId& device, int64_t now_ms);

  // Whether the nonce was made for this device less than a minute ago. It is gone afterwards, whatever the answer.
  bool Take(const std::string& nonce, const DeviceId& device, int64_t now_ms);

 private:
  struct Challenge {
    DeviceId device;
    int64_t expire_time_ms = 0;
  };

  const size_t capacity_;

  std::mutex mutex_;
  std::unordered_map<std::string, Challenge> open_ ABSL_GUARDED_BY(mutex_);
  // Oldest first; may still name nonces that were taken.
  std::deque<std::string> order_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHALLENGES_H_
