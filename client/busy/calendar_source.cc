#include "client/busy/calendar_source.h"

#include <sys/socket.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/curl_handles.h"
#include "base/https_url.h"
#include "base/public_host.h"
#include "fmt/format.h"
#include "plan/calendar/ics_calendar.h"

namespace toward::client {
namespace {

constexpr long kMaxRedirects = 3;
constexpr std::string_view kWebcal = "webcal://";
constexpr std::string_view kHttps = "https://";

absl::Status NoSuchAddress() {
  return absl::InvalidArgumentError(
      "A calendar's address begins with https:// or webcal://, and has no password in it; look at it once more.");
}

absl::Status OutOfReach() {
  return absl::PermissionDeniedError(
      "That address leads into a private network; if the calendar server there is yours, say --allow-local.");
}

absl::Status LeadsOn() {
  return absl::InvalidArgumentError("That address leads on too often, or away from https; use the one it leads to.");
}

absl::Status NothingThere(long code) {
  return absl::NotFoundError(
      fmt::format("The calendar's server answered {}; look whether the address is still the right one.", code));
}

absl::Status TooSlow() { return absl::DeadlineExceededError("The calendar did not come in time; try again later."); }

absl::Status NotProven() {
  return absl::PermissionDeniedError(
      "The calendar's server could not prove that it is the one in the address; nothing was read.");
}

absl::Status NotReached() {
  return absl::UnavailableError("The calendar's server cannot be reached; look at the address, or try again later.");
}

absl::Status NoFile() { return absl::NotFoundError("That file cannot be read; look at its path."); }

bool HasScheme(std::string_view text, std::string_view scheme) {
  return absl::StartsWithIgnoreCase(absl::string_view(text.data(), text.size()),
                                    absl::string_view(scheme.data(), scheme.size()));
}

struct Exchange {
  FetchReach reach = FetchReach::kPublic;
  bool out_of_reach = false;
  std::string text;
};

bool IsFull(const std::string& text) { return text.size() > plan::kMaxIcsBytes; }

// Called with the very address that is connected to, after each redirect too, so nothing can change between the look
// and the connection.
curl_socket_t OpenSocket(void* context, curlsocktype, curl_sockaddr* address) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  if (exchange.reach == FetchReach::kPublic && !IsPublicAddress(address->addr)) {
    exchange.out_of_reach = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t TakeBytes(char* bytes, size_t size, size_t count, void* context) {
  std::string& text = static_cast<Exchange*>(context)->text;
  const size_t room = plan::kMaxIcsBytes + 1 - text.size();
  text.append(bytes, std::min(size * count, room));
  return IsFull(text) ? 0 : size * count;
}

absl::Status Failure(CURLcode result, const Exchange& exchange) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return TooSlow();
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return LeadsOn();
    case CURLE_PEER_FAILED_VERIFICATION:
      return NotProven();
    default:
      return exchange.out_of_reach ? OutOfReach() : NotReached();
  }
}

}  // namespace

bool IsCalendarAddress(std::string_view location) { return location.find("://") != std::string_view::npos; }

std::string CanonicalLocation(const std::string& location) {
  if (HasScheme(location, kWebcal)) return std::string(kHttps) + location.substr(kWebcal.size());
  if (IsCalendarAddress(location)) return location;
  std::error_code none;
  const std::filesystem::path absolute = std::filesystem::absolute(location, none);
  const std::filesystem::path path = std::filesystem::weakly_canonical(absolute, none);
  return none ? location : path.string();
}

absl::StatusOr<std::string> FetchCalendar(const std::string& address, const FetchOptions& options) {
  const std::string url = CanonicalLocation(address);
  if (!ParseHttpsUrl(url)) return NoSuchAddress();
  const CurlHandle curl = NewCurlHandle();
  Exchange exchange{.reach = options.reach};
  SetTransfer(curl, {.protocols = "https",
                     .ca_file = options.ca_file,
                     .connect_timeout_ms = options.timeout_ms,
                     .total_timeout_ms = options.timeout_ms});
  SetOption(curl, CURLOPT_URL, url.c_str());
  SetOption(curl, CURLOPT_USERAGENT, "toward");
  SetOption(curl, CURLOPT_FOLLOWLOCATION, 1L);
  SetOption(curl, CURLOPT_MAXREDIRS, kMaxRedirects);
  SetOption(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  SetOption(curl, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  SetOption(curl, CURLOPT_OPENSOCKETDATA, &exchange);
  SetOption(curl, CURLOPT_WRITEFUNCTION, &TakeBytes);
  SetOption(curl, CURLOPT_WRITEDATA, &exchange);
  const CURLcode result = curl_easy_perform(curl.get());
  if (result != CURLE_OK && !IsFull(exchange.text)) return Failure(result, exchange);
  const long code = AnswerCode(curl);
  if (code != 200) return NothingThere(code);
  return std::move(exchange.text);
}

absl::StatusOr<std::string> ReadCalendarFile(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return NoFile();
  std::ifstream file(path, std::ios::binary);
  std::string text(plan::kMaxIcsBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open()) return NoFile();
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

}  // namespace toward::client
