// The channels that a server has, by its config.
#ifndef TOWARD_SERVER_REMINDERS_CHANNELS_OF_SERVER_H_
#define TOWARD_SERVER_REMINDERS_CHANNELS_OF_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/reminders/post.h"

namespace toward::server {

struct ChannelSettings {
  // Empty: no Web Push.
  std::string vapid_subject;
  // Where the key is kept; made, for its owner only, when it is not there.
  std::string vapid_key_file;
  WebPushOptions web_push;
  // Without a host: no mail.
  SmtpSettings smtp;
};

struct ServerChannels {
  std::unique_ptr<Post> post;
  // 65 bytes; empty: no Web Push.
  std::string vapid_public_key;
};

// `random` and `clock` outlive what is made. INVALID_ARGUMENT, NOT_FOUND: one sentence that names the setting, or the
// file that cannot be read. UNAVAILABLE: the key file cannot be written.
absl::StatusOr<ServerChannels> OpenChannels(const ChannelSettings& settings, Random& random, const Clock& clock);

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_CHANNELS_OF_SERVER_H_
