// The client's state machine against any order of events a driver may report.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "sync/client_session.h"

namespace toward::sync {
namespace {

using State = ClientSession::State;

// A number below `end`, each as likely as another from the first case on.
size_t Below(size_t end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<size_t>(0, end)); }

// A driver and the world around it: carries out effects, knows which events may happen, and checks that no effect is
// asked for when it must not be.
class World {
 public:
  explicit World(uint64_t seed) : session_(seed) {}

  // One event, any that may happen now.
  void AnythingHappens() {
    const std::vector<std::function<void()>> events = Possible();
    events[Below(events.size())]();
    CheckAgreement();
  }

  // One event of a world in which nothing fails.
  void TheBestHappens() {
    if (session_.state() == State::kStopped)
      Do(session_.Start());
    else if (session_.state() == State::kRefused)
      Do(session_.Stop());
    else if (timer_)
      Fire();
    else if (taking_)
      Taken();
    else if (stream_ == Stream::kOpening)
      Greet(0);
    else if (push_)
      Answer(v1::PushResponse::OUTCOME_ACCEPTED);
    else
      Page(true);
    CheckAgreement();
  }

  bool AllIsSynced() const { return session_.state() == State::kLive && outbox_ == 0; }
  int outbox() const { return outbox_; }

 private:
  enum class Stream { kNone, kOpening, kGreeted, kFlowing };

  std::vector<std::function<void()>> Possible() {
    std::vector<std::function<void()>> events = {[this] { Grow(); }};
    const auto may = [&](bool possible, std::function<void()> event) {
      if (possible) events.push_back(std::move(event));
    };
    may(session_.state() == State::kStopped, [this] { Do(session_.Start()); });
    may(session_.state() != State::kStopped && Below(5) == 0, [this] { Stop(); });
    may(timer_, [this] { Fire(); });
    may(taking_, [this] { Taken(); });
    may(taking_, [this] { NotTaken(); });
    may(stream_ != Stream::kNone, [this] { End(); });
    may(stream_ == Stream::kOpening || (stream_ != Stream::kNone && Below(9) == 0), [this] { Greet(Below(2)); });
    may(stream_ != Stream::kNone, [this] { Page(*rc::gen::arbitrary<bool>()); });
    may(stream_ == Stream::kGreeted || (stream_ != Stream::kNone && Below(9) == 0), [this] { Diverge(); });
    may(push_, [this] {
      Answer(*rc::gen::element(v1::PushResponse::OUTCOME_ACCEPTED, v1::PushResponse::OUTCOME_SKEW,
                               v1::PushResponse::OUTCOME_FORK, v1::PushResponse::OUTCOME_DIVERGED,
                               v1::PushResponse::OUTCOME_STALE_EPOCH, v1::PushResponse::OUTCOME_UNSPECIFIED));
    });
    may(push_, [this] { Fail(); });
    return events;
  }

  static Failure AnyFailure() {
    return *rc::gen::weightedElement<Failure>(
        {{6, Failure::kTransient}, {3, Failure::kUnauthenticated}, {1, Failure::kRefused}});
  }

  Outbox Waiting() const { return outbox_ > 0 ? Outbox::kWaiting : Outbox::kEmpty; }

  void Grow() {
    ++outbox_;
    ++held_;
    Do(session_.OutboxGrew());
  }
  void Stop() {
    timer_ = taking_ = false;
    Do(session_.Stop());
    RC_ASSERT(stream_ == Stream::kNone);
  }
  void Fire() {
    timer_ = false;
    Do(session_.TimerFired());
  }
  void Taken() {
    taking_ = false;
    Do(session_.ReplicaTaken());
  }
  void NotTaken() {
    taking_ = false;
    Do(session_.ReplicaNotTaken(AnyFailure()));
  }
  void Greet(uint64_t forgotten_pushes) {
    stream_ = Stream::kGreeted;
    Do(session_.HelloArrived(v1::Hello(), forgotten_pushes));
  }
  void Page(bool reaches_head) {
    if (stream_ == Stream::kGreeted) stream_ = Stream::kFlowing;
    Do(session_.PageArrived(reaches_head ? 9 : 5, 9, Waiting()));
  }
  void Diverge() {
    if (stream_ == Stream::kGreeted) stream_ = Stream::kFlowing;
    Do(session_.WatchDiverged(outbox_ + held_ > 0 ? Outbox::kWaiting : Outbox::kEmpty));
  }
  void End() { Do(session_.WatchEnded(AnyFailure())); }
  void Fail() {
    push_ = false;
    Do(session_.PushFailed(AnyFailure()));
  }
  void Answer(v1::PushResponse::Outcome outcome) {
    push_ = false;
    v1::PushResponse response;
    response.set_outcome(outcome);
    const int left = outcome == v1::PushResponse::OUTCOME_ACCEPTED ? outbox_ - 1 : outbox_;
    Do(session_.PushAnswered(response, left > 0 ? Outbox::kWaiting : Outbox::kEmpty));
    RC_ASSERT(outcome != v1::PushResponse::OUTCOME_ACCEPTED || outbox_ >= left);
  }

  void Do(const Effects& effects) {
    for (const Effect& effect : effects) std::visit([this](const auto& e) { Carry(e); }, effect);
  }

  void Carry(effect::OpenWatch) {
    RC_ASSERT(stream_ == Stream::kNone && !timer_ && !taking_ && !push_);
    stream_ = Stream::kOpening;
    staged_ = 0;
  }
  void Carry(effect::CloseWatch) {
    RC_ASSERT(stream_ != Stream::kNone);
    stream_ = Stream::kNone;
    push_ = false;
  }
  void Carry(effect::StagePage) { ++staged_; }
  void Carry(effect::ApplyStaged) {
    RC_ASSERT(staged_ > 0);
    staged_ = 0;
  }
  void Carry(effect::SendPush) {
    RC_ASSERT(!push_ && !taking_ && stream_ == Stream::kFlowing && outbox_ > 0);
    push_ = true;
  }
  void Carry(effect::ApplyVerdicts) { --outbox_; }
  void Carry(effect::RestampOutbox) { RC_ASSERT(outbox_ > 0 && !push_); }
  void Carry(effect::ResealOutbox) { RC_ASSERT(outbox_ > 0 && !push_); }
  void Carry(effect::TakeNewReplica) {
    RC_ASSERT(!push_ && stream_ == Stream::kNone);
    taking_ = true;
  }
  void Carry(effect::RepushEverything) {
    RC_ASSERT(!push_);
    outbox_ += held_;
  }
  void Carry(effect::ArmTimer timer) {
    RC_ASSERT(timer.delay_ms >= 250 && timer.delay_ms <= 60'000 && stream_ == Stream::kNone);
    timer_ = true;
  }

  void CheckAgreement() const {
    RC_ASSERT(session_.push_in_flight() == push_);
    RC_ASSERT((session_.state() == State::kBackingOff) == timer_);
    RC_ASSERT((session_.state() == State::kTakingReplica) == taking_);
  }

  ClientSession session_;
  Stream stream_ = Stream::kNone;
  bool push_ = false;
  bool timer_ = false;
  bool taking_ = false;
  int staged_ = 0;
  // Batches, and records of which a repush makes one batch each.
  int outbox_ = 0;
  int held_ = 0;
};

RC_GTEST_PROP(SessionUnderAnyEvents, KeepsItsRulesAndEndsLiveOnceTheWorldIsGood, ()) {
  World world(*rc::gen::arbitrary<uint64_t>());
  const int events = static_cast<int>(Below(200));
  for (int i = 0; i < events; ++i) world.AnythingHappens();
  const int enough = 2 * world.outbox() + 10;
  for (int i = 0; i < enough && !world.AllIsSynced(); ++i) world.TheBestHappens();
  RC_ASSERT(world.AllIsSynced());
}

}  // namespace
}  // namespace toward::sync
