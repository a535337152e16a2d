#include "client/reminding/listener.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "client/sync/account.h"
#include "sync/backoff.h"

namespace toward::client {
namespace {

constexpr int64_t kFirstRetryDelayMs = 500;
constexpr int64_t kMaxRetryDelayMs = 60'000;

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Start(const Identity& identity, Random& random,
                                                          int64_t silence_ms) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(identity.server));
  return std::unique_ptr<Listener>(new Listener(std::move(connection), identity, random, silence_ms));
}

Listener::Listener(std::unique_ptr<Connection> connection, const Identity& identity, Random& random, int64_t silence_ms)
    : connection_(std::move(connection)),
      identity_(identity),
      random_(random),
      silence_(silence_ms),
      fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  TOWARD_CHECK(fd_ >= 0);
  stream_ = std::thread([this] { RunStream(); });
  answers_ = std::thread([this] { RunAnswers(); });
}

Listener::~Listener() {
  answer_calls_.Cancel();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (attempt_ != nullptr) attempt_->Cancel();
  }
  changed_.notify_all();
  stream_.join();
  answers_.join();
  close(fd_);
}

std::optional<Heard> Listener::Take() {
  const std::lock_guard lock(mutex_);
  if (heard_.empty()) {
    eventfd_t ignored = 0;
    eventfd_read(fd_, &ignored);
    return std::nullopt;
  }
  Heard first = std::move(heard_.front());
  heard_.pop_front();
  return first;
}

void Listener::Acknowledge(const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    keys_.push_back(key);
  }
  changed_.notify_all();
}

void Listener::RunStream() {
  sync::Backoff backoff(kFirstRetryDelayMs, kMaxRetryDelayMs);
  while (true) {
    Calls calls;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      attempt_ = &calls;
      answered_ = false;
      silent_at_ = Time::now() + silence_;
    }
    changed_.notify_all();
    const absl::Status ended = ListenOnce(calls);
    const sync::Failure failure = FailureOf(ended);
    {
      const std::lock_guard lock(mutex_);
      attempt_ = nullptr;
      if (stopping_) return;
      if (answered_) backoff.Reset();
      if (failure == sync::Failure::kUnauthenticated) token_.clear();
    }
    if (failure == sync::Failure::kRefused) return Add(Refused{ended});
    if (!Pause(backoff.NextDelayMs(random_.Number()))) return;
  }
}

absl::Status Listener::ListenOnce(Calls& calls) {
  ASSIGN_OR_RETURN(const std::string token, Token(calls));
  Call call(calls, token, /*timeout_ms=*/0);
  const auto reader = connection_->reminders().Listen(call.context(), {});
  v1::ListenResponse response;
  while (reader->Read(&response)) Handle(std::exchange(response, {}));
  const absl::Status status = FromGrpc(reader->Finish());
  return status.ok() ? FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "")) : status;
}

absl::StatusOr<std::string> Listener::Token(Calls& calls) {
  {
    const std::lock_guard lock(mutex_);
    if (!token_.empty()) return token_;
  }
  ASSIGN_OR_RETURN(SessionToken session, OpenSession(*connection_, calls, identity_));
  const std::lock_guard lock(mutex_);
  token_ = session.token;
  return std::move(session.token);
}

void Listener::Handle(v1::ListenResponse response) {
  {
    const std::lock_guard lock(mutex_);
    answered_ = true;
    silent_at_ = Time::now() + silence_;
  }
  Add(Alive{});
  if (response.has_nudge()) Add(std::move(*response.mutable_nudge()));
  if (response.closed_keys_size() > 0) Add(Closed{{response.closed_keys().begin(), response.closed_keys().end()}});
}

void Listener::Add(Heard heard) {
  const std::lock_guard lock(mutex_);
  heard_.push_back(std::move(heard));
  TOWARD_CHECK(eventfd_write(fd_, 1) == 0);
}

bool Listener::Pause(int64_t delay_ms) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, std::chrono::milliseconds(delay_ms), [this] { return stopping_; });
}

void Listener::RunAnswers() {
  while (const std::optional<std::string> key = NextKey()) {
    std::string token;
    {
      const std::lock_guard lock(mutex_);
      token = token_;
    }
    v1::AcknowledgeRequest request;
    request.set_key(*key);
    v1::AcknowledgeResponse response;
    Call call(answer_calls_, token, kCallTimeoutMs);
    const grpc::Status ignored = connection_->reminders().Acknowledge(call.context(), request, &response);
  }
}

std::optional<std::string> Listener::NextKey() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!keys_.empty()) {
      std::string key = std::move(keys_.front());
      keys_.pop_front();
      return key;
    }
    if (attempt_ == nullptr) {
      changed_.wait(lock);
    } else if (Time::now() < silent_at_) {
      changed_.wait_until(lock, Time::time_point(silent_at_));
    } else {
      attempt_->Cancel();
      silent_at_ = Time::now() + silence_;
    }
  }
  return std::nullopt;
}

}  // namespace toward::client
