// What a browser's push service carries but cannot read: RFC 8291 (aes128gcm, RFC 8188), one record.
#ifndef TOWARD_SERVER_CHANNELS_PUSH_ENCRYPTION_H_
#define TOWARD_SERVER_CHANNELS_PUSH_ENCRYPTION_H_

#include <optional>
#include <string>
#include <string_view>

#include "server/channels/p256.h"

namespace toward::server {

inline constexpr size_t kPushAuthBytes = 16;
inline constexpr size_t kPushSaltBytes = 16;
// Of an encrypted message with its header; every push service takes so many.
inline constexpr size_t kMaxPushBytes = 4096;

// The browser's half: its public key for this subscription, and the secret only it and we know.
struct PushKeys {
  // 65 bytes, an uncompressed point of P-256.
  std::string p256dh;
  // 16 bytes.
  std::string auth;
};

// Our half, new for every message.
struct PushOneTime {
  P256Key key;
  std::string salt;
};
PushOneTime DrawPushOneTime(Random& random);

// The body to post, with `text` filled up with zeros to `padded_bytes` so that its length tells nothing; a longer text
// is not filled up. Absent when the keys do not have their form, or the result would exceed kMaxPushBytes.
std::optional<std::string> EncryptPush(std::string_view text, size_t padded_bytes, const PushKeys& keys,
                                       const PushOneTime& one_time);

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_PUSH_ENCRYPTION_H_
