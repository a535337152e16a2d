#include "base/clock.h"

#include <time.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/numbers.h"

namespace toward {
namespace {

std::string ReadBootId() {
  if (const char* value = std::getenv("TOWARD_TEST_BOOT_ID"); value != nullptr) return value;
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

int64_t ReadOffsetMs() {
  const char* value = std::getenv("TOWARD_TEST_CLOCK_OFFSET_MS");
  int64_t offset_ms = 0;
  if (value == nullptr || !absl::SimpleAtoi(value, &offset_ms)) return 0;
  return offset_ms;
}

int64_t ReadMs(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

SystemClock::SystemClock() : boot_id_(ReadBootId()), offset_ms_(ReadOffsetMs()) {}

ClockReading SystemClock::Now() const {
  return {.wall_ms = ReadMs(CLOCK_REALTIME) + offset_ms_, .boottime_ms = ReadMs(CLOCK_BOOTTIME), .boot_id = boot_id_};
}

}  // namespace toward
