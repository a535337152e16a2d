// Decides what a push is before any of it is stored: new, a repeat, a fork, a gap, or from a clock that cannot be
// right.
#ifndef TOWARD_SYNC_PUSH_GATE_H_
#define TOWARD_SYNC_PUSH_GATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "sync/transaction.h"

namespace toward::sync {

// What the server remembers of a replica's last accepted push. push_no 0: none yet.
struct LastPush {
  uint64_t push_no = 0;
  std::string digest;
};

enum class PushKind {
  // The next number: go on.
  kNew,
  // The last one again, after a lost answer: give the stored verdicts.
  kRepeat,
  // An old number, or the last one with another content: two copies of one replica are pushing.
  kFork,
  // Numbers are missing: this server has forgotten some.
  kGap,
};

// A push older than the last one is a fork even with an equal digest: no honest replica goes back. So is
// push_no 0: numbers begin at 1.
PushKind ClassifyPush(const LastPush& last, uint64_t push_no, std::string_view digest);

// What the server's clock and the family's history allow.
struct ClockBounds {
  int64_t server_now_ms = 0;
  // The greatest stamp the family already has; a family that is ahead of time may go on, a millisecond at a time.
  int64_t family_max_ms = 0;
};

// Whether a stamp may enter: at most kMaxClockSkewMs ahead of the server, or one millisecond beyond the family's own.
bool StampAllowed(Stamp stamp, const ClockBounds& bounds);

// Whether a device's clock, sent with the push (0: not sent), is within kMaxClockSkewMs of the server's.
bool DeviceClockAllowed(int64_t sent_time_ms, int64_t server_now_ms);

}  // namespace toward::sync

#endif  // TOWARD_SYNC_PUSH_GATE_H_
