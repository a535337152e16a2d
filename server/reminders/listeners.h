// The streams of ReminderService.Listen that are open now, and what waits to be sent on each.
#ifndef TOWARD_SERVER_REMINDERS_LISTENERS_H_
#define TOWARD_SERVER_REMINDERS_LISTENERS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "server/reminders/courier.h"
#include "server/store/store.h"

namespace toward::server {

// One stream's way to its device. Neither is called while a message is on its way.
class NudgeStream {
 public:
  virtual ~NudgeStream() = default;
  // Sends one serialized ListenResponse; reports to Listeners::Sent.
  virtual void Send(const std::string& message) = 0;
  // The last call.
  virtual void End(const absl::Status& status) = 0;
};

// Thread-safe. It calls streams with its lock held; they must not call back before they return.
class Listeners final : public NudgeStreams {
 public:
  using IsOpen = std::function<bool(const std::string& token_hash)>;
  // `is_open`: whether a session is.
  Listeners(int64_t heartbeat_ms, IsOpen is_open) : heartbeat_ms_(heartbeat_ms), is_open_(std::move(is_open)) {}

  // Sends a sign of life at once. After EndAll the stream ends.
  void Add(const Session& session, NudgeStream* stream);
  // The stream can take another message.
  void Sent(NudgeStream* stream);
  // The client has left. No matter if the stream has ended.
  void Gone(NudgeStream* stream);

  bool Listens(const DeviceId& device) const override;
  void Show(const DeviceId& device, const v1::ListenResponse& message) override;

  // Ends the streams whose sessions are over, and shows life where nothing was sent for so long. `now_ms` only grows.
  void Tend(int64_t now_ms);
  // Ends the streams whose sessions are over, now.
  void EndClosed();
  void EndAll();

 private:
  struct Entry {
    Session session;
    std::deque<std::string> waiting;
    bool sending = false;
    std::optional<absl::Status> end;
    // Of the last message, by Tend's time.
    int64_t sent_ms = 0;
  };
  using Entries = std::unordered_map<NudgeStream*, Entry>;

  void Push(NudgeStream* stream, Entry& entry, std::string message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends it now or, while a message is on its way, after that. The status by value: it may come from the entry, which
  // goes.
  void End(Entries::iterator entry, absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t heartbeat_ms_;
  const IsOpen is_open_;

  mutable std::mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, int> devices_ ABSL_GUARDED_BY(mutex_);
  int64_t now_ms_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_LISTENERS_H_
