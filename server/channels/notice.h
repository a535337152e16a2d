// What a reminder says on its way to a person: which kind of thing it is about, and nothing of the family's own. The
// server knows no names or titles, so every text here is neutral enough for a lock screen.
#ifndef TOWARD_SERVER_CHANNELS_NOTICE_H_
#define TOWARD_SERVER_CHANNELS_NOTICE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace toward::server {

enum class NoticeKind {
  kCheckIn,
  kAppreciation,
  kOneOnOne,
  kExtra,
  // Somebody has said that the baby sleeps.
  kAsleep,
  // Reminders that were held back by quiet hours or a pause of the server, as one.
  kDigest,
  // `toward remind test`.
  kTest,
};

struct Notice {
  NoticeKind kind = NoticeKind::kCheckIn;
  // Equal for every try at the same delivery, and for whatever later replaces it, so that the receiving side shows one
  // thing once. 32 characters of base64url.
  std::string collapse_key;
  // By the server's clock, milliseconds since 1970-01-01 UTC. Nobody is told later than this.
  int64_t useful_until_ms = 0;
};

// Whether `text` has the form of a collapse key, and so may stand in any header.
bool IsCollapseKey(std::string_view text);

struct NoticeText {
  std::string_view title;
  std::string_view body;
};

// English, neutral, short.
NoticeText TextOf(NoticeKind kind);

// How one try ended.
enum class SendOutcome {
  // The other side has taken it over.
  kAccepted,
  // Not taken, for a reason that may pass.
  kTryLater,
  // Not taken, and this notice never will be; the channel itself is good.
  kRefused,
  // The channel does not exist any more: never to be used again.
  kGone,
  // Nobody knows: the connection ended after the notice was handed over. Only channels that collapse may try again.
  kUnknown,
};

struct SendResult {
  SendOutcome outcome = SendOutcome::kTryLater;
  // kTryLater: not before so many milliseconds; 0: the sender's own choice.
  int64_t retry_after_ms = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_NOTICE_H_
