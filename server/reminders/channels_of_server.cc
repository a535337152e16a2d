#include "server/reminders/channels_of_server.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "base/status_macros.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

// What the store is to keep if it has no key yet: that of a version which kept it in a file, or a new one.
absl::StatusOr<std::string> KeyToOffer(const std::string& former_file, Random& random) {
  std::ifstream file(former_file);
  if (!file.is_open()) return MakeVapidKeyPem(random);
  std::string pem(std::istreambuf_iterator<char>(file), {});
  RETURN_IF_ERROR(P256Key::FromPem(pem).status());
  return pem;
}

}  // namespace

absl::StatusOr<ServerChannels> OpenChannels(const ChannelSettings& settings, Store& store, Random& random,
                                            const Clock& clock) {
  ServerChannels channels;
  std::unique_ptr<WebPushSender> web_push;
  if (!settings.vapid_subject.empty()) {
    ASSIGN_OR_RETURN(const std::string offered, KeyToOffer(settings.former_vapid_key_file, random));
    ASSIGN_OR_RETURN(const std::string pem, store.KeepVapidKey(offered));
    ASSIGN_OR_RETURN(web_push, WebPushSender::Make(pem, settings.vapid_subject, &clock, &random, settings.web_push));
    channels.vapid_public_key = trust::FromBase64Url(web_push->public_key()).value_or("");
  }
  std::unique_ptr<SmtpSender> mail;
  if (!settings.smtp.host.empty()) {
    ASSIGN_OR_RETURN(mail, SmtpSender::Make(settings.smtp));
  }
  channels.post = std::make_unique<Post>(std::move(web_push), std::move(mail), settings.mail_connections, clock);
  return channels;
}

}  // namespace toward::server
