#include "tests/bench/device.h"

#include <algorithm>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "sync/transaction.h"
#include "toward/v1/records.pb.h"

namespace toward::bench {
namespace {

// Fills the body up to kBodyBytes.
constexpr size_t kNoteBytes = 92;

// Strictly ascending, and close to the wall clock.
sync::Stamp NewStamp(uint32_t replica) {
  static const SystemClock clock;
  static sync::Hlc last = 0;
  last = std::max(sync::NextHlc(last), sync::HlcFromMs(clock.WallMs()));
  return {last, replica};
}

}  // namespace

sync::Record NewMoment(uint32_t replica) {
  static SystemRandom random;
  static const std::string ritual = random.Bytes(RecordId::kBytes);
  static const std::string member = random.Bytes(MemberId::kBytes);
  static const std::string note = random.Bytes(kNoteBytes);
  v1::Moment moment;
  moment.set_alive(true);
  moment.set_ritual_id(ritual);
  moment.set_day(20'000);
  moment.set_member_id(member);
  moment.set_minutes(10);
  moment.set_outcome(v1::Moment::OUTCOME_DONE);
  moment.set_note(note);
  sync::Record record = sync::Record::Write(v1::KIND_MOMENT, random.NewId<RecordId>(), moment, {}, NewStamp(replica));
  TOWARD_CHECK(record.body().size() == kBodyBytes);
  return record;
}

grpc::ByteBuffer Device::NewPush(int records) {
  v1::PushRequest request;
  request.set_replica(replica);
  request.set_push_no(++last_push_no);
  request.set_key_epoch(1);
  for (int i = 0; i < records; ++i) *request.add_transactions()->add_patches() = NewMoment(replica).ToPatch();
  request.set_digest(sync::PushDigest(request));
  return ToBytes(request);
}

std::vector<Family> NumberAtFloor(const std::string& address, int families) {
  std::vector<Family> numbered;
  for (int family = 1; family <= families; ++family) {
    const Access access{.address = address, .key = "family", .value = std::to_string(family)};
    numbered.push_back({Device{.access = access, .replica = 1}, Device{.access = access, .replica = 2}});
  }
  return numbered;
}

}  // namespace toward::bench
