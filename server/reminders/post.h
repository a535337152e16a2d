// The real courier: some threads for push services, some for the mail server, and a bounded queue before each.
#ifndef TOWARD_SERVER_REMINDERS_POST_H_
#define TOWARD_SERVER_REMINDERS_POST_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/clock.h"
#include "server/channels/smtp.h"
#include "server/channels/web_push.h"
#include "server/reminders/courier.h"

namespace toward::server {

// Letters of one kind. One carrier is one thread's.
class PostLane {
 public:
  using Carrier = std::function<SendResult(const Letter&, int64_t now_ms)>;
  PostLane(std::vector<Carrier> carriers, const Clock& clock);
  // Stops.
  ~PostLane();

  int room() const;
  void Send(Letter letter, std::function<void(SendResult)> done);
  // Ends what is under way, which may take a channel's total timeout; what waits is answered kTryLater.
  void Stop();

 private:
  struct Job {
    Letter letter;
    std::function<void(SendResult)> done;
  };
  void Run(const Carrier& carrier);

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable work_waits_;
  std::deque<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

class Post final : public Courier {
 public:
  // Neither, one or both of the channels. `clock` outlives the post.
  Post(std::vector<std::unique_ptr<WebPushSender>> web_push, std::unique_ptr<SmtpSender> mail, const Clock& clock);
  ~Post() override;

  bool Carries(ChannelKind kind) const override;
  int room() const override;
  void Send(Letter letter, std::function<void(SendResult)> done) override;
  void Stop() override;

 private:
  std::vector<PostLane::Carrier> PushCarriers();
  std::vector<PostLane::Carrier> MailCarriers();

  const std::vector<std::unique_ptr<WebPushSender>> web_push_;
  const std::unique_ptr<SmtpSender> mail_;
  PostLane push_lane_;
  PostLane mail_lane_;
};

// How many connections to push services there may be at once.
inline constexpr int kPushConnections = 8;

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_POST_H_
