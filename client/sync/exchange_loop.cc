#include "client/sync/exchange_loop.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"

namespace toward::client {
namespace {

absl::Status TookTooLong() {
  return absl::UnavailableError("The server cannot be reached now. Check the network and try again.");
}

int WatchDirectory(const std::string& directory) {
  const int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  TOWARD_CHECK(fd >= 0);
  inotify_add_watch(fd, directory.c_str(), IN_MODIFY);
  return fd;
}

// A negative number is no file, and never readable.
bool IsReadable(int fd) {
  pollfd readable{fd, POLLIN, 0};
  return poll(&readable, 1, 0) > 0;
}

void Drain(int fd) {
  std::array<char, 4096> ignored{};
  while (read(fd, ignored.data(), ignored.size()) > 0) {
  }
}

}  // namespace

Exchange::Loop::Loop(SyncLock lock, std::unique_ptr<Connection> connection, const std::string& directory,
                     const Identity& identity, Replica& replica, Random& random)
    : lock_(std::move(lock)),
      connection_(std::move(connection)),
      identity_(identity),
      replica_(replica),
      inotify_fd_(WatchDirectory(directory)),
      session_(random.Number()) {}

Exchange::Loop::~Loop() {
  attempt_.reset();
  close(inotify_fd_);
}

absl::Status Exchange::Loop::Run(Until until, int64_t timeout_ms, int stop_fd, const std::function<void()>& on_change,
                                 const Beside& beside) {
  if (until == Until::kSettled) deadline_ = Time::now() + std::chrono::milliseconds(timeout_ms);
  const absl::Status status = Drive(until, stop_fd, on_change, beside);
  CarryOut(session_.Stop()).IgnoreError();
  timer_.reset();
  deadline_.reset();
  return status;
}

absl::Status Exchange::Loop::Drive(Until until, int stop_fd, const std::function<void()>& on_change,
                                   const Beside& beside) {
  RETURN_IF_ERROR(CarryOut(session_.Start()));
  while (true) {
    RETURN_IF_ERROR(HandleEvents());
    RETURN_IF_ERROR(HandleChangesByOthers());
    RETURN_IF_ERROR(HandleTimers());
    if (std::exchange(changed_, false)) on_change();
    if (session_.state() == sync::ClientSession::State::kRefused) return last_failure_;
    if (until == Until::kSettled) {
      ASSIGN_OR_RETURN(const bool settled, Settled());
      if (settled) return replica_.NoteSynced();
      if (session_.state() == sync::ClientSession::State::kBackingOff) return last_failure_;
      if (Time::now() >= *deadline_) return TookTooLong();
    }
    if (IsReadable(beside.fd)) beside.on_readable();
    if (IsReadable(stop_fd)) return absl::OkStatus();
    Wait(stop_fd, beside.fd);
  }
}

void Exchange::Loop::Wait(int stop_fd, int beside_fd) {
  int timeout_ms = -1;
  for (const auto& moment : {deadline_, timer_, silence_}) {
    if (!moment.has_value()) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*moment - Time::now()).count();
    const int left_ms = static_cast<int>(std::clamp<int64_t>(left, 0, 3'600'000));
    timeout_ms = timeout_ms < 0 ? left_ms : std::min(timeout_ms, left_ms);
  }
  std::array<pollfd, 4> fds = {pollfd{events_.fd(), POLLIN, 0}, pollfd{inotify_fd_, POLLIN, 0},
                               pollfd{stop_fd, POLLIN, 0}, pollfd{beside_fd, POLLIN, 0}};
  poll(fds.data(), fds.size(), timeout_ms);
}

absl::Status Exchange::Loop::HandleEvents() {
  for (std::deque<Event> events = events_.TakeAll(); !events.empty(); events = events_.TakeAll()) {
    for (Event& event : events) {
      const bool current = attempt_ != nullptr && event.attempt == attempt_->number();
      if (current) RETURN_IF_ERROR(Handle(std::move(event)));
    }
    RETURN_IF_ERROR(ApplyReached());
  }
  return absl::OkStatus();
}

absl::Status Exchange::Loop::Handle(Event event) {
  if (auto* opened = std::get_if<SessionOpened>(&event.what)) return KeepToken(opened->session);
  if (auto* numbered = std::get_if<ReplicaNumbered>(&event.what)) return replica_.TakeReplicaNumber(numbered->replica);
  if (auto* arrived = std::get_if<WatchArrived>(&event.what)) return Arrived(std::move(arrived->response));
  if (auto* pushed = std::get_if<PushDone>(&event.what)) return Pushed(std::move(pushed->response));
  if (auto* registered = std::get_if<ReplicaRegistered>(&event.what)) return Registered(registered->replica);
  last_failure_ = std::get<WatchEnded>(event.what).status;
  return CarryOut(session_.WatchEnded(FailureOf(last_failure_)));
}

absl::Status Exchange::Loop::Arrived(v1::WatchResponse response) {
  if (response.has_hello()) {
    heartbeat_ms_ = std::clamp<int64_t>(response.hello().heartbeat_ms(), 1000, 600'000);
    RETURN_IF_ERROR(replica_.NoteServerTime(response.hello().server_time_ms()));
  }
  silence_ = Time::now() + std::chrono::milliseconds(2 * heartbeat_ms_);
  switch (response.event_case()) {
    case v1::WatchResponse::kHello: {
      ASSIGN_OR_RETURN(const uint64_t answered, replica_.AnsweredPushNo());
      return CarryOut(session_.HelloArrived(response.hello(), answered));
    }
    case v1::WatchResponse::kPage: {
      arrived_ = std::move(*response.mutable_page());
      ASSIGN_OR_RETURN(const sync::Outbox outbox, OutboxBeyond(0));
      return CarryOut(session_.PageArrived(arrived_.cursor().seq(), arrived_.head(), outbox));
    }
    case v1::WatchResponse::kDiverged: {
      ASSIGN_OR_RETURN(const std::vector<uint32_t> kinds, replica_.Kinds());
      return CarryOut(session_.WatchDiverged(kinds.empty() ? sync::Outbox::kEmpty : sync::Outbox::kWaiting));
    }
    default:
      return absl::OkStatus();
  }
}

absl::Status Exchange::Loop::Pushed(absl::StatusOr<v1::PushResponse> response) {
  if (!response.ok()) {
    last_failure_ = response.status();
    return CarryOut(session_.PushFailed(FailureOf(last_failure_)));
  }
  answer_ = *std::move(response);
  ASSIGN_OR_RETURN(const sync::Outbox outbox, OutboxBeyond(pushed_.transactions_size()));
  last_failure_ = TookTooLong();
  return CarryOut(session_.PushAnswered(answer_, outbox));
}

absl::Status Exchange::Loop::Registered(const absl::StatusOr<uint32_t>& replica) {
  if (!replica.ok()) {
    last_failure_ = replica.status();
    return CarryOut(session_.ReplicaNotTaken(FailureOf(last_failure_)));
  }
  RETURN_IF_ERROR(replica_.TakeReplicaNumber(*replica));
  return CarryOut(session_.ReplicaTaken());
}

absl::Status Exchange::Loop::HandleChangesByOthers() {
  Drain(inotify_fd_);
  ASSIGN_OR_RETURN(const bool changed, replica_.ChangedByOthers());
  if (!changed) return absl::OkStatus();
  changed_ = true;
  ASSIGN_OR_RETURN(const sync::Outbox outbox, OutboxBeyond(0));
  return outbox == sync::Outbox::kWaiting ? CarryOut(session_.OutboxGrew()) : absl::OkStatus();
}

absl::Status Exchange::Loop::HandleTimers() {
  const Time::time_point now = Time::now();
  if (timer_.has_value() && now >= *timer_) {
    timer_.reset();
    RETURN_IF_ERROR(CarryOut(session_.TimerFired()));
  }
  if (silence_.has_value() && now >= *silence_ && attempt_ != nullptr) {
    last_failure_ = TookTooLong();
    return CarryOut(session_.WatchEnded(sync::Failure::kTransient));
  }
  return absl::OkStatus();
}

absl::StatusOr<sync::Outbox> Exchange::Loop::OutboxBeyond(int64_t transactions) {
  ASSIGN_OR_RETURN(const int64_t size, replica_.OutboxSize());
  return size > transactions ? sync::Outbox::kWaiting : sync::Outbox::kEmpty;
}

absl::StatusOr<bool> Exchange::Loop::Settled() {
  if (session_.state() != sync::ClientSession::State::kLive || session_.push_in_flight()) return false;
  ASSIGN_OR_RETURN(const sync::Outbox outbox, OutboxBeyond(0));
  return outbox == sync::Outbox::kEmpty;
}

}  // namespace toward::client
