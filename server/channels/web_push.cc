#include "server/channels/web_push.h"

#include <sys/socket.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/https_url.h"
#include "base/log.h"
#include "base/public_host.h"
#include "base/status_macros.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

// Holds any text of ours; all messages are as long as this one.
constexpr size_t kPaddedTextBytes = 512;
// What a service may answer; more is not read.
constexpr size_t kMaxAnswerBytes = 64UL * 1024;
constexpr int64_t kMaxRetryAfterSeconds = 24LL * 60 * 60;

absl::Status EndpointMalformed() {
  return absl::InvalidArgumentError("A push endpoint must be an https address on the public internet.");
}

absl::Status KeysMalformed() {
  return absl::InvalidArgumentError("A push subscription has a key of 65 bytes on P-256 and a secret of 16 bytes.");
}

absl::Status CollapseKeyMalformed() {
  return absl::InvalidArgumentError("A notice's collapse key has 32 characters of base64url.");
}

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

struct Exchange {
  PushReach reach = PushReach::kPublic;
  bool reached_out = false;
  bool out_of_reach = false;
  size_t answer_bytes = 0;
};

// Called with the very address that is connected to, so nothing can change between the look and the connection.
curl_socket_t OpenSocket(void* context, curlsocktype, curl_sockaddr* address) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  const bool within =
      exchange.reach == PushReach::kPublic ? IsPublicAddress(address->addr) : IsLoopbackAddress(address->addr);
  (within ? exchange.reached_out : exchange.out_of_reach) = true;
  if (!within) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t DropAnswer(char*, size_t size, size_t count, void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  exchange.answer_bytes += size * count;
  return exchange.answer_bytes <= kMaxAnswerBytes ? size * count : 0;
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

SendResult ResultOf(const CurlHandle& curl, long code, const Exchange& exchange) {
  if (code >= 200 && code < 300) return {SendOutcome::kAccepted};
  if (code == 404 || code == 410) return {SendOutcome::kGone};
  if (code == 408 || code == 429 || code >= 500) return {SendOutcome::kTryLater, RetryAfterMs(curl)};
  if (code >= 300) return {SendOutcome::kRefused};
  if (exchange.out_of_reach && !exchange.reached_out) return {SendOutcome::kRefused};
  return {RequestWasSent(curl) ? SendOutcome::kUnknown : SendOutcome::kTryLater};
}

}  // namespace

absl::Status CheckSubscription(const Subscription& subscription, PushReach reach) {
  const std::optional<HttpsUrl> url = ParseHttpsUrl(subscription.endpoint);
  if (!url) return EndpointMalformed();
  // With the wider reach of tests, names of any kind pass here; the socket has the last word.
  if (reach == PushReach::kPublic && !IsPublicHost(url->host)) return EndpointMalformed();
  if (reach == PushReach::kLoopback && !IsLoopbackHost(url->host) && !IsPublicHost(url->host)) {
    return EndpointMalformed();
  }
  if (!IsP256Point(subscription.keys.p256dh) || subscription.keys.auth.size() != kPushAuthBytes) return KeysMalformed();
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<WebPushSender>> WebPushSender::Make(const std::string& vapid_key_pem,
                                                                   const std::string& subject, Random* random,
                                                                   WebPushOptions options) {
  ASSIGN_OR_RETURN(std::unique_ptr<Vapid> vapid, Vapid::Make(vapid_key_pem, subject));
  return std::unique_ptr<WebPushSender>(new WebPushSender(std::move(vapid), random, std::move(options)));
}

WebPushSender::WebPushSender(std::unique_ptr<Vapid> vapid, Random* random, WebPushOptions options)
    : vapid_(std::move(vapid)), random_(random), options_(std::move(options)), curl_(NewCurlHandle()) {
  for (const std::string& known : options_.known_addresses) Append(known_addresses_, known);
}

// Connections outlive the reset.
void WebPushSender::Prepare() {
  curl_easy_reset(curl_.get());
  SetTransfer(curl_, {.protocols = "https",
                      .ca_file = options_.ca_file,
                      .connect_timeout_ms = options_.connect_timeout_ms,
                      .total_timeout_ms = options_.total_timeout_ms});
  SetOption(curl_, CURLOPT_FOLLOWLOCATION, 0L);
  SetOption(curl_, CURLOPT_RESOLVE, known_addresses_.get());
  SetOption(curl_, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  SetOption(curl_, CURLOPT_WRITEFUNCTION, &DropAnswer);
}

absl::StatusOr<SendResult> WebPushSender::Send(const Notice& notice, const Subscription& subscription, int64_t now_ms) {
  if (!IsCollapseKey(notice.collapse_key)) return CollapseKeyMalformed();
  RETURN_IF_ERROR(CheckSubscription(subscription, options_.reach));
  const std::optional<std::string> body =
      EncryptPush(PayloadOf(notice), kPaddedTextBytes, subscription.keys, DrawPushOneTime(*random_));
  TOWARD_CHECK(body.has_value());
  const std::string origin = ParseHttpsUrl(subscription.endpoint)->origin;
  const CurlList headers = HeadersOf(notice, vapid_->AuthorizationFor(origin, now_ms), now_ms);
  Exchange exchange{.reach = options_.reach};

  Prepare();
  SetOption(curl_, CURLOPT_URL, subscription.endpoint.c_str());
  SetOption(curl_, CURLOPT_HTTPHEADER, headers.get());
  SetOption(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
  SetOption(curl_, CURLOPT_POSTFIELDS, body->data());
  SetOption(curl_, CURLOPT_OPENSOCKETDATA, &exchange);
  SetOption(curl_, CURLOPT_WRITEDATA, &exchange);

  const CURLcode result = curl_easy_perform(curl_.get());
  const long code = AnswerCode(curl_);
  const SendResult sent = ResultOf(curl_, code, exchange);
  if (sent.outcome != SendOutcome::kAccepted) Log::Warning("push not taken", {{"answer", code}, {"curl", int{result}}});
  return sent;
}

}  // namespace toward::server
