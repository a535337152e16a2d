#include "sync/push_gate.h"

#include <algorithm>

#include "sync/limits.h"

namespace toward::sync {

PushKind ClassifyPush(const LastPush& last, uint64_t push_no, std::string_view digest) {
  if (push_no > last.push_no) return push_no - last.push_no == 1 ? PushKind::kNew : PushKind::kGap;
  return push_no != 0 && push_no == last.push_no && digest == last.digest ? PushKind::kRepeat : PushKind::kFork;
}

bool StampAllowed(Stamp stamp, const ClockBounds& bounds) {
  return HlcMs(stamp.hlc) <= std::max(bounds.server_now_ms + kMaxClockSkewMs, bounds.family_max_ms + 1);
}

bool DeviceClockAllowed(int64_t sent_time_ms, int64_t server_now_ms) {
  if (sent_time_ms == 0) return true;
  return sent_time_ms >= server_now_ms - kMaxClockSkewMs && sent_time_ms <= server_now_ms + kMaxClockSkewMs;
}

}  // namespace toward::sync
