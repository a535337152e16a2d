#include "server/reminders/nudge_words.h"

#include "trust/crypto.h"

namespace toward::server {
namespace {

std::string KeyFrom(const std::string& text) { return trust::Sha256(text).substr(0, kNudgeKeyBytes); }

}  // namespace

std::string NudgeKeyOf(const DeliveryKey& key) {
  std::string text = "toward/v1/nudge";
  text += key.member.bytes();
  text += key.ritual.bytes();
  text += key.child.bytes();
  trust::AppendBigEndian(text, static_cast<uint32_t>(key.day), 4);
  return KeyFrom(text);
}

bool IsDigest(const DeliveryKey& key) { return key.ritual == RecordId(); }

std::string TestKeyOf(const MemberId& member, int64_t now_ms) {
  std::string text = "toward/v1/test";
  text += member.bytes();
  trust::AppendBigEndian(text, static_cast<uint64_t>(now_ms), 8);
  return KeyFrom(text);
}

Notice NoticeOf(NoticeKind kind, const std::string& nudge_key, int64_t useful_until_ms) {
  return {.kind = kind, .collapse_key = trust::ToBase64Url(nudge_key), .useful_until_ms = useful_until_ms};
}

NoticeKind KindOf(const plan::Nudge& nudge) {
  if (nudge.after_asleep) return NoticeKind::kAsleep;
  switch (nudge.type) {
    case v1::Ritual::TYPE_APPRECIATION:
      return NoticeKind::kAppreciation;
    case v1::Ritual::TYPE_ONE_ON_ONE:
      return NoticeKind::kOneOnOne;
    case v1::Ritual::TYPE_EXTRA:
      return NoticeKind::kExtra;
    default:
      return NoticeKind::kCheckIn;
  }
}

v1::Nudge ToMessage(const Delivery& delivery, NoticeKind kind) {
  v1::Nudge nudge;
  nudge.set_key(NudgeKeyOf(delivery.key));
  if (!IsDigest(delivery.key)) nudge.set_ritual_id(delivery.key.ritual.ToBytes());
  if (delivery.key.child != RecordId()) nudge.set_child_id(delivery.key.child.ToBytes());
  nudge.set_day(delivery.key.day);
  nudge.set_due_time_ms(delivery.due_ms);
  nudge.set_useful_until_ms(delivery.useful_until_ms);
  const NoticeText text = TextOf(kind);
  nudge.set_neutral_title(std::string(text.title));
  nudge.set_neutral_body(std::string(text.body));
  return nudge;
}

}  // namespace toward::server
