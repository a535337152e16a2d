#include "tests/sync/client_session_test.h"

#include <gmock/gmock.h>

namespace toward::sync {
namespace {

using State = ClientSession::State;
using testing::ElementsAre;
using testing::IsEmpty;

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
