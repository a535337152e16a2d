// Reminders to browsers and phones through their push services: RFC 8030, encrypted (RFC 8291), signed (RFC 8292).
#ifndef TOWARD_SERVER_CHANNELS_WEB_PUSH_H_
#define TOWARD_SERVER_CHANNELS_WEB_PUSH_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/curl_handles.h"
#include "base/random.h"
#include "server/channels/host_turns.h"
#include "server/channels/notice.h"
#include "server/channels/push_exchange.h"
#include "server/channels/subscription.h"
#include "server/channels/vapid.h"

namespace toward::server {

// How many connections there may be to one host; over HTTP/2, one carries as many pushes as its host allows.
inline constexpr int kPushConnectionsPerHost = 8;
// What may wait for its turn, before the sender says that there is no room.
inline constexpr size_t kPushesWaiting = 1'024;
// A host that has let a push run into its timeout is left alone for so long.
inline constexpr int64_t kSlowHostRestMs = 30'000;

// Sends many pushes at once on a thread of its own, and keeps its connections to the few push services there are.
// Hosts take turns, and a slow one takes up at most half of what may be under way, for one timeout. Thread-safe.
//
//   Send ─► waits for its turn ─► under way ─► done
//               └── no use any more, its host is slow, Stop ──► done, kTryLater
class WebPushSender {
 public:
  // `clock` and `random` outlive the sender. Errors as for Vapid::Make.
  static absl::StatusOr<std::unique_ptr<WebPushSender>> Make(const std::string& vapid_key_pem,
                                                             const std::string& subject, const Clock* clock,
                                                             Random* random, WebPushOptions options = {});
  // Stops.
  ~WebPushSender();

  // As for Vapid.
  const std::string& public_key() const { return vapid_->public_key(); }

  // How many it can take now.
  int room() const;

  // Sends one notice, to be kept by the service for as long as it is useful and to replace an undelivered one of the
  // same collapse key. Every message has the same length. `done` is called exactly once, on any thread:
  //   2xx                                     kAccepted
  //   404, 410                                kGone
  //   408, 429, 5xx                           kTryLater, after Retry-After
  //   no connection, no trust                 kTryLater
  //   any other answer, redirects among them  kRefused
  //   a name that leads to a private network  kRefused; the address that was looked at is the one connected to
  //   no answer after the request             kUnknown; trying again shows one notice
  // INVALID_ARGUMENT, nothing was sent and `done` is not called: as CheckSubscription, or the notice's key is
  // malformed.
  absl::Status Send(const Notice& notice, const Subscription& subscription, std::function<void(SendResult)> done);

  // Lets what is under way end, which may take the total timeout; what waits, or comes later, is answered kTryLater.
  void Stop();

 private:
  struct Push {
    Notice notice;
    Subscription to;
    std::function<void(SendResult)> done;
  };
  struct Transfer {
    std::string host;
    std::function<void(SendResult)> done;
    std::unique_ptr<PushExchange> exchange;
  };
  WebPushSender(std::unique_ptr<Vapid> vapid, const Clock* clock, Random* random, WebPushOptions options);
  void Run();
  bool Begin();
  void Start(std::string host, Push push);
  bool End();
  void EndOne(Transfer transfer, CURLcode result);
  void GiveBack(const std::vector<Push>& pushes, int64_t retry_after_ms);
  int64_t RestOf(const std::string& host, const ClockReading& now);

  const std::unique_ptr<const Vapid> vapid_;
  const Clock* const clock_;
  Random* const random_;
  const WebPushOptions options_;
  CurlList known_addresses_;
  const CurlMulti multi_;

  mutable std::mutex mutex_;
  HostTurns<Push> turns_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  // The thread's own.
  std::map<CURL*, Transfer> under_way_;
  // Slow hosts, and until when (boottime) they are left alone.
  std::map<std::string, int64_t> rest_until_ms_;
  std::thread thread_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_WEB_PUSH_H_
