// What a delivery is called and says on its way.
#ifndef TOWARD_SERVER_REMINDERS_NUDGE_WORDS_H_
#define TOWARD_SERVER_REMINDERS_NUDGE_WORDS_H_

#include <string>

#include "plan/reminding/nudges.h"
#include "server/channels/notice.h"
#include "server/store/reminder_store.h"
#include "toward/v1/reminders.pb.h"

namespace toward::server {

inline constexpr size_t kNudgeKeyBytes = 24;

// Nudge.key: the same for every stage, channel and device, so that whoever shows it shows one thing.
std::string NudgeKeyOf(const DeliveryKey& key);

bool IsDigest(const DeliveryKey& key);

// What a test sends: a key that no reminder has.
std::string TestKeyOf(const MemberId& member, int64_t now_ms);

Notice NoticeOf(NoticeKind kind, const std::string& nudge_key, int64_t useful_until_ms);
NoticeKind KindOf(const plan::Nudge& nudge);

v1::Nudge ToMessage(const Delivery& delivery, NoticeKind kind);

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_NUDGE_WORDS_H_
