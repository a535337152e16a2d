#include "server/challenges.h"

namespace toward::server {

void Challenges::Add(const std::string& nonce, const DeviceId& device, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  while (order_.size() >= capacity_) {
    open_.erase(order_.front());
    order_.pop_front();
  }
  open_[nonce] = {.device = device, .expire_time_ms = now_ms + kChallengeLifetimeMs};
  order_.push_back(nonce);
}

bool Challenges::Take(const std::string& nonce, const DeviceId& device, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(nonce);
  if (found == open_.end()) return false;
  const Challenge challenge = found->second;
  open_.erase(found);
  return challenge.device == device && now_ms < challenge.expire_time_ms;
}

}  // namespace toward::server
