// The ways out of the engine: letters that others carry, and streams that devices hold open.
#ifndef TOWARD_SERVER_REMINDERS_COURIER_H_
#define TOWARD_SERVER_REMINDERS_COURIER_H_

#include <functional>
#include <string>
#include <variant>

#include "server/channels/notice.h"
#include "server/channels/web_push.h"
#include "server/store/reminder_store.h"
#include "toward/v1/reminders.pb.h"

namespace toward::server {

struct MailAddress {
  std::string text;
};

struct Letter {
  Notice notice;
  std::variant<Subscription, MailAddress> to;
};

inline bool IsSet(const Subscription& subscription) { return !subscription.endpoint.empty(); }
inline bool IsSet(const MailAddress& address) { return !address.text.empty(); }
// The endpoint, or the mail address.
std::string AddressOf(const Letter& letter);

class Courier {
 public:
  virtual ~Courier() = default;
  // Whether this server has Web Push, or mail.
  virtual bool Carries(ChannelKind kind) const = 0;
  // How many letters it can take now.
  virtual int room() const = 0;
  // `done` is called exactly once, on any thread, maybe before Send returns. A letter that is of no use any more when
  // its turn comes is not sent: kTryLater.
  virtual void Send(Letter letter, std::function<void(SendResult)> done) = 0;
  // Every `done` has been called when this returns, and there is no room any more.
  virtual void Stop() = 0;
};

// Thread-safe.
class NudgeStreams {
 public:
  virtual ~NudgeStreams() = default;
  virtual bool Listens(const DeviceId& device) const = 0;
  // To every stream of the device.
  virtual void Show(const DeviceId& device, const v1::ListenResponse& message) = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_COURIER_H_
