#include "sync/client_session.h"

#include <utility>

#include "base/check.h"

namespace toward::sync {
namespace {

constexpr int64_t kFirstRetryDelayMs = 500;
constexpr int64_t kMaxRetryDelayMs = 60'000;
// A server whose clock jumps about could otherwise keep a device stamping for ever.
constexpr int kMaxSkewsInARow = 3;

}  // namespace

ClientSession::ClientSession(uint64_t jitter_seed)
    : random_state_(jitter_seed), backoff_(kFirstRetryDelayMs, kMaxRetryDelayMs) {}

Effects ClientSession::Start() {
  TOWARD_CHECK(state_ == State::kStopped);
  return ReopenWith({});
}

Effects ClientSession::Stop() {
  const bool streaming = state_ != State::kStopped && state_ != State::kBackingOff && state_ != State::kRefused;
  state_ = State::kStopped;
  push_in_flight_ = false;
  may_push_ = false;
  return streaming ? Effects{effect::CloseWatch{}} : Effects{};
}

Effects ClientSession::HelloArrived(const v1::Hello& hello) {
  TOWARD_CHECK(state_ == State::kOpening);
  state_ = State::kCatchingUp;
  token_is_new_ = false;
  last_push_no_ = hello.last_push_no();
  return {};
}

Effects ClientSession::PageArrived(uint64_t seq, uint64_t head, Outbox outbox) {
  TOWARD_CHECK(state_ == State::kCatchingUp || state_ == State::kLive);
  Effects effects = {effect::StagePage{}};
  if (seq == head) {
    effects.emplace_back(effect::ApplyStaged{});
    state_ = State::kLive;
    backoff_.Reset();
  } else {
    state_ = State::kCatchingUp;
  }
  may_push_ = true;
  PushNext(outbox, effects);
  return effects;
}

Effects ClientSession::WatchDiverged() {
  TOWARD_CHECK(state_ == State::kCatchingUp && !push_in_flight_);
  Effects effects = {effect::RepushEverything{last_push_no_}};
  may_push_ = true;
  PushNext(Outbox::kWaiting, effects);
  return effects;
}

Effects ClientSession::WatchEnded(Failure failure) { return GiveUp(failure); }

Effects ClientSession::PushAnswered(const v1::PushResponse& response, Outbox outbox) {
  TOWARD_CHECK(push_in_flight_);
  push_in_flight_ = false;
  Effects effects;
  switch (response.outcome()) {
    case v1::PushResponse::OUTCOME_ACCEPTED:
      skews_in_a_row_ = 0;
      backoff_.Reset();
      effects.emplace_back(effect::ApplyVerdicts{});
      PushNext(outbox, effects);
      return effects;
    case v1::PushResponse::OUTCOME_SKEW:
      if (++skews_in_a_row_ > kMaxSkewsInARow) return GiveUp(Failure::kTransient);
      effects.emplace_back(effect::RestampOutbox{response.server_time_ms()});
      PushNext(Outbox::kWaiting, effects);
      return effects;
    case v1::PushResponse::OUTCOME_FORK:
      may_push_ = false;
      return {effect::TakeNewReplica{}};
    case v1::PushResponse::OUTCOME_DIVERGED: {
      Effects reopened = ReopenWith({});
      effects = {effect::CloseWatch{}, effect::RepushEverything{response.last_push_no()}};
      effects.insert(effects.end(), reopened.begin(), reopened.end());
      return effects;
    }
    default:
      return GiveUp(Failure::kRefused);
  }
}

Effects ClientSession::PushFailed(Failure failure) {
  TOWARD_CHECK(push_in_flight_);
  push_in_flight_ = false;
  return GiveUp(failure);
}

Effects ClientSession::ReplicaTaken() {
  Effects effects = {effect::CloseWatch{}};
  const Effects reopened = ReopenWith({});
  effects.insert(effects.end(), reopened.begin(), reopened.end());
  return effects;
}

Effects ClientSession::OutboxGrew() {
  Effects effects;
  PushNext(Outbox::kWaiting, effects);
  return effects;
}

Effects ClientSession::TimerFired() {
  TOWARD_CHECK(state_ == State::kBackingOff);
  return ReopenWith({});
}

Effects ClientSession::GiveUp(Failure failure) {
  const bool streaming = state_ == State::kOpening || state_ == State::kCatchingUp || state_ == State::kLive;
  Effects effects;
  if (streaming) effects.emplace_back(effect::CloseWatch{});
  push_in_flight_ = false;
  may_push_ = false;
  if (failure == Failure::kRefused) {
    state_ = State::kRefused;
    return effects;
  }
  if (failure == Failure::kUnauthenticated && !token_is_new_) {
    token_is_new_ = true;
    const Effects reopened = ReopenWith({.new_token = true});
    effects.insert(effects.end(), reopened.begin(), reopened.end());
    return effects;
  }
  token_is_new_ = false;
  skews_in_a_row_ = 0;
  state_ = State::kBackingOff;
  effects.emplace_back(effect::ArmTimer{backoff_.NextDelayMs(NextRandom())});
  return effects;
}

Effects ClientSession::ReopenWith(effect::OpenWatch open) {
  state_ = State::kOpening;
  may_push_ = false;
  push_in_flight_ = false;
  return {open};
}

void ClientSession::PushNext(Outbox outbox, Effects& effects) {
  if (outbox == Outbox::kEmpty || !may_push_ || push_in_flight_) return;
  push_in_flight_ = true;
  effects.emplace_back(effect::SendPush{});
}

// SplitMix64 (Steele, Lea, Flood, 2014): small, and good enough to spread retries.
uint64_t ClientSession::NextRandom() {
  uint64_t z = random_state_ += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace toward::sync
