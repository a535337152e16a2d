#include "sync/client_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace toward::sync {
namespace {

using State = ClientSession::State;
using testing::ElementsAre;
using testing::IsEmpty;

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

std::vector<std::string> Names(const Effects& effects) {
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
    ASSERT_EQ(session_.state(), State::kLive);
  }
  int64_t DelayOf(const Effects& effects) { return std::get<effect::ArmTimer>(effects.back()).delay_ms; }

  ClientSession session_{1};
};

TEST_F(Session, OpensAWatchAndBecomesLiveAtTheHead) {
  EXPECT_THAT(Start(), ElementsAre("open"));
  EXPECT_THAT(Hello(), IsEmpty());
  EXPECT_THAT(PageBeforeTheHead(), ElementsAre("stage"));
  EXPECT_EQ(session_.state(), State::kCatchingUp);
  EXPECT_THAT(PageToTheHead(), ElementsAre("stage", "apply"));
  EXPECT_EQ(session_.state(), State::kLive);
}

TEST_F(Session, APageBelowItsHeadLeadsBackToCatchingUp) {
  BecomeLive();
  EXPECT_THAT(PageBeforeTheHead(), ElementsAre("stage"));
  EXPECT_EQ(session_.state(), State::kCatchingUp);
}

TEST_F(Session, PushesNothingBeforeTheFirstPage) {
  EXPECT_THAT(Grow(), IsEmpty());
  Start();
  EXPECT_THAT(Grow(), IsEmpty());
  Hello();
  EXPECT_THAT(Grow(), IsEmpty());
  EXPECT_THAT(PageBeforeTheHead(Outbox::kWaiting), ElementsAre("stage", "push"));
}

TEST_F(Session, PushesAsSoonAsTheOutboxGrows) {
  BecomeLive();
  EXPECT_THAT(Grow(), ElementsAre("push"));
}

TEST_F(Session, PushesOneBatchAtATime) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Grow(), IsEmpty());
  EXPECT_THAT(PageToTheHead(Outbox::kWaiting), ElementsAre("stage", "apply"));
  EXPECT_THAT(Accepted(Outbox::kWaiting), ElementsAre("verdicts", "push"));
  EXPECT_THAT(Accepted(Outbox::kEmpty), ElementsAre("verdicts"));
}

TEST_F(Session, ARestoredServerGetsEverythingAgain) {
  Start();
  Hello(4);
  EXPECT_THAT(Diverged(), ElementsAre("repush after 4", "push"));
  EXPECT_THAT(PageToTheHead(Outbox::kWaiting), ElementsAre("stage", "apply"));
}

TEST_F(Session, AServerThatForgotPushesGetsEverythingAgainThoughTheCursorFits) {
  Start();
  EXPECT_THAT(Hello(4, 5), ElementsAre("repush after 4"));
  EXPECT_THAT(PageToTheHead(Outbox::kWaiting), ElementsAre("stage", "apply", "push"));
}

TEST_F(Session, AServerThatKnowsAPushWhoseAnswerWasLostHasForgottenNothing) {
  Start();
  EXPECT_THAT(Hello(6, 5), IsEmpty());
}

TEST_F(Session, AnEmptyReplicaHasNothingToRepush) {
  Start();
  Hello();
  EXPECT_THAT(Diverged(Outbox::kEmpty), ElementsAre("repush after 0"));
}

TEST_F(Session, APushThatFindsARestoredServerBeginsTheStreamAgain) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Answer(v1::PushResponse::OUTCOME_DIVERGED), ElementsAre("close", "repush after 6", "open"));
  EXPECT_EQ(session_.state(), State::kOpening);
  EXPECT_FALSE(session_.push_in_flight());
}

TEST_F(Session, AWrongClockStampsAgainAndPushesAgain) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Skew(), ElementsAre("restamp from 1234", "push"));
  EXPECT_THAT(Accepted(), ElementsAre("verdicts"));
}

TEST_F(Session, TheThirdSkewInARowBacksOff) {
  BecomeLive(Outbox::kWaiting);
  Skew();
  Skew();
  EXPECT_THAT(Skew(), ElementsAre("close", "timer"));
  EXPECT_EQ(session_.state(), State::kBackingOff);
}

TEST_F(Session, AStaleEpochSealsAgainAndPushesAgain) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Answer(v1::PushResponse::OUTCOME_STALE_EPOCH), ElementsAre("reseal", "push"));
  EXPECT_THAT(Accepted(), ElementsAre("verdicts"));
}

TEST_F(Session, TheThirdStaleEpochInARowBacksOff) {
  BecomeLive(Outbox::kWaiting);
  Answer(v1::PushResponse::OUTCOME_STALE_EPOCH);
  Skew();
  EXPECT_THAT(Answer(v1::PushResponse::OUTCOME_STALE_EPOCH), ElementsAre("close", "timer"));
}

TEST_F(Session, AnAcceptedPushForgivesEarlierSkews) {
  BecomeLive(Outbox::kWaiting);
  Skew();
  Skew();
  Accepted(Outbox::kWaiting);
  EXPECT_THAT(Skew(), ElementsAre("restamp from 1234", "push"));
}

TEST_F(Session, AForkPushesNothingUntilTheReplicaIsTaken) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Fork(), ElementsAre("close", "new replica"));
  EXPECT_EQ(session_.state(), State::kTakingReplica);
  EXPECT_THAT(Grow(), IsEmpty());
  EXPECT_THAT(Names(session_.ReplicaTaken()), ElementsAre("open"));
  Hello();
  EXPECT_THAT(PageToTheHead(Outbox::kWaiting), ElementsAre("stage", "apply", "push"));
}

TEST_F(Session, AReplicaNotTakenIsTriedAgainAfterTheNextFork) {
  BecomeLive(Outbox::kWaiting);
  Fork();
  EXPECT_THAT(Names(session_.ReplicaNotTaken(Failure::kTransient)), ElementsAre("timer"));
  TimerFires();
  ComeBack(Outbox::kWaiting);
  EXPECT_THAT(Fork(), ElementsAre("close", "new replica"));
}

TEST_F(Session, AServerThatForksForEverIsLeftAlone) {
  BecomeLive(Outbox::kWaiting);
  for (int i = 0; i < 2; ++i) {
    Fork();
    session_.ReplicaTaken();
    ComeBack(Outbox::kWaiting);
  }
  EXPECT_THAT(Fork(), ElementsAre("close", "timer"));
}

TEST_F(Session, ALostPushClosesTheStreamAndIsSentAgainAfterThePage) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(PushFails(), ElementsAre("close", "timer"));
  EXPECT_THAT(TimerFires(), ElementsAre("open"));
  EXPECT_THAT(Hello(), IsEmpty());
  EXPECT_THAT(PageToTheHead(Outbox::kWaiting), ElementsAre("stage", "apply", "push"));
}

TEST_F(Session, ALostStreamGivesUpThePushInFlight) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(WatchEnds(), ElementsAre("close", "timer"));
  EXPECT_FALSE(session_.push_in_flight());
}

TEST_F(Session, AnExpiredTokenIsRenewedAtOnce) {
  BecomeLive();
  EXPECT_THAT(WatchEnds(Failure::kUnauthenticated), ElementsAre("close", "open with a new token"));
}

TEST_F(Session, ASecondRefusalOfTheTokenBacksOff) {
  BecomeLive();
  WatchEnds(Failure::kUnauthenticated);
  EXPECT_THAT(WatchEnds(Failure::kUnauthenticated), ElementsAre("close", "timer"));
  TimerFires();
  EXPECT_THAT(WatchEnds(Failure::kUnauthenticated), ElementsAre("close", "open with a new token"));
}

TEST_F(Session, ATokenGoodForWatchingButNotForPushingBacksOff) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(PushFails(Failure::kUnauthenticated), ElementsAre("close", "open with a new token"));
  ComeBack(Outbox::kWaiting);
  EXPECT_THAT(PushFails(Failure::kUnauthenticated), ElementsAre("close", "timer"));
}

TEST_F(Session, ARefusalIsFinalUntilAPersonStartsAgain) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(PushFails(Failure::kRefused), ElementsAre("close"));
  EXPECT_EQ(session_.state(), State::kRefused);
  EXPECT_THAT(Grow(), IsEmpty());
  EXPECT_THAT(Stop(), IsEmpty());
  EXPECT_THAT(Start(), ElementsAre("open"));
}

TEST_F(Session, AnAnswerOfAnotherAgeIsARefusal) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Answer(static_cast<v1::PushResponse::Outcome>(99)), ElementsAre("close"));
  EXPECT_EQ(session_.state(), State::kRefused);
}

TEST_F(Session, StopClosesWhatIsOpen) {
  BecomeLive(Outbox::kWaiting);
  EXPECT_THAT(Stop(), ElementsAre("close"));
  EXPECT_EQ(session_.state(), State::kStopped);
  EXPECT_FALSE(session_.push_in_flight());
  EXPECT_THAT(Stop(), IsEmpty());
}

TEST_F(Session, PausesGrowWhileNothingSucceeds) {
  session_.Start();
  int64_t last_ms = 0;
  for (int i = 0; i < 7; ++i) {
    const int64_t delay_ms = DelayOf(session_.WatchEnded(Failure::kTransient));
    EXPECT_GE(delay_ms, last_ms);
    last_ms = delay_ms;
    session_.TimerFired();
  }
  EXPECT_GE(last_ms, 16'000);
}

TEST_F(Session, PausesGrowWhilePushesFailThoughTheStreamWorks) {
  BecomeLive(Outbox::kWaiting);
  for (int i = 0; i < 7; ++i) {
    session_.PushFailed(Failure::kTransient);
    TimerFires();
    ComeBack(Outbox::kWaiting);
  }
  EXPECT_GE(DelayOf(session_.PushFailed(Failure::kTransient)), 30'000);
}

TEST_F(Session, PausesBeginAnewOnceAllIsWell) {
  Start();
  for (int i = 0; i < 7; ++i) {
    WatchEnds();
    TimerFires();
  }
  ComeBack(Outbox::kEmpty);
  EXPECT_LE(DelayOf(session_.WatchEnded(Failure::kTransient)), 500);
}

TEST_F(Session, AServerOutOfTurnIsALostStream) {
  Start();
  EXPECT_THAT(PageToTheHead(), ElementsAre("close", "timer"));
  TimerFires();
  Hello();
  EXPECT_THAT(Hello(), ElementsAre("close", "timer"));
  TimerFires();
  ComeBack(Outbox::kWaiting);
  EXPECT_THAT(Diverged(), ElementsAre("close", "timer"));
}

}  // namespace
}  // namespace toward::sync
