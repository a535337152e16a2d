// How often methods may be called: by a device, by its family and, before anybody has shown who it is, from an address.
#ifndef TOWARD_SERVER_LIMITS_CALL_LIMITS_H_
#define TOWARD_SERVER_LIMITS_CALL_LIMITS_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "base/ids.h"
#include "server/limits/token_buckets.h"
#include "server/store/store.h"

namespace toward::server {

// What an open method costs others, and so how it is limited.
enum class OpenCall { kChallenge, kSession, kFamily, kClaim, kWelcome, kOther };

// By the method's full name; kOther for any that has no limit of its own.
OpenCall OpenCallOf(std::string_view full_method_name);

// What is left out has no limit.
struct CallRates {
  Rate device;
  Rate family;
  // Of all addresses together.
  Rate open;
  Rate claims;
  // Of one address.
  Rate challenge_of_address;
  Rate session_of_address;
  Rate family_of_address;
  Rate claim_of_address;
  Rate welcome_of_address;
};

// Thread-safe. What it remembers has a bound, however many call.
class CallLimits {
 public:
  explicit CallLimits(const CallRates& rates);

  // Both return 0 when the call may go on, else after how many milliseconds it may be tried again. A call that is
  // refused for its device or address takes nothing from the others. `now_ms` is of a clock that does not go back;
  // `address` as CallerAddress makes it.
  int64_t TakeForDevice(const DeviceId& device, FamilyNumber family, int64_t now_ms);
  int64_t TakeForAddress(OpenCall call, const std::string& address, int64_t now_ms);

 private:
  TokenBuckets& OfAddress(OpenCall call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::mutex mutex_;
  TokenBuckets devices_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets families_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets open_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets claims_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets challenge_of_address_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets session_of_address_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets family_of_address_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets claim_of_address_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets welcome_of_address_ ABSL_GUARDED_BY(mutex_);
  TokenBuckets other_of_address_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_LIMITS_CALL_LIMITS_H_
