#include "server/reminders/channels_of_server.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "base/status_macros.h"
#include "fmt/format.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

absl::Status CannotWriteKey(const std::string& path) {
  return absl::UnavailableError(fmt::format("{} cannot be written. Make room, or see to its permissions.", path));
}

// Whole or not at all, and for its owner only.
absl::Status WriteKey(const std::string& path, const std::string& pem) {
  const std::string draft = path + ".new";
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return CannotWriteKey(path);
  const bool written = write(fd, pem.data(), pem.size()) == static_cast<ssize_t>(pem.size()) && fsync(fd) == 0;
  close(fd);
  return written && rename(draft.c_str(), path.c_str()) == 0 ? absl::OkStatus() : CannotWriteKey(path);
}

absl::StatusOr<std::string> ReadOrMakeKey(const std::string& path, Random& random) {
  std::ifstream file(path);
  if (file.is_open()) return std::string(std::istreambuf_iterator<char>(file), {});
  std::string pem = MakeVapidKeyPem(random);
  RETURN_IF_ERROR(WriteKey(path, pem));
  return pem;
}

}  // namespace

absl::StatusOr<ServerChannels> OpenChannels(const ChannelSettings& settings, Random& random, const Clock& clock) {
  ServerChannels channels;
  std::vector<std::unique_ptr<WebPushSender>> web_push;
  if (!settings.vapid_subject.empty()) {
    ASSIGN_OR_RETURN(const std::string pem, ReadOrMakeKey(settings.vapid_key_file, random));
    for (int i = 0; i < kPushConnections; ++i) {
      ASSIGN_OR_RETURN(auto sender, WebPushSender::Make(pem, settings.vapid_subject, &random, settings.web_push));
      channels.vapid_public_key = trust::FromBase64Url(sender->public_key()).value_or("");
      web_push.push_back(std::move(sender));
    }
  }
  std::unique_ptr<SmtpSender> mail;
  if (!settings.smtp.host.empty()) {
    ASSIGN_OR_RETURN(mail, SmtpSender::Make(settings.smtp));
  }
  channels.post = std::make_unique<Post>(std::move(web_push), std::move(mail), clock);
  return channels;
}

}  // namespace toward::server
