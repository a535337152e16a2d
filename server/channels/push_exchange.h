// One push as one exchange over HTTP: what is sent, what may be connected to, and what the answer means.
#ifndef TOWARD_SERVER_CHANNELS_PUSH_EXCHANGE_H_
#define TOWARD_SERVER_CHANNELS_PUSH_EXCHANGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/curl_handles.h"
#include "base/random.h"
#include "server/channels/notice.h"
#include "server/channels/subscription.h"
#include "server/channels/vapid.h"

namespace toward::server {

// For the connection, TLS included.
inline constexpr int64_t kPushConnectTimeoutMs = 5'000;
inline constexpr int64_t kPushTotalTimeoutMs = 20'000;

// How many pushes may be under way at once; half of them to one host.
inline constexpr int kPushTransfers = 64;

struct WebPushOptions {
  PushReach reach = PushReach::kPublic;
  // PEM; empty: the authorities that the system trusts.
  std::string ca_file;
  // Names that need no lookup, each as "name:port:address". What they lead to is checked like any other address.
  std::vector<std::string> known_addresses;
  int64_t connect_timeout_ms = kPushConnectTimeoutMs;
  int64_t total_timeout_ms = kPushTotalTimeoutMs;
  // At least 1.
  int transfers = kPushTransfers;
};

// libcurl holds on to its address until the exchange is over.
class PushExchange {
 public:
  // Encrypts and signs; sends nothing. The subscription and the notice's collapse key have been checked. `now_ms`:
  // milliseconds since 1970-01-01 UTC. `known_addresses` (CURLOPT_RESOLVE, may be null) outlives the exchange.
  PushExchange(const Notice& notice, const Subscription& subscription, const Vapid& vapid, Random& random,
               const WebPushOptions& options, curl_slist* known_addresses, int64_t now_ms);
  PushExchange(const PushExchange&) = delete;
  PushExchange& operator=(const PushExchange&) = delete;

  // Ready to be performed.
  const CurlHandle& handle() const { return curl_; }

  // What came of it, once it is over with this `result`. Says in the log when it was not taken.
  SendResult Result(CURLcode result) const;

 private:
  static curl_socket_t OpenSocket(void* exchange, curlsocktype, curl_sockaddr* address);
  static size_t DropAnswer(char*, size_t size, size_t count, void* exchange);
  SendResult ResultOf(long code) const;

  const PushReach reach_;
  const std::string body_;
  const CurlList headers_;
  const CurlHandle curl_;
  // A socket was opened, or one that leads elsewhere was not. Neither: a connection that was there was used.
  bool reached_out_ = false;
  bool out_of_reach_ = false;
  size_t answer_bytes_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_PUSH_EXCHANGE_H_
