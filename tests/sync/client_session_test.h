// A ClientSession told what happened, and what it asks for in turn, by name.
#ifndef TOWARD_TESTS_SYNC_CLIENT_SESSION_TEST_H_
#define TOWARD_TESTS_SYNC_CLIENT_SESSION_TEST_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sync/client_session.h"

namespace toward::sync {

// What the session asks for, by name.
struct NameOf {
  std::string operator()(effect::OpenWatch open) const { return open.new_token ? "open with a new token" : "open"; }
  std::string operator()(effect::CloseWatch) const { return "close"; }
  std::string operator()(effect::StagePage) const { return "stage"; }
  std::string operator()(effect::ApplyStaged) const { return "apply"; }
  std::string operator()(effect::SendPush) const { return "push"; }
  std::string operator()(effect::ApplyVerdicts) const { return "verdicts"; }
  std::string operator()(effect::RestampOutbox e) const { return "restamp from " + std::to_string(e.server_time_ms); }
  std::string operator()(effect::ResealOutbox) const { return "reseal"; }
  std::string operator()(effect::TakeNewReplica) const { return "new replica"; }
  std::string operator()(effect::RepushEverything e) const { return "repush after " + std::to_string(e.last_push_no); }
  std::string operator()(effect::ArmTimer) const { return "timer"; }
};

inline std::vector<std::string> Names(const Effects& effects) {
  std::vector<std::string> names;
  for (const Effect& effect : effects) names.push_back(std::visit(NameOf(), effect));
  return names;
}

class Session : public testing::Test {
 protected:
  using Steps = std::vector<std::string>;

  Steps Start() { return Names(session_.Start()); }
  Steps Stop() { return Names(session_.Stop()); }
  Steps Hello(uint64_t last_push_no = 0, uint64_t answered_push_no = 0) {
    v1::Hello hello;
    hello.set_last_push_no(last_push_no);
    return Names(session_.HelloArrived(hello, answered_push_no));
  }
  Steps PageToTheHead(Outbox outbox = Outbox::kEmpty) { return Names(session_.PageArrived(9, 9, outbox)); }
  Steps PageBeforeTheHead(Outbox outbox = Outbox::kEmpty) { return Names(session_.PageArrived(5, 9, outbox)); }
  Steps Diverged(Outbox outbox = Outbox::kWaiting) { return Names(session_.WatchDiverged(outbox)); }
  Steps WatchEnds(Failure failure = Failure::kTransient) { return Names(session_.WatchEnded(failure)); }
  Steps PushFails(Failure failure = Failure::kTransient) { return Names(session_.PushFailed(failure)); }
  Steps Answer(v1::PushResponse::Outcome outcome, Outbox outbox = Outbox::kWaiting) {
    v1::PushResponse response;
    response.set_outcome(outcome);
    response.set_server_time_ms(1234);
    response.set_last_push_no(6);
    return Names(session_.PushAnswered(response, outbox));
  }
  Steps Accepted(Outbox outbox = Outbox::kEmpty) { return Answer(v1::PushResponse::OUTCOME_ACCEPTED, outbox); }
  Steps Skew() { return Answer(v1::PushResponse::OUTCOME_SKEW); }
  Steps Fork() { return Answer(v1::PushResponse::OUTCOME_FORK); }
  Steps TimerFires() { return Names(session_.TimerFired()); }
  Steps Grow() { return Names(session_.OutboxGrew()); }

  void BecomeLive(Outbox outbox = Outbox::kEmpty) {
    Start();
    ComeBack(outbox);
  }
  void ComeBack(Outbox outbox) {
    Hello();
    PageToTheHead(outbox);
    ASSERT_EQ(session_.state(), ClientSession::State::kLive);
  }
  int64_t DelayOf(const Effects& effects) { return std::get<effect::ArmTimer>(effects.back()).delay_ms; }

  ClientSession session_{1};
};

}  // namespace toward::sync

#endif  // TOWARD_TESTS_SYNC_CLIENT_SESSION_TEST_H_
