// What goes wrong between a device and its server, and what the session does about it.
#include <gmock/gmock.h>

#include "tests/sync/client_session_test.h"

namespace toward::sync {
namespace {

using State = ClientSession::State;
using testing::ElementsAre;
using testing::IsEmpty;

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

}  // namespace
}  // namespace toward::sync
