// Wrong clocks, lost answers, copies that should not be, and servers that are not what they were.

#include <utility>

#include "client/sync/exchange.h"
#include "tests/client/sync/exchange_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr int64_t kYearMs = int64_t{365} * 24 * 60 * 60 * 1000;

class TroublesTest : public ExchangeTest {
 protected:
  // The next push reaches the server, and its answer is lost.
  v1::PushResponse PushAndLoseTheAnswer(Device& device) {
    const auto connection = *Connection::Open(Url());
    Calls calls;
    const auto session = OpenSession(*connection, calls, device.identity());
    EXPECT_TRUE(session.ok()) << session.status();
    const auto request = *device.replica().NextPush();
    v1::PushResponse response;
    Call call(calls, session->token, kLongestMs);
    EXPECT_TRUE(connection->sync().Push(call.context(), *request, &response).ok());
    return response;
  }
  static int64_t StampedMs(Device& device, char letter) {
    return sync::HlcMs((*device.replica().Find(v1::KIND_MOMENT, MomentId(letter)))->MaxStamp().hlc);
  }
};

TEST_F(TroublesTest, APushWhoseAnswerWasLostIsSentAgainAndStoredOnce) {
  ana_.Do(Noted('a', "Soup."));
  const v1::PushResponse lost = PushAndLoseTheAnswer(ana_);
  ASSERT_EQ(lost.outcome(), v1::PushResponse::OUTCOME_ACCEPTED);
  ana_.Do(Noted('b', "Bread."));
  const v1::PushResponse again = PushAndLoseTheAnswer(ana_);
  EXPECT_EQ(again.outcome(), v1::PushResponse::OUTCOME_ACCEPTED);
  EXPECT_EQ(again.last_push_no(), 1U);
  EXPECT_EQ(again.verdicts(0).code(), v1::Verdict::CODE_APPLIED);
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(*ana_.replica().AnsweredPushNo(), 2U);
  EXPECT_EQ(ben_.replica().Cursor()->seq, 2U);
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
}

TEST_F(TroublesTest, AClockAYearAheadIsFoundOutAndTheChangeGetsItsTrueTime) {
  ana_.clock.SetWrong(kYearMs);
  ana_.Do(Noted('a', "Soup."));
  const int64_t made_ms = ana_.clock.TrueMs();
  for (support::HandClock* clock : {&ana_.clock, &server_.clock}) clock->Advance(3'600'000);
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(StampedMs(ben_, 'a'), made_ms);
  EXPECT_EQ(ben_.Shown('a').note(), "Soup.");
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
  EXPECT_EQ(*ana_.replica().NowMs(), ana_.clock.TrueMs());
}

TEST_F(TroublesTest, AClockAYearBehindDoesNotHideAnAnswerToThePartner) {
  ben_.Do(Noted('a', "Soup?"));
  SyncAll({&ben_, &ana_});
  ana_.clock.SetWrong(-kYearMs);
  ana_.Do(Noted('a', "Soup!"));
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ben_.Shown('a').note(), "Soup!");
}

TEST_F(TroublesTest, AClockThatTurnsWrongDuringALongTimeOfflineIsFoundOut) {
  ASSERT_TRUE(ana_.Sync().ok());
  ana_.Do(Noted('a', "Soup."));
  ana_.clock.SetWrong(kYearMs);
  ana_.clock.Reboot();
  ana_.Do(Noted('b', "Bread."));
  SyncAll({&ana_, &ben_});
  EXPECT_LE(StampedMs(ben_, 'b'), ana_.clock.TrueMs() + 1);
  EXPECT_EQ(ben_.Shown('b').note(), "Bread.");
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
}

TEST_F(TroublesTest, ACloneTakesANumberOfItsOwnAndNothingIsLost) {
  ana_.Do(Noted('a', "Before."));
  ASSERT_TRUE(ana_.Sync().ok());
  Device clone;
  clone.CloneOf(ana_);
  ana_.Do(Noted('b', "On the one."));
  clone.Do(Noted('c', "On the other."));
  SyncAll({&ana_, &clone, &ben_});
  EXPECT_NE(*clone.replica().ReplicaNumber(), *ana_.replica().ReplicaNumber());
  EXPECT_EQ(ben_.Shown('b').note(), "On the one.");
  EXPECT_EQ(ben_.Shown('c').note(), "On the other.");
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
  EXPECT_EQ(clone.Screen(), ben_.Screen());
}

TEST_F(TroublesTest, ADeviceRestoredFromAnOlderCopyCatchesUpAndGoesOn) {
  Device restored;
  restored.CloneOf(ana_);
  ana_.Do(Noted('a', "Lost with the device."));
  ASSERT_TRUE(ana_.Sync().ok());
  restored.Do(Noted('b', "Written since."));
  SyncAll({&restored, &ben_});
  EXPECT_EQ(restored.Shown('a').note(), "Lost with the device.");
  EXPECT_EQ(restored.Screen(), ben_.Screen());
}

TEST_F(TroublesTest, AServerRestoredFromAnOlderCopyGetsBackWhatTheDevicesHold) {
  ana_.Do(Noted('a', "Before."));
  SyncAll({&ana_, &ben_});
  BackUpServer();
  ana_.Do(Noted('b', "Ana's, after."));
  ben_.Do(Noted('c', "Ben's, after."));
  SyncAll({&ana_, &ben_});
  RestoreServer();
  SyncAll({&ana_, &ben_});
  Device fresh;
  fresh.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  ASSERT_TRUE(fresh.Sync().ok());
  EXPECT_THAT(fresh.Screen(), SizeIs(3));
  EXPECT_EQ(fresh.Screen(), ana_.Screen());
  EXPECT_EQ(fresh.Screen(), ben_.Screen());
  EXPECT_EQ(ana_.Waiting(), 0);
}

TEST_F(TroublesTest, ARestoredServerThatWentOnWithOthersIsFoundOut) {
  BackUpServer();
  ana_.Do(Noted('a', "Ana's."));
  ASSERT_TRUE(ana_.Sync().ok());
  RestoreServer();
  ben_.Do(Noted('b', "Ben's."));
  ASSERT_TRUE(ben_.Sync().ok());
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ben_.Shown('a').note(), "Ana's.");
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
}

TEST_F(TroublesTest, ADeviceARestoredServerHasForgottenIsKnownAgain) {
  BackUpServer();
  Device bens_tablet;
  bens_tablet.JoinFamilyOf(ben_, InviteFor::kOwnDevice);
  bens_tablet.Do(Noted('a', "Sent."));
  ASSERT_TRUE(bens_tablet.Sync().ok());
  bens_tablet.Do(Noted('b', "Not sent."));
  RestoreServer();
  SyncAll({&bens_tablet, &ana_});
  EXPECT_EQ(bens_tablet.Waiting(), 0);
  EXPECT_EQ(ana_.Shown('a').note(), "Sent.");
  EXPECT_EQ(ana_.Shown('b').note(), "Not sent.");
}

TEST_F(TroublesTest, AnotherServerAtTheAddressIsNotTrusted) {
  ASSERT_TRUE(ana_.Sync().ok());
  server_.Stop();
  std::filesystem::remove_all(server_.config.data_directory);
  StartServer();
  ana_.Do(Noted('a', "Soup."));
  const absl::Status status = ana_.Sync();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is not the one this plan is kept on"));
  EXPECT_EQ(ana_.Waiting(), 1);
}

}  // namespace
}  // namespace toward::client
