#include "sync/restamp.h"

#include <algorithm>

namespace toward::sync {
namespace {

// When it was written, in server time, as well as can be known.
int64_t ServerTimeOf(const ClockReading& written, const ClockReading& now, int64_t server_now_ms) {
  const bool same_boot = !now.boot_id.empty() && written.boot_id == now.boot_id;
  const int64_t age_ms = same_boot ? now.boottime_ms - written.boottime_ms : now.wall_ms - written.wall_ms;
  return server_now_ms - std::max<int64_t>(age_ms, 0);
}

}  // namespace

std::vector<Hlc> Restamp(absl::Span<const WrittenAt> outbox, const ClockReading& now, int64_t server_now_ms) {
  std::vector<Hlc> readings;
  readings.reserve(outbox.size());
  Hlc last = 0;
  for (const WrittenAt& written : outbox) {
    last = std::max(
        {NextHlc(last), NextHlc(written.observed), HlcFromMs(ServerTimeOf(written.reading, now, server_now_ms))});
    readings.push_back(last);
  }
  return readings;
}

}  // namespace toward::sync
