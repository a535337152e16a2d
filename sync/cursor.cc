#include "sync/cursor.h"

#include "absl/status/status.h"

namespace toward::sync {

absl::StatusOr<Cursor> CursorFromProto(const v1::Cursor& cursor) {
  if (cursor.epoch().empty()) return Cursor();
  const std::optional<Epoch> epoch = Epoch::FromBytes(cursor.epoch());
  if (!epoch.has_value()) return absl::InvalidArgumentError("A cursor's epoch must have 16 bytes.");
  return Cursor{*epoch, cursor.seq(), cursor.salt()};
}

v1::Cursor ToProto(const Cursor& cursor) {
  v1::Cursor proto;
  proto.set_epoch(cursor.epoch.ToBytes());
  proto.set_seq(cursor.seq);
  proto.set_salt(cursor.salt);
  return proto;
}

bool Continues(const Cursor& cursor, const FeedPlace& place) {
  if (cursor.at_beginning()) return true;
  return cursor.epoch == place.epoch && cursor.seq <= place.head && cursor.salt == place.salt;
}

}  // namespace toward::sync
