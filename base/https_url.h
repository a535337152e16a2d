// URLs that others give us, read by the same parser that later connects to them.
#ifndef TOWARD_BASE_HTTPS_URL_H_
#define TOWARD_BASE_HTTPS_URL_H_

#include <optional>
#include <string>

namespace toward {

struct HttpsUrl {
  // IPv4 addresses in their usual spelling, IPv6 addresses in brackets.
  std::string host;
  // "https://push.example.org", with a port that is not 443.
  std::string origin;
};

// Absent unless `text` is an https URL of at most 2048 printable ASCII characters, without user, password and fragment.
std::optional<HttpsUrl> ParseHttpsUrl(const std::string& text);

}  // namespace toward

#endif  // TOWARD_BASE_HTTPS_URL_H_
