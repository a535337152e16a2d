#include "server/reminders/post.h"

#include <algorithm>
#include <utility>

namespace toward::server {
namespace {

constexpr size_t kMostWaiting = 256;
constexpr int kMailConnections = 2;

// A letter that can never be sent is one that is refused.
SendResult ResultOf(absl::StatusOr<SendResult> result) {
  return result.ok() ? *result : SendResult{.outcome = SendOutcome::kRefused};
}

}  // namespace

PostLane::PostLane(std::vector<Carrier> carriers, const Clock& clock) : clock_(clock) {
  for (Carrier& carrier : carriers) {
    threads_.emplace_back([this, one = std::move(carrier)] { Run(one); });
  }
}

PostLane::~PostLane() { Stop(); }

int PostLane::room() const {
  const std::lock_guard lock(mutex_);
  return stopping_ ? 0 : static_cast<int>(kMostWaiting - std::min(kMostWaiting, jobs_.size()));
}

void PostLane::Send(Letter letter, std::function<void(SendResult)> done) {
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

void PostLane::Stop() {
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

void PostLane::Run(const Carrier& carrier) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      work_waits_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    const int64_t now_ms = clock_.WallMs();
    const bool late = now_ms > job.letter.notice.useful_until_ms;
    job.done(late ? SendResult{.outcome = SendOutcome::kTryLater} : carrier(job.letter, now_ms));
  }
}

Post::Post(std::vector<std::unique_ptr<WebPushSender>> web_push, std::unique_ptr<SmtpSender> mail, const Clock& clock)
    : web_push_(std::move(web_push)),
      mail_(std::move(mail)),
      push_lane_(PushCarriers(), clock),
      mail_lane_(MailCarriers(), clock) {}

Post::~Post() { Stop(); }

std::vector<PostLane::Carrier> Post::PushCarriers() {
  std::vector<PostLane::Carrier> carriers;
  for (const auto& sender : web_push_) {
    carriers.emplace_back([to = sender.get()](const Letter& letter, int64_t now_ms) {
      return ResultOf(to->Send(letter.notice, std::get<Subscription>(letter.to), now_ms));
    });
  }
  return carriers;
}

std::vector<PostLane::Carrier> Post::MailCarriers() {
  const auto carry = [this](const Letter& letter, int64_t now_ms) {
    return ResultOf(mail_->Send(letter.notice, std::get<MailAddress>(letter.to).text, now_ms));
  };
  return mail_ == nullptr ? std::vector<PostLane::Carrier>() : std::vector<PostLane::Carrier>(kMailConnections, carry);
}

bool Post::Carries(ChannelKind kind) const {
  return kind == ChannelKind::kWebPush ? !web_push_.empty() : kind == ChannelKind::kEmail && mail_ != nullptr;
}

int Post::room() const { return std::min(push_lane_.room(), mail_lane_.room()); }

void Post::Send(Letter letter, std::function<void(SendResult)> done) {
  PostLane& lane = std::holds_alternative<MailAddress>(letter.to) ? mail_lane_ : push_lane_;
  lane.Send(std::move(letter), std::move(done));
}

void Post::Stop() {
  push_lane_.Stop();
  mail_lane_.Stop();
}

}  // namespace toward::server
