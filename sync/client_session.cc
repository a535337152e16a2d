#include "sync/client_session.h"

#include <utility>

#include "base/check.h"

namespace toward::sync {
namespace {

constexpr int64_t kFirstRetryDelayMs = 500;
constexpr int64_t kMaxRetryDelayMs = 60'000;
// Pushes answered SKEW, FORK, DIVERGED or STALE_EPOCH in a row: a server that always has one more could otherwise keep
// a device busy for ever.
constexpr int kMaxSetbacksInARow = 3;

}  // namespace

ClientSession::ClientSession(uint64_t jitter_seed)
    : random_state_(jitter_seed), backoff_(kFirstRetryDelayMs, kMaxRetryDelayMs) {}

Effects ClientSession::Start() {
  TOWARD_CHECK(state_ == State::kStopped);
  AllIsWell();
  Effects effects;
  Open({}, effects);
  return effects;
}

Effects ClientSession::Stop() {
  Effects effects;
  LeaveStream(effects);
  state_ = State::kStopped;
  return effects;
}

Effects ClientSession::HelloArrived(const v1::Hello& hello, uint64_t answered_push_no) {
  TOWARD_CHECK(streaming());
  if (state_ != State::kOpening) return GiveUp(Failure::kTransient);
  state_ = State::kCatchingUp;
  last_push_no_ = hello.last_push_no();
  if (last_push_no_ < answered_push_no) return {effect::RepushEverything{last_push_no_}};
  return {};
}

Effects ClientSession::PageArrived(uint64_t seq, uint64_t head, Outbox outbox) {
  TOWARD_CHECK(streaming());
  if (state_ == State::kOpening) return GiveUp(Failure::kTransient);
  state_ = seq == head ? State::kLive : State::kCatchingUp;
  may_push_ = true;
  Effects effects = {effect::StagePage{}};
  if (state_ == State::kLive) {
    effects.emplace_back(effect::ApplyStaged{});
    if (outbox == Outbox::kEmpty) AllIsWell();
  }
  PushNext(outbox, effects);
  return effects;
}

Effects ClientSession::WatchDiverged(Outbox outbox) {
  TOWARD_CHECK(streaming());
  if (state_ != State::kCatchingUp || may_push_) return GiveUp(Failure::kTransient);
  may_push_ = true;
  Effects effects = {effect::RepushEverything{last_push_no_}};
  PushNext(outbox, effects);
  return effects;
}

Effects ClientSession::WatchEnded(Failure failure) {
  TOWARD_CHECK(streaming());
  return GiveUp(failure);
}

Effects ClientSession::PushAnswered(const v1::PushResponse& response, Outbox outbox) {
  TOWARD_CHECK(push_in_flight_);
  push_in_flight_ = false;
  if (response.outcome() != v1::PushResponse::OUTCOME_ACCEPTED) return PushTurnedBack(response);
  AllIsWell();
  Effects effects = {effect::ApplyVerdicts{}};
  PushNext(outbox, effects);
  return effects;
}

Effects ClientSession::PushTurnedBack(const v1::PushResponse& response) {
  if (++setbacks_in_a_row_ >= kMaxSetbacksInARow) return GiveUp(Failure::kTransient);
  Effects effects;
  switch (response.outcome()) {
    case v1::PushResponse::OUTCOME_SKEW:
      effects.emplace_back(effect::RestampOutbox{response.server_time_ms()});
      PushNext(Outbox::kWaiting, effects);
      return effects;
    case v1::PushResponse::OUTCOME_STALE_EPOCH:
      effects.emplace_back(effect::ResealOutbox{});
      PushNext(Outbox::kWaiting, effects);
      return effects;
    case v1::PushResponse::OUTCOME_FORK:
      LeaveStream(effects);
      state_ = State::kTakingReplica;
      effects.emplace_back(effect::TakeNewReplica{});
      return effects;
    case v1::PushResponse::OUTCOME_DIVERGED:
      LeaveStream(effects);
      effects.emplace_back(effect::RepushEverything{response.last_push_no()});
      Open({}, effects);
      return effects;
    default:
      return GiveUp(Failure::kRefused);
  }
}

Effects ClientSession::PushFailed(Failure failure) {
  TOWARD_CHECK(push_in_flight_);
  return GiveUp(failure);
}

Effects ClientSession::ReplicaTaken() {
  TOWARD_CHECK(state_ == State::kTakingReplica);
  Effects effects;
  Open({}, effects);
  return effects;
}

Effects ClientSession::ReplicaNotTaken(Failure failure) {
  TOWARD_CHECK(state_ == State::kTakingReplica);
  return GiveUp(failure);
}

Effects ClientSession::OutboxGrew() {
  Effects effects;
  PushNext(Outbox::kWaiting, effects);
  return effects;
}

Effects ClientSession::TimerFired() {
  TOWARD_CHECK(state_ == State::kBackingOff);
  Effects effects;
  Open({}, effects);
  return effects;
}

bool ClientSession::streaming() const {
  return state_ == State::kOpening || state_ == State::kCatchingUp || state_ == State::kLive;
}

Effects ClientSession::GiveUp(Failure failure) {
  Effects effects;
  LeaveStream(effects);
  if (failure == Failure::kRefused) {
    state_ = State::kRefused;
    return effects;
  }
  if (failure == Failure::kUnauthenticated && !token_is_new_) {
    token_is_new_ = true;
    Open({.new_token = true}, effects);
    return effects;
  }
  token_is_new_ = false;
  setbacks_in_a_row_ = 0;
  state_ = State::kBackingOff;
  effects.emplace_back(effect::ArmTimer{backoff_.NextDelayMs(NextRandom())});
  return effects;
}

void ClientSession::Open(effect::OpenWatch open, Effects& effects) {
  state_ = State::kOpening;
  effects.emplace_back(open);
}

void ClientSession::LeaveStream(Effects& effects) {
  if (streaming()) effects.emplace_back(effect::CloseWatch{});
  may_push_ = false;
  push_in_flight_ = false;
}

void ClientSession::PushNext(Outbox outbox, Effects& effects) {
  if (outbox == Outbox::kEmpty || !may_push_ || push_in_flight_) return;
  push_in_flight_ = true;
  effects.emplace_back(effect::SendPush{});
}

void ClientSession::AllIsWell() {
  backoff_.Reset();
  token_is_new_ = false;
  setbacks_in_a_row_ = 0;
}

// SplitMix64 (Steele, Lea, Flood, 2014): small, and good enough to spread retries.
uint64_t ClientSession::NextRandom() {
  uint64_t z = random_state_ += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace toward::sync
