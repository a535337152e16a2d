// Reminders to browsers and phones through their push services: RFC 8030, encrypted (RFC 8291), signed (RFC 8292).
#ifndef TOWARD_SERVER_CHANNELS_WEB_PUSH_H_
#define TOWARD_SERVER_CHANNELS_WEB_PUSH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/curl_handles.h"
#include "base/random.h"
#include "server/channels/notice.h"
#include "server/channels/push_encryption.h"
#include "server/channels/vapid.h"

namespace toward::server {

// For the connection, TLS included.
inline constexpr int64_t kPushConnectTimeoutMs = 5'000;
inline constexpr int64_t kPushTotalTimeoutMs = 20'000;

// Where a browser wants to be reached, as it handed it out. Whoever knows the endpoint can send to it: a secret.
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

struct WebPushOptions {
  PushReach reach = PushReach::kPublic;
  // PEM; empty: the authorities that the system trusts.
  std::string ca_file;
  // Names that need no lookup, each as "name:port:address". What they lead to is checked like any other address.
  std::vector<std::string> known_addresses;
  int64_t connect_timeout_ms = kPushConnectTimeoutMs;
  int64_t total_timeout_ms = kPushTotalTimeoutMs;
};

// Keeps its connections to the few push services there are. Belongs to one thread at a time.
class WebPushSender {
 public:
  // `random` must outlive the sender. Errors as for Vapid::Make.
  static absl::StatusOr<std::unique_ptr<WebPushSender>> Make(const std::string& vapid_key_pem,
                                                             const std::string& subject, Random* random,
                                                             WebPushOptions options = {});

  // As for Vapid.
  const std::string& public_key() const { return vapid_->public_key(); }

  // Sends one notice at `now_ms` (milliseconds since 1970-01-01 UTC), to be kept by the service for as long as it is
  // useful and to replace an undelivered one of the same collapse key. Every message has the same length.
  //   2xx                                     kAccepted
  //   404, 410                                kGone
  //   408, 429, 5xx                           kTryLater, after Retry-After
  //   no connection, no trust                 kTryLater
  //   any other answer, redirects among them  kRefused
  //   a name that leads to a private network  kRefused; the address that was looked at is the one connected to
  //   no answer after the request             kUnknown; trying again shows one notice
  // INVALID_ARGUMENT, and nothing was sent: as CheckSubscription, or the notice's key is malformed.
  absl::StatusOr<SendResult> Send(const Notice& notice, const Subscription& subscription, int64_t now_ms);

 private:
  WebPushSender(std::unique_ptr<Vapid> vapid, Random* random, WebPushOptions options);
  void Prepare();

  const std::unique_ptr<const Vapid> vapid_;
  Random* const random_;
  const WebPushOptions options_;
  CurlList known_addresses_;
  const CurlHandle curl_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_WEB_PUSH_H_
