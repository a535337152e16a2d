// Where browsers want to be reached by Web Push, and which of those places this server goes to.
#ifndef TOWARD_SERVER_CHANNELS_SUBSCRIPTION_H_
#define TOWARD_SERVER_CHANNELS_SUBSCRIPTION_H_

#include <string>

#include "absl/status/status.h"
#include "server/channels/push_encryption.h"

namespace toward::server {

// As a browser handed it out. Whoever knows the endpoint can send to it: a secret.
struct Subscription {
  std::string endpoint;
  PushKeys keys;
};

enum class PushReach {
  // https to hosts of the public internet.
  kPublic,
  // https to this machine, and only to it: for tests.
  kLoopback,
};

// Whether a subscription may be kept: an https endpoint, on a host that is within reach as far as its form shows, with
// keys of the right form. INVALID_ARGUMENT: one sentence; it does not quote the endpoint.
absl::Status CheckSubscription(const Subscription& subscription, PushReach reach = PushReach::kPublic);

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_SUBSCRIPTION_H_
