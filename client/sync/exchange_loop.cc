#include "client/sync/exchange_loop.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "client/sync/roster_keeping.h"

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

void Drain(int fd) {
  std::array<char, 4096> ignored{};
  while (read(fd, ignored.data(), ignored.size()) > 0) {
  }
}

}  // namespace

Exchange::Loop::Loop(Connection& connection, const KeyPlace& place, Identity& identity, Replica& replica,
                     Replica& tokens, Random& random)
    : connection_(connection),
      place_(place),
      identity_(identity),
      replica_(replica),
      tokens_(tokens),
      random_(random),
      inotify_fd_(WatchDirectory(place.directory)),
      session_(random.Number()) {}

Exchange::Loop::~Loop() {
  attempt_.reset();
  close(inotify_fd_);
}

absl::Status Exchange::Loop::Begin() { return CarryOut(session_.Start()); }

absl::Status Exchange::Loop::Turn() {
  RETURN_IF_ERROR(HandleEvents());
  RETURN_IF_ERROR(HandleChangesByOthers());
  return HandleTimers();
}

void Exchange::Loop::End() {
  CarryOut(session_.Stop()).IgnoreError();
  timer_.reset();
}

bool Exchange::Loop::IsCatchingUp() const {
  return session_.state() == sync::ClientSession::State::kCatchingUp ||
         session_.state() == sync::ClientSession::State::kLive;
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
  if (auto* levelled = std::get_if<RosterLevelled>(&event.what)) return Levelled(levelled->identity);
  if (levelling_ || MustWaitForRoster(event)) {
    held_.push_back(std::move(event));
    return absl::OkStatus();
  }
  return HandleLevel(std::move(event));
}

absl::Status Exchange::Loop::HandleLevel(Event event) {
  if (auto* opened = std::get_if<SessionOpened>(&event.what)) return KeepToken(opened->session);
  if (auto* numbered = std::get_if<ReplicaNumbered>(&event.what)) return replica_.TakeReplicaNumber(numbered->replica);
  if (auto* arrived = std::get_if<WatchArrived>(&event.what)) return Arrived(std::move(arrived->response));
  if (auto* pushed = std::get_if<PushDone>(&event.what)) return Pushed(std::move(pushed->response));
  if (auto* registered = std::get_if<ReplicaRegistered>(&event.what)) return Registered(registered->replica);
  last_failure_ = std::get<WatchEnded>(event.what).status;
  return CarryOut(session_.WatchEnded(FailureOf(last_failure_)));
}

bool Exchange::Loop::MustWaitForRoster(const Event& event) {
  const auto* const arrived = std::get_if<WatchArrived>(&event.what);
  const auto* const pushed = std::get_if<PushDone>(&event.what);
  bool must_wait = false;
  if (arrived != nullptr && arrived->response.has_hello()) {
    const v1::Hello& hello = arrived->response.hello();
    must_wait = !IsLevel(identity_, hello.roster_length(), hello.roster_head());
  } else if (arrived != nullptr && arrived->response.has_roster_moved()) {
    const v1::RosterMoved& moved = arrived->response.roster_moved();
    must_wait = !IsLevel(identity_, moved.length(), moved.head());
  } else if (pushed != nullptr) {
    must_wait = pushed->response.ok() && pushed->response->outcome() == v1::PushResponse::OUTCOME_STALE_EPOCH;
  }
  if (!must_wait) return false;
  levelling_ = true;
  attempt_->LevelRoster(token_, identity_, random_);
  return true;
}

absl::Status Exchange::Loop::Levelled(const absl::StatusOr<Identity>& identity) {
  levelling_ = false;
  std::vector<Event> held = std::exchange(held_, {});
  absl::Status level = identity.status();
  if (level.ok()) {
    RETURN_IF_ERROR(Adopt(place_, *identity, identity_));
    level = CheckStillPart(identity_);
    changed_ = true;
  }
  if (!level.ok()) {
    last_failure_ = level;
    return CarryOut(session_.WatchEnded(FailureOf(level)));
  }
  for (Event& event : held) {
    if (attempt_ != nullptr && event.attempt == attempt_->number()) RETURN_IF_ERROR(HandleLevel(std::move(event)));
  }
  return absl::OkStatus();
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
