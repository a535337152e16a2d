// Time comes into the program here and is passed on as a value: nothing in sync/, trust/ or plan/ asks for it.
#ifndef TOWARD_BASE_CLOCK_H_
#define TOWARD_BASE_CLOCK_H_

#include <cstdint>
#include <string>

namespace toward {

// What a device knows about the time at one moment.
struct ClockReading {
  // Milliseconds since 1970-01-01 UTC, as the device believes; may be years off and may jump.
  int64_t wall_ms = 0;
  // Milliseconds since the device booted, time asleep included. Never goes back within one boot.
  int64_t boottime_ms = 0;
  // Names the boot; two readings compare by boottime_ms only when their boot_id is the same.
  std::string boot_id;
};

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual ClockReading Now() const = 0;
  int64_t WallMs() const { return Now().wall_ms; }
};

// The machine's own clock. TOWARD_TEST_CLOCK_OFFSET_MS in the environment shifts the wall clock by that many
// milliseconds, and TOWARD_TEST_BOOT_ID names another boot, so that a test can run a whole process in another year or
// after a restart.
class SystemClock final : public Clock {
 public:
  SystemClock();
  ClockReading Now() const override;

 private:
  const std::string boot_id_;
  const int64_t offset_ms_;
};

}  // namespace toward

#endif  // TOWARD_BASE_CLOCK_H_
