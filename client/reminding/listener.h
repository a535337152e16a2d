// Hears this member's reminders while a program of this device runs.
#ifndef TOWARD_CLIENT_REMINDING_LISTENER_H_
#define TOWARD_CLIENT_REMINDING_LISTENER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/sync/connection.h"
#include "toward/v1/reminders.pb.h"

namespace toward::client {

// A sign of life: reminders come. The first as soon as the server answers, then at least every 30 seconds.
struct Alive {};
// Reminders that must not be shown any more.
struct Closed {
  std::vector<std::string> keys;
};
// The last thing heard: the server refuses this device, or has no reminders. One sentence.
struct Refused {
  absl::Status status;
};
using Heard = std::variant<Alive, v1::Nudge, Closed, Refused>;

//                          answered
//   Start ---> Opening ----------------> Listening
//                 ^   \                   | cut, or silent for kSilenceMs
//        a delay, |    \ refused          |
//   see Backoff   |     `----> Refused    |
//                 `-----------------------'
//
// One thread waits for the stream, another for the answers to acknowledgements; neither touches anything but the
// network and the list of what was heard. Methods may be called from any thread.
class Listener {
 public:
  // A server shows life at least every 30 seconds.
  static constexpr int64_t kSilenceMs = 75'000;

  // `identity` and `random` must outlive it. INVALID_ARGUMENT: the server's address in the key file is none.
  static absl::StatusOr<std::unique_ptr<Listener>> Start(const Identity& identity, Random& random,
                                                         int64_t silence_ms = kSilenceMs);
  // Gives up what is under way and waits for the threads.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Readable while there may be something to take.
  int fd() const { return fd_; }
  // In the order it came. Absent: nothing has.
  std::optional<Heard> Take();

  // Tells the server that a reminder is shown, soon. When that does not get through, the server brings the reminder
  // again, after the next cut.
  void Acknowledge(const std::string& key);

 private:
  using Time = std::chrono::steady_clock;

  Listener(std::unique_ptr<Connection> connection, const Identity& identity, Random& random, int64_t silence_ms);

  void RunStream();
  // One session, one stream, to its end.
  absl::Status ListenOnce(Calls& calls);
  absl::StatusOr<std::string> Token(Calls& calls);
  void Handle(v1::ListenResponse response);
  void Add(Heard heard);
  // False: it is time to end.
  bool Pause(int64_t delay_ms);

  void RunAnswers();
  // The next key to acknowledge; cuts a stream that is silent for too long meanwhile. Absent: it is time to end.
  std::optional<std::string> NextKey();

  const std::unique_ptr<Connection> connection_;
  const Identity& identity_;
  Random& random_;
  const std::chrono::milliseconds silence_;
  const int fd_;
  Calls answer_calls_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Empty: there is no session.
  std::string token_ ABSL_GUARDED_BY(mutex_);
  std::deque<Heard> heard_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> keys_ ABSL_GUARDED_BY(mutex_);
  // The attempt under way, and when it counts as silent; null: there is none.
  Calls* attempt_ ABSL_GUARDED_BY(mutex_) = nullptr;
  Time::time_point silent_at_ ABSL_GUARDED_BY(mutex_);
  // Of this attempt.
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread stream_;
  std::thread answers_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REMINDING_LISTENER_H_
