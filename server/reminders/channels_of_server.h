// The channels that a server has, by its config.
#ifndef TOWARD_SERVER_REMINDERS_CHANNELS_OF_SERVER_H_
#define TOWARD_SERVER_REMINDERS_CHANNELS_OF_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/reminders/post.h"
#include "server/store/store.h"

namespace toward::server {

struct ChannelSettings {
  // Empty: no Web Push.
  std::string vapid_subject;
  // Where earlier versions kept the key, which the store keeps now. Read as long as it is there; never changed.
  std::string former_vapid_key_file;
  WebPushOptions web_push;
  // Without a host: no mail.
  SmtpSettings smtp;
  // How many mails may be under way at once.
  int mail_connections = 4;
};

struct ServerChannels {
  std::unique_ptr<Post> post;
  // 65 bytes; empty: no Web Push.
  std::string vapid_public_key;
};

// Before the store's writer starts. `random` and `clock` outlive what is made. INVALID_ARGUMENT, NOT_FOUND: one
// sentence that names the setting, or the file that cannot be read. Others: as for Store::KeepVapidKey.
absl::StatusOr<ServerChannels> OpenChannels(const ChannelSettings& settings, Store& store, Random& random,
                                            const Clock& clock);

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_CHANNELS_OF_SERVER_H_
