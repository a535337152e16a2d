// A clock in the test's hands.
#ifndef TOWARD_TESTS_SUPPORT_HAND_CLOCK_H_
#define TOWARD_TESTS_SUPPORT_HAND_CLOCK_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "base/clock.h"

namespace toward::support {

// Stands still until it is moved. Thread-safe.
class HandClock final : public Clock {
 public:
  // 2026-03-01.
  static constexpr int64_t kStartMs = 1'772'323'200'000;

  ClockReading Now() const override {
    const int64_t passed_ms = passed_ms_;
    return {.wall_ms = kStartMs + passed_ms + wrong_ms_,
            .boottime_ms = passed_ms - booted_ms_,
            .boot_id = "boot " + std::to_string(boots_)};
  }

  // So much time passes.
  void Advance(int64_t ms) { passed_ms_ += ms; }
  // From now on the wall clock is off by this much.
  void SetWrong(int64_t ms) { wrong_ms_ = ms; }
  // The device starts anew.
  void Reboot() {
    ++boots_;
    booted_ms_ = passed_ms_ - 1;
  }
  // What a clock that was never wrong would say.
  int64_t TrueMs() const { return kStartMs + passed_ms_; }

 private:
  std::atomic<int64_t> passed_ms_ = 1;
  std::atomic<int64_t> booted_ms_ = 0;
  std::atomic<int64_t> wrong_ms_ = 0;
  std::atomic<int> boots_ = 1;
};

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_HAND_CLOCK_H_
