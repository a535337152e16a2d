// Listening for reminders of a real server.

#include "client/reminding/listener.h"

#include "client/sync/membership.h"
#include "tests/client/reminding/reminding_test.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ListenerTest : public RemindingTest {
 protected:
  std::string thanks() { return RitualId("appreciation").ToBytes(); }
  std::string check_in() { return RitualId("check-in").ToBytes(); }

  // Whether a device that begins to listen is brought the thank-you's reminder: a test comes after all that waited.
  bool ThanksComeTo(Device& device) {
    const auto listener = Listen(device);
    EXPECT_TRUE(Next<Alive>(*listener).has_value());
    server_.clock.Advance(61'000);
    EXPECT_TRUE(Calls(device)->Test().ok());
    bool came = false;
    for (std::string ritual = NextRitual(*listener); !ritual.empty(); ritual = NextRitual(*listener)) {
      came = came || ritual == thanks();
    }
    return came;
  }
};

TEST_F(ListenerTest, HearsAReminderOnceItIsDue) {
  const auto listener = Listen(ben_);
  EXPECT_TRUE(Next<Alive>(*listener).has_value());
  PassTo(20 * 60);
  const auto nudge = Next<v1::Nudge>(*listener);
  ASSERT_TRUE(nudge.has_value());
  EXPECT_EQ(nudge->ritual_id(), thanks());
  EXPECT_EQ(nudge->due_time_ms(), At(20 * 60));
  EXPECT_FALSE(nudge->neutral_title().empty());
}

TEST_F(ListenerTest, HearsThatItIsDoneElsewhere) {
  const auto listener = Listen(ben_);
  PassTo(21 * 60 + 15);
  std::optional<v1::Nudge> nudge;
  do {
    nudge = Next<v1::Nudge>(*listener);
    ASSERT_TRUE(nudge.has_value());
  } while (nudge->ritual_id() != check_in());
  v1::Moment moment;
  moment.set_ritual_id(check_in());
  moment.set_day(nudge->day());
  moment.set_member_id(ana_.identity().member.ToBytes());
  moment.set_outcome(v1::Moment::OUTCOME_DONE);
  ana_.Do(WriteOf(v1::KIND_MOMENT, MomentId('a'), moment));
  ASSERT_TRUE(ana_.Sync().ok());
  const auto closed = Next<Closed>(*listener);
  ASSERT_TRUE(closed.has_value());
  EXPECT_THAT(closed->keys, ElementsAre(nudge->key()));
}

TEST_F(ListenerTest, WhatIsNotAcknowledgedComesAgainAfterACut) {
  const auto listener = Listen(ben_);
  PassTo(20 * 60);
  EXPECT_EQ(NextRitual(*listener), thanks());
  server_.Stop();
  StartServer();
  EXPECT_EQ(NextRitual(*listener), thanks());
  EXPECT_TRUE(ThanksComeTo(ben_));
}

TEST_F(ListenerTest, WhatIsAcknowledgedDoesNot) {
  const auto listener = Listen(ben_);
  PassTo(20 * 60);
  const auto nudge = Next<v1::Nudge>(*listener);
  ASSERT_TRUE(nudge.has_value());
  listener->Acknowledge(nudge->key());
  // It is on its way; the first who begins to listen may be faster.
  bool comes = true;
  for (int i = 0; i < 20 && comes; ++i) comes = ThanksComeTo(ben_);
  EXPECT_FALSE(comes);
}

TEST_F(ListenerTest, AStreamThatFellSilentIsOpenedAgain) {
  // The server's clock stands still, so it shows life only at the beginning of a stream.
  const auto listener = Listen(ben_, /*silence_ms=*/100);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Next<Alive>(*listener).has_value());
}

TEST_F(ListenerTest, ASessionThatHasEndedIsReplaced) {
  const auto listener = Listen(ben_);
  ASSERT_TRUE(Next<Alive>(*listener).has_value());
  PassTo(24 * 60 + 12 * 60 + 1);
  PassTo(24 * 60 + 20 * 60);
  std::optional<v1::Nudge> nudge;
  do {
    nudge = Next<v1::Nudge>(*listener);
    ASSERT_TRUE(nudge.has_value());
  } while (nudge->due_time_ms() != At(24 * 60 + 20 * 60));
}

TEST_F(ListenerTest, HearsInOneSentenceThatTheDeviceIsTakenOut) {
  Device tablet;
  tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  const auto listener = Listen(tablet);
  ASSERT_TRUE(Next<Alive>(*listener).has_value());
  const DeviceId id = tablet.identity().device.device_id();
  ASSERT_TRUE(RemoveDevice(ana_.directory(), ana_.identity(), id, ana_.random).ok());
  const auto refused = Next<Refused>(*listener);
  ASSERT_TRUE(refused.has_value());
  EXPECT_TRUE(absl::IsPermissionDenied(refused->status)) << refused->status;
  EXPECT_THAT(std::string(refused->status.message()), HasSubstr("does not share"));
}

TEST_F(ListenerTest, EndsWhileThereIsNoServer) {
  server_.Stop();
  const auto listener = Listen(ben_);
  listener->Acknowledge(std::string(24, 'k'));
  EXPECT_FALSE(listener->Take().has_value());
}

}  // namespace
}  // namespace toward::client
