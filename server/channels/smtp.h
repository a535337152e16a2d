// Reminders by mail, through the SMTP server that the operator names.
//
// A mail is visible twice when it is sent twice, so a try whose end nobody knows is not to be repeated: at most once,
// by choice.
#ifndef TOWARD_SERVER_CHANNELS_SMTP_H_
#define TOWARD_SERVER_CHANNELS_SMTP_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/channels/notice.h"

namespace toward::server {

// For the connection, TLS included.
inline constexpr int64_t kSmtpConnectTimeoutMs = 5'000;
// For everything up to the server's last word; some servers greet strangers slowly on purpose.
inline constexpr int64_t kSmtpTotalTimeoutMs = 20'000;

enum class SmtpSecurity {
  // TLS before anything is said of us or of the mail, or no mail at all. Port 587.
  kStartTls,
  // TLS from the first byte. Port 465.
  kTls,
  // In the clear: only to a server on this machine.
  kNone,
};

struct SmtpSettings {
  // A name, an IPv4 address, or an IPv6 address without brackets.
  std::string host;
  int port = 587;
  SmtpSecurity security = SmtpSecurity::kStartTls;
  // Empty: no login.
  std::string user;
  // Holds the password in its one line. Read once, never printed.
  std::string password_file;
  // Who the mails are from.
  std::string from;
  // PEM; empty: the authorities that the system trusts.
  std::string ca_file;
  int64_t connect_timeout_ms = kSmtpConnectTimeoutMs;
  int64_t total_timeout_ms = kSmtpTotalTimeoutMs;
};

// Thread-safe: each mail has a connection of its own.
class SmtpSender {
 public:
  // Looks at the settings and reads the password; connects to nothing. INVALID_ARGUMENT: one sentence that names the
  // setting and says what is allowed. NOT_FOUND: the password file cannot be read.
  static absl::StatusOr<std::unique_ptr<SmtpSender>> Make(SmtpSettings settings);

  // Sends one mail, dated `now_ms` (milliseconds since 1970-01-01 UTC), and waits for its end: at most the total
  // timeout, and once more as long when a server takes the mail and then does not say goodbye.
  //   2xx after the text                      kAccepted
  //   4xx, no connection, no trust, silence   kTryLater
  //   5xx                                     kRefused
  //   550 5.1.1, there is no such mailbox     kGone
  //   no answer after the text                kUnknown
  // INVALID_ARGUMENT, and nothing was sent: the address is malformed, or the notice's key is.
  absl::StatusOr<SendResult> Send(const Notice& notice, const std::string& address, int64_t now_ms) const;

 private:
  SmtpSender(SmtpSettings settings, std::string password);

  const SmtpSettings settings_;
  const std::string password_;
  const std::string url_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_SMTP_H_
