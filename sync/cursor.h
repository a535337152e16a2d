// A place in a family's feed, and whether it is still a place in this server's feed.
#ifndef TOWARD_SYNC_CURSOR_H_
#define TOWARD_SYNC_CURSOR_H_

#include <array>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "toward/v1/sync.pb.h"

namespace toward::sync {

// Made with a server's file; a restored server gets a new one when its keeper says so.
using Epoch = Id<struct EpochNoun>;
// Counts a family's effective changes; 0 before the first.
using Seq = uint64_t;

struct Cursor {
  Epoch epoch;
  Seq seq = 0;
  // Random, of the commit that reached `seq`.
  uint64_t salt = 0;

  bool at_beginning() const { return seq == 0; }
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// INVALID_ARGUMENT: an epoch of neither 0 nor 16 bytes.
absl::StatusOr<Cursor> CursorFromProto(const v1::Cursor& cursor);
v1::Cursor ToProto(const Cursor& cursor);

// What a server knows about its own feed at a cursor's place.
struct FeedPlace {
  Epoch epoch;
  Seq head = 0;
  // The salt of the commit that reached the cursor's seq; absent when no commit ended there.
  std::optional<uint64_t> salt;
};

// Whether the feed a cursor was made in is a beginning of the feed as it is now. False: the server has been restored
// from an older copy, or is another one (Page's rules in sync.proto make every honest cursor a commit's end).
bool Continues(const Cursor& cursor, const FeedPlace& place);

}  // namespace toward::sync

#endif  // TOWARD_SYNC_CURSOR_H_
