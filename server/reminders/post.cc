#include "server/reminders/post.h"

#include <algorithm>
#include <utility>

namespace toward::server {
namespace {

constexpr size_t kMostWaiting = 256;

}  // namespace

MailLane::MailLane(const SmtpSender& sender, int connections, const Clock& clock) : sender_(sender), clock_(clock) {
  for (int i = 0; i < connections; ++i) threads_.emplace_back([this] { Run(); });
}

MailLane::~MailLane() { Stop(); }

int MailLane::room() const {
  const std::lock_guard lock(mutex_);
  return stopping_ ? 0 : static_cast<int>(kMostWaiting - std::min(kMostWaiting, jobs_.size()));
}

void MailLane::Send(Letter letter, std::function<void(SendResult)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      jobs_.push_back({std::move(letter), std::move(done)});
      work_waits_.notify_one();
      return;
    }
  }
  done({.outcome = SendOutcome::kTryLater});
}

void MailLane::Stop() {
  std::deque<Job> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(jobs_);
  }
  work_waits_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  for (const Job& job : left) job.done({.outcome = SendOutcome::kTryLater});
}

void MailLane::Run() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      work_waits_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job.done(Carry(job.letter));
  }
}

SendResult MailLane::Carry(const Letter& letter) const {
  const int64_t now_ms = clock_.WallMs();
  if (now_ms > letter.notice.useful_until_ms) return {.outcome = SendOutcome::kTryLater};
  const auto sent = sender_.Send(letter.notice, std::get<MailAddress>(letter.to).text, now_ms);
  // A letter that can never be sent is one that is refused.
  return sent.ok() ? *sent : SendResult{.outcome = SendOutcome::kRefused};
}

Post::Post(std::unique_ptr<WebPushSender> web_push, std::unique_ptr<SmtpSender> mail, int mail_connections,
           const Clock& clock)
    : web_push_(std::move(web_push)), mail_(std::move(mail)) {
  if (mail_ != nullptr) mail_lane_.emplace(*mail_, mail_connections, clock);
}

Post::~Post() { Stop(); }

bool Post::Carries(ChannelKind kind) const {
  return kind == ChannelKind::kWebPush ? web_push_ != nullptr : kind == ChannelKind::kEmail && mail_ != nullptr;
}

int Post::room() const {
  int room = static_cast<int>(kPushesWaiting);
  if (web_push_ != nullptr) room = std::min(room, web_push_->room());
  if (mail_lane_.has_value()) room = std::min(room, mail_lane_->room());
  return room;
}

void Post::Send(Letter letter, std::function<void(SendResult)> done) {
  if (std::holds_alternative<MailAddress>(letter.to)) return mail_lane_->Send(std::move(letter), std::move(done));
  if (!web_push_->Send(letter.notice, std::get<Subscription>(letter.to), done).ok()) {
    done({.outcome = SendOutcome::kRefused});
  }
}

void Post::Stop() {
  if (web_push_ != nullptr) web_push_->Stop();
  if (mail_lane_.has_value()) mail_lane_->Stop();
}

}  // namespace toward::server
