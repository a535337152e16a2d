// The real courier: the Web Push sender, some threads for the mail server, and a bounded queue before each.
#ifndef TOWARD_SERVER_REMINDERS_POST_H_
#define TOWARD_SERVER_REMINDERS_POST_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/clock.h"
#include "server/channels/smtp.h"
#include "server/channels/web_push.h"
#include "server/reminders/courier.h"

namespace toward::server {

// Mails, over a bounded number of connections, each a thread's.
class MailLane {
 public:
  // Both outlive it. `connections`: at least 1.
  MailLane(const SmtpSender& sender, int connections, const Clock& clock);
  // Stops.
  ~MailLane();

  int room() const;
  void Send(Letter letter, std::function<void(SendResult)> done);
  // Ends what is under way, which may take a channel's total timeout; what waits is answered kTryLater.
  void Stop();

 private:
  struct Job {
    Letter letter;
    std::function<void(SendResult)> done;
  };
  void Run();
  SendResult Carry(const Letter& letter) const;

  const SmtpSender& sender_;
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
  Post(std::unique_ptr<WebPushSender> web_push, std::unique_ptr<SmtpSender> mail, int mail_connections,
       const Clock& clock);
  ~Post() override;

  bool Carries(ChannelKind kind) const override;
  int room() const override;
  // Only letters of a channel that it carries.
  void Send(Letter letter, std::function<void(SendResult)> done) override;
  void Stop() override;

 private:
  const std::unique_ptr<WebPushSender> web_push_;
  const std::unique_ptr<SmtpSender> mail_;
  // Absent: no mail.
  std::optional<MailLane> mail_lane_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_POST_H_
