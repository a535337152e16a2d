#include "server/channels/subscription.h"

#include <optional>

#include "base/https_url.h"
#include "base/public_host.h"

namespace toward::server {
namespace {

absl::Status EndpointMalformed() {
  return absl::InvalidArgumentError("A push endpoint must be an https address on the public internet.");
}

absl::Status KeysMalformed() {
  return absl::InvalidArgumentError("A push subscription has a key of 65 bytes on P-256 and a secret of 16 bytes.");
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

}  // namespace toward::server
