#include "server/channels/web_push.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/https_url.h"
#include "base/log.h"
#include "base/status_macros.h"

namespace toward::server {
namespace {

// libcurl knows itself when it has to look; this is for a wake-up that got lost.
constexpr int kLongestPollMs = 1'000;

absl::Status CollapseKeyMalformed() {
  return absl::InvalidArgumentError("A notice's collapse key has 32 characters of base64url.");
}

bool IsSlow(CURLcode result) {
  return result == CURLE_OPERATION_TIMEDOUT || result == CURLE_COULDNT_CONNECT || result == CURLE_COULDNT_RESOLVE_HOST;
}

}  // namespace

absl::StatusOr<std::unique_ptr<WebPushSender>> WebPushSender::Make(const std::string& vapid_key_pem,
                                                                   const std::string& subject, const Clock* clock,
                                                                   Random* random, WebPushOptions options) {
  ASSIGN_OR_RETURN(std::unique_ptr<Vapid> vapid, Vapid::Make(vapid_key_pem, subject));
  return std::unique_ptr<WebPushSender>(new WebPushSender(std::move(vapid), clock, random, std::move(options)));
}

WebPushSender::WebPushSender(std::unique_ptr<Vapid> vapid, const Clock* clock, Random* random, WebPushOptions options)
    : vapid_(std::move(vapid)),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      multi_(NewCurlMulti()),
      turns_({.places = options_.transfers, .places_per_host = std::max(1, options_.transfers / 2)}) {
  for (const std::string& known : options_.known_addresses) Append(known_addresses_, known);
  SetOption(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  SetOption(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, static_cast<long>(options_.transfers));
  SetOption(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(kPushConnectionsPerHost));
  SetOption(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options_.transfers));
  thread_ = std::thread([this] { Run(); });
}

WebPushSender::~WebPushSender() { Stop(); }

int WebPushSender::room() const {
  const std::lock_guard lock(mutex_);
  return stopping_ ? 0 : static_cast<int>(kPushesWaiting - std::min(kPushesWaiting, turns_.waiting()));
}

absl::Status WebPushSender::Send(const Notice& notice, const Subscription& subscription,
                                 std::function<void(SendResult)> done) {
  if (!IsCollapseKey(notice.collapse_key)) return CollapseKeyMalformed();
  RETURN_IF_ERROR(CheckSubscription(subscription, options_.reach));
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      turns_.Add(ParseHttpsUrl(subscription.endpoint)->origin, {notice, subscription, std::move(done)});
      curl_multi_wakeup(multi_.get());
      return absl::OkStatus();
    }
  }
  done({.outcome = SendOutcome::kTryLater});
  return absl::OkStatus();
}

void WebPushSender::Stop() {
  std::vector<Push> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left = turns_.TakeWaiting();
    curl_multi_wakeup(multi_.get());
  }
  if (thread_.joinable()) thread_.join();
  GiveBack(left, 0);
}

void WebPushSender::Run() {
  while (Begin()) {
    int running = 0;
    TOWARD_CHECK(curl_multi_perform(multi_.get(), &running) == CURLM_OK);
    if (!End()) curl_multi_poll(multi_.get(), nullptr, 0, kLongestPollMs, nullptr);
  }
}

// False: it is time to stop.
bool WebPushSender::Begin() {
  while (true) {
    std::optional<std::pair<std::string, Push>> next;
    {
      const std::lock_guard lock(mutex_);
      next = turns_.Begin();
      if (!next.has_value()) return !stopping_ || !under_way_.empty();
    }
    Start(std::move(next->first), std::move(next->second));
  }
}

void WebPushSender::Start(std::string host, Push push) {
  const ClockReading now = clock_->Now();
  const int64_t rest_ms = RestOf(host, now);
  if (rest_ms > 0 || now.wall_ms > push.notice.useful_until_ms) {
    {
      const std::lock_guard lock(mutex_);
      turns_.End(host);
    }
    return push.done({.outcome = SendOutcome::kTryLater, .retry_after_ms = rest_ms});
  }
  auto exchange = std::make_unique<PushExchange>(push.notice, push.to, *vapid_, *random_, options_,
                                                 known_addresses_.get(), now.wall_ms);
  CURL* const handle = exchange->handle().get();
  under_way_[handle] = {std::move(host), std::move(push.done), std::move(exchange)};
  TOWARD_CHECK(curl_multi_add_handle(multi_.get(), handle) == CURLM_OK);
}

// Whether anything has ended.
bool WebPushSender::End() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    const CURLcode result = message->data.result;
    auto ended = under_way_.extract(message->easy_handle);
    TOWARD_CHECK(curl_multi_remove_handle(multi_.get(), ended.key()) == CURLM_OK);
    EndOne(std::move(ended.mapped()), result);
    any = true;
  }
  return any;
}

void WebPushSender::EndOne(Transfer transfer, CURLcode result) {
  const SendResult sent = transfer.exchange->Result(result);
  const bool slow = sent.outcome != SendOutcome::kRefused && IsSlow(result);
  if (slow) {
    const int64_t now_ms = clock_->Now().boottime_ms;
    std::erase_if(rest_until_ms_, [now_ms](const auto& rest) { return rest.second <= now_ms; });
    rest_until_ms_[transfer.host] = now_ms + kSlowHostRestMs;
  }
  std::vector<Push> left;
  {
    const std::lock_guard lock(mutex_);
    turns_.End(transfer.host);
    if (slow) left = turns_.TakeWaiting(transfer.host);
  }
  transfer.done(sent);
  GiveBack(left, kSlowHostRestMs);
}

void WebPushSender::GiveBack(const std::vector<Push>& pushes, int64_t retry_after_ms) {
  for (const Push& push : pushes) push.done({.outcome = SendOutcome::kTryLater, .retry_after_ms = retry_after_ms});
}

// How long the host is still left alone, in milliseconds.
int64_t WebPushSender::RestOf(const std::string& host, const ClockReading& now) {
  const auto rest = rest_until_ms_.find(host);
  return rest == rest_until_ms_.end() ? 0 : std::max<int64_t>(0, rest->second - now.boottime_ms);
}

}  // namespace toward::server
