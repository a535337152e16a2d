// How long to wait before trying the network again: exponential, with jitter, so that many phones cut off at once do
// not come back at once (Brooker, "Exponential Backoff And Jitter", 2015).
#ifndef TOWARD_SYNC_BACKOFF_H_
#define TOWARD_SYNC_BACKOFF_H_

#include <cstdint>

namespace toward::sync {

class Backoff {
 public:
  Backoff(int64_t first_delay_ms, int64_t max_delay_ms)
      : first_delay_ms_(first_delay_ms), max_delay_ms_(max_delay_ms) {}

  // The next delay: between half and all of the present step, which doubles from call to call up to the maximum.
  // `random` is any number from [0, 2^64).
  int64_t NextDelayMs(uint64_t random);

  // After a success: begins anew.
  void Reset() { attempts_ = 0; }

 private:
  const int64_t first_delay_ms_;
  const int64_t max_delay_ms_;
  int attempts_ = 0;
};

}  // namespace toward::sync

#endif  // TOWARD_SYNC_BACKOFF_H_
