#include "server/channels/push_exchange.h"

#include <sys/socket.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/https_url.h"
#include "base/log.h"
#include "base/public_host.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

// Holds any text of ours; all messages are as long as this one.
constexpr size_t kPaddedTextBytes = 512;
// What a service may answer; more is not read.
constexpr size_t kMaxAnswerBytes = 64UL * 1024;
constexpr int64_t kMaxRetryAfterSeconds = 24LL * 60 * 60;

const char* WordOf(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kCheckIn:
      return "check_in";
    case NoticeKind::kAppreciation:
      return "appreciation";
    case NoticeKind::kOneOnOne:
      return "one_on_one";
    case NoticeKind::kExtra:
      return "extra";
    case NoticeKind::kAsleep:
      return "asleep";
    case NoticeKind::kDigest:
      return "digest";
    case NoticeKind::kTest:
      return "test";
  }
  TOWARD_CHECK(false);
}

// `tag` is what the device collapses by; the service's Topic only replaces what was not delivered yet.
std::string PayloadOf(const Notice& notice) {
  const NoticeText text = TextOf(notice.kind);
  return nlohmann::ordered_json({{"kind", WordOf(notice.kind)},
                                 {"title", std::string(text.title)},
                                 {"body", std::string(text.body)},
                                 {"tag", notice.collapse_key}})
      .dump();
}

CurlList HeadersOf(const Notice& notice, const std::string& authorization, int64_t now_ms) {
  CurlList headers;
  Append(headers, fmt::format("TTL: {}", std::max<int64_t>(0, notice.useful_until_ms - now_ms) / 1000));
  Append(headers, fmt::format("Urgency: {}", notice.kind == NoticeKind::kDigest ? "low" : "normal"));
  Append(headers, fmt::format("Topic: {}", notice.collapse_key));
  Append(headers, fmt::format("Authorization: {}", authorization));
  Append(headers, "Content-Encoding: aes128gcm");
  Append(headers, "Content-Type: application/octet-stream");
  return headers;
}

std::string BodyOf(const Notice& notice, const Subscription& subscription, Random& random) {
  std::optional<std::string> body =
      EncryptPush(PayloadOf(notice), kPaddedTextBytes, subscription.keys, DrawPushOneTime(random));
  TOWARD_CHECK(body.has_value());
  return *std::move(body);
}

int64_t RetryAfterMs(const CurlHandle& curl) {
  curl_off_t seconds = 0;
  TOWARD_CHECK(curl_easy_getinfo(curl.get(), CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK);
  return std::clamp<int64_t>(seconds, 0, kMaxRetryAfterSeconds) * 1000;
}

bool RequestWasSent(const CurlHandle& curl) {
  long bytes = 0;
  TOWARD_CHECK(curl_easy_getinfo(curl.get(), CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK);
  return bytes > 0;
}

}  // namespace

PushExchange::PushExchange(const Notice& notice, const Subscription& subscription, const Vapid& vapid, Random& random,
                           const WebPushOptions& options, curl_slist* known_addresses, int64_t now_ms)
    : reach_(options.reach),
      body_(BodyOf(notice, subscription, random)),
      headers_(HeadersOf(notice, vapid.AuthorizationFor(ParseHttpsUrl(subscription.endpoint)->origin, now_ms), now_ms)),
      curl_(NewCurlHandle()) {
  SetTransfer(curl_, {.protocols = "https",
                      .ca_file = options.ca_file,
                      .connect_timeout_ms = options.connect_timeout_ms,
                      .total_timeout_ms = options.total_timeout_ms});
  SetOption(curl_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Rather a stream of a connection that is being made than a connection of its own.
  SetOption(curl_, CURLOPT_PIPEWAIT, 1L);
  SetOption(curl_, CURLOPT_FOLLOWLOCATION, 0L);
  SetOption(curl_, CURLOPT_RESOLVE, known_addresses);
  SetOption(curl_, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  SetOption(curl_, CURLOPT_OPENSOCKETDATA, this);
  SetOption(curl_, CURLOPT_WRITEFUNCTION, &DropAnswer);
  SetOption(curl_, CURLOPT_WRITEDATA, this);
  SetOption(curl_, CURLOPT_PRIVATE, this);
  SetOption(curl_, CURLOPT_URL, subscription.endpoint.c_str());
  SetOption(curl_, CURLOPT_HTTPHEADER, headers_.get());
  SetOption(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
  SetOption(curl_, CURLOPT_POSTFIELDS, body_.data());
}

// Called with the very address that is connected to, so nothing can change between the look and the connection.
curl_socket_t PushExchange::OpenSocket(void* exchange, curlsocktype, curl_sockaddr* address) {
  PushExchange& self = *static_cast<PushExchange*>(exchange);
  const bool within =
      self.reach_ == PushReach::kPublic ? IsPublicAddress(address->addr) : IsLoopbackAddress(address->addr);
  (within ? self.reached_out_ : self.out_of_reach_) = true;
  if (!within) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t PushExchange::DropAnswer(char*, size_t size, size_t count, void* exchange) {
  PushExchange& self = *static_cast<PushExchange*>(exchange);
  self.answer_bytes_ += size * count;
  return self.answer_bytes_ <= kMaxAnswerBytes ? size * count : 0;
}

SendResult PushExchange::ResultOf(long code) const {
  if (code >= 200 && code < 300) return {SendOutcome::kAccepted};
  if (code == 404 || code == 410) return {SendOutcome::kGone};
  if (code == 408 || code == 429 || code >= 500) return {SendOutcome::kTryLater, RetryAfterMs(curl_)};
  if (code >= 300) return {SendOutcome::kRefused};
  if (out_of_reach_ && !reached_out_) return {SendOutcome::kRefused};
  return {RequestWasSent(curl_) ? SendOutcome::kUnknown : SendOutcome::kTryLater};
}

SendResult PushExchange::Result(CURLcode result) const {
  const long code = AnswerCode(curl_);
  const SendResult sent = ResultOf(code);
  if (sent.outcome != SendOutcome::kAccepted) Log::Warning("push not taken", {{"answer", code}, {"curl", int{result}}});
  return sent;
}

}  // namespace toward::server
