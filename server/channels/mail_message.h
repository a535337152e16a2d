// A reminder as a mail: RFC 5322, plain text, nothing to load, nothing to click.
#ifndef TOWARD_SERVER_CHANNELS_MAIL_MESSAGE_H_
#define TOWARD_SERVER_CHANNELS_MAIL_MESSAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace toward::server {

// Whether `text` is a mailbox as people have them: ana@example.org. Only ASCII, and no quoted local parts, which also
// means that nothing in it can end a header or a command.
bool IsMailAddress(std::string_view text);

// "example.org" of "ana@example.org".
std::string_view DomainOf(std::string_view address);

struct Mail {
  std::string from;
  std::string to;
  // Left part of the Message-ID; the right one is the sender's domain. Mails with the same one are one mail to whoever
  // receives them.
  std::string key;
  // UTF-8.
  std::string subject;
  std::string body;
  // The Date, milliseconds since 1970-01-01 UTC.
  int64_t sent_ms = 0;
};

// The message with CRLF line ends, as it goes to a mail server: Auto-Submitted, so that no one's absence note answers
// it; text beyond ASCII encoded by RFC 2047 and base64. INVALID_ARGUMENT: an address is malformed, or a line break or
// another control character is in what becomes a header; the message quotes neither.
absl::StatusOr<std::string> ComposeMail(const Mail& mail);

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_MAIL_MESSAGE_H_
