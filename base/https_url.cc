#include "base/https_url.h"

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "base/curl_handles.h"
#include "fmt/format.h"

namespace toward {
namespace {

constexpr size_t kMaxCharacters = 2048;

// Absent when the URL has no such part.
std::optional<std::string> Part(const CurlUrl& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return std::string(text);
}

}  // namespace

std::optional<HttpsUrl> ParseHttpsUrl(const std::string& text) {
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
  if (text.size() > kMaxCharacters || !printable) return std::nullopt;
  const CurlUrl url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT, CURLUPART_ZONEID}) {
    if (Part(url, part)) return std::nullopt;
  }
  const std::optional<std::string> host = Part(url, CURLUPART_HOST);
  if (Part(url, CURLUPART_SCHEME) != "https" || !host || host->empty()) return std::nullopt;
  const std::optional<std::string> port = Part(url, CURLUPART_PORT);
  return HttpsUrl{*host, fmt::format("https://{}{}", *host, port && *port != "443" ? ":" + *port : "")};
}

}  // namespace toward
