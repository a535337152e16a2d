// When a field was written, and by which replica: one reading of a hybrid logical clock.
//
// Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014), with the counter carrying into the milliseconds.
#ifndef TOWARD_SYNC_STAMP_H_
#define TOWARD_SYNC_STAMP_H_

#include <compare>
#include <cstdint>
#include <limits>

namespace toward::sync {

// Milliseconds since 1970-01-01 UTC in the upper 48 bits, a counter in the lower 16.
using Hlc = uint64_t;

inline constexpr int kHlcCounterBits = 16;
inline constexpr int64_t kMaxHlcMs = (int64_t{1} << 48) - 1;

// The first reading of a millisecond. `ms` outside 0 to kMaxHlcMs is clamped.
constexpr Hlc HlcFromMs(int64_t ms) {
  const int64_t clamped = ms < 0 ? 0 : ms > kMaxHlcMs ? kMaxHlcMs : ms;
  return static_cast<Hlc>(clamped) << kHlcCounterBits;
}

// The reading after `hlc`; a full counter carries into the milliseconds. The last reading there is (in the year 10889)
// is followed by itself: never a wrap to zero, and never an abort that a peer's stamp could cause.
constexpr Hlc NextHlc(Hlc hlc) { return hlc == std::numeric_limits<Hlc>::max() ? hlc : hlc + 1; }

constexpr int64_t HlcMs(Hlc hlc) { return static_cast<int64_t>(hlc >> kHlcCounterBits); }

struct Stamp {
  Hlc hlc = 0;
  uint32_t replica = 0;

  // By time, then by replica number: a total order, the same on every device.
  friend auto operator<=>(const Stamp&, const Stamp&) = default;
};

}  // namespace toward::sync

#endif  // TOWARD_SYNC_STAMP_H_
