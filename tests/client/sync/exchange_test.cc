// Two devices and a server, on an ordinary day.

#include "tests/client/sync/exchange_test.h"

#include "client/sync/exchange.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST_F(ExchangeTest, AChangeReachesThePartnerWithItsWords) {
  ana_.Do(NotedAndLasted('a', "A tower of nine.", 12));
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ben_.Shown('a').note(), "A tower of nine.");
  EXPECT_EQ(ben_.Shown('a').minutes(), 12U);
  EXPECT_EQ(ana_.Waiting(), 0);
}

TEST_F(ExchangeTest, BothWriteOfflineAndHoldTheSameAfterwards) {
  server_.Stop();
  ana_.Do(NotedAndLasted('a', "Soup.", 5));
  ben_.clock.Advance(1);
  ben_.Do(Lasted('a', 7));
  ben_.Do(Noted('b', "On the stairs."));
  EXPECT_TRUE(absl::IsUnavailable(ana_.Sync()));
  StartServer();
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
  EXPECT_EQ(ana_.Shown('a').note(), "Soup.");
  EXPECT_EQ(ana_.Shown('a').minutes(), 7U);
  EXPECT_EQ(ana_.Shown('b').note(), "On the stairs.");
}

TEST_F(ExchangeTest, WithoutAServerThereIsOneSentenceAndTheChangeWaits) {
  server_.Stop();
  ana_.Do(Lasted('a', 5));
  const absl::Status status = ana_.Sync();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot be reached"));
  EXPECT_EQ(ana_.Waiting(), 1);
}

TEST_F(ExchangeTest, TheSameExchangeCanBeTriedAgain) {
  ana_.Do(Lasted('a', 5));
  const auto exchange = *Exchange::Open(ana_.directory(), ana_.identity(), ana_.plans(), ana_.random);
  EXPECT_TRUE(absl::IsUnavailable(exchange->RunUntilSettled(/*timeout_ms=*/0)));
  EXPECT_TRUE(absl::IsUnavailable(exchange->RunUntilSettled(/*timeout_ms=*/0)));
  const absl::Status settled = exchange->RunUntilSettled(kLongestMs);
  EXPECT_TRUE(settled.ok()) << settled;
  EXPECT_EQ(ana_.Waiting(), 0);
}

TEST_F(ExchangeTest, MoreThanOnePushAndOnePageArriveWhole) {
  constexpr int kChanges = 230;
  for (int i = 0; i < kChanges; ++i) ana_.Do(Sized(static_cast<char>(i), 3000));
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ana_.Waiting(), 0);
  EXPECT_EQ(*ana_.replica().AnsweredPushNo(), 3U);
  EXPECT_THAT(ben_.Screen(), SizeIs(kChanges));
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
}

TEST_F(ExchangeTest, TheStatusSaysWhenAllWasConfirmed) {
  EXPECT_EQ(ana_.replica().Status()->last_synced_ms, std::nullopt);
  ASSERT_TRUE(ana_.Sync().ok());
  EXPECT_EQ(ana_.replica().Status()->last_synced_ms, ana_.clock.WallMs());
}

TEST_F(ExchangeTest, ADeviceThatJoinsLaterGetsEverything) {
  ana_.Do(Noted('a', "Soup."));
  ASSERT_TRUE(ana_.Sync().ok());
  Device anas_tablet;
  anas_tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  ASSERT_TRUE(anas_tablet.Sync().ok());
  EXPECT_EQ(anas_tablet.Shown('a').note(), "Soup.");
  EXPECT_EQ(anas_tablet.identity().member, ana_.identity().member);
}

TEST_F(ExchangeTest, ADeviceWhoseJoiningWasCutOffBeforeItHadANumberGetsOne) {
  ana_.Do(Noted('a', "Soup."));
  ASSERT_TRUE(ana_.Sync().ok());
  const support::TemporaryDirectory directory;
  ASSERT_TRUE(WriteKeyFile(directory.path().string(), ben_.identity()).ok());
  const auto replica = *Replica::Open(directory.path().string(), ben_.words(), ben_.clock);
  const auto exchange = *Exchange::Open(directory.path().string(), ben_.identity(), {.family = *replica}, ben_.random);
  const absl::Status settled = exchange->RunUntilSettled(kLongestMs);
  ASSERT_TRUE(settled.ok()) << settled;
  EXPECT_NE(*replica->ReplicaNumber(), 0U);
  EXPECT_NE(*replica->ReplicaNumber(), *ben_.replica().ReplicaNumber());
  EXPECT_TRUE(replica->Commit(std::vector<Write>{Lasted('b', 1)}).ok());
}

TEST_F(ExchangeTest, ASessionThatIsOverIsOpenedAnew) {
  ASSERT_TRUE(ana_.Sync().ok());
  const auto token = *ana_.replica().Setting("session_token");
  for (support::HandClock* clock : {&ana_.clock, &server_.clock}) clock->Advance(int64_t{25} * 60 * 60 * 1000);
  ana_.Do(Lasted('a', 5));
  const absl::Status synced = ana_.Sync();
  EXPECT_TRUE(synced.ok()) << synced;
  EXPECT_NE(*ana_.replica().Setting("session_token"), token);
}

TEST_F(ExchangeTest, ASessionTheServerHasForgottenIsOpenedAnew) {
  ASSERT_TRUE(ana_.Sync().ok());
  ASSERT_TRUE(ana_.replica().SetSetting("session_token", "forgotten").ok());
  ana_.Do(Lasted('a', 5));
  const absl::Status synced = ana_.Sync();
  EXPECT_TRUE(synced.ok()) << synced;
  EXPECT_EQ(ana_.Waiting(), 0);
}

TEST_F(ExchangeTest, WhatTheServerRejectsIsADeadLetterAndTheRestIsSent) {
  server_.Stop();
  server_.config.max_records_per_family = 1;
  StartServer();
  ana_.Do(Lasted('a', 5));
  ana_.Do(Lasted('b', 6));
  ana_.Do(Lasted('a', 7));
  SyncAll({&ana_, &ben_});
  const auto letters = *ana_.replica().DeadLetters();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters.front().reason, v1::Verdict::REASON_FAMILY_FULL);
  EXPECT_EQ(ben_.Shown('a').minutes(), 7U);
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
}

TEST_F(ExchangeTest, OneProcessOfADeviceExchangesAtATime) {
  auto exchange = *Exchange::Open(ana_.directory(), ana_.identity(), ana_.plans(), ana_.random);
  const absl::Status second = Exchange::Open(ana_.directory(), ana_.identity(), ana_.plans(), ana_.random).status();
  EXPECT_TRUE(absl::IsUnavailable(second));
  EXPECT_TRUE(IsAnotherProcessSyncs(second));
  EXPECT_THAT(std::string(second.message()), HasSubstr("sends what waits"));
  exchange.reset();
  EXPECT_TRUE(ana_.Sync().ok());
}

TEST_F(ExchangeTest, AnAbsentServerIsNotAnotherProcess) {
  server_.Stop();
  EXPECT_FALSE(IsAnotherProcessSyncs(ana_.Sync()));
}

TEST_F(ExchangeTest, AnAddressThatIsNoneIsSaidSo) {
  ana_.Reach("toward.example");
  EXPECT_EQ(ana_.Sync().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace toward::client
