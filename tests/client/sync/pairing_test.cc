// Being let in, with whatever can go wrong on the way.

#include "tests/client/sync/pairing_test.h"

#include "client/sync/membership.h"
#include "tests/support/pairing.h"

namespace toward::client {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;
using trust::Scope;

TEST_F(PairingTest, WhoTypesTheDigitsLetsTheOtherIn) {
  const auto invite = Invite({.past = Past::kShared});
  EXPECT_EQ(invite->Poll()->step, Inviting::Step::kOpen);
  const auto joining = *Join(ben_to_be_, *invite);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kWaiting);
  const std::string digits = UpToDigits(*invite, *joining);
  EXPECT_THAT(digits, SizeIs(6));
  EXPECT_EQ(invite->state().label, "Ben's phone");
  EXPECT_EQ(invite->TypeDigits(digits.substr(0, 3) + " " + digits.substr(3))->step, Inviting::Step::kConfirmed);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kJoined);

  const Identity& ben = joining->identity();
  EXPECT_EQ(ben.family, ana_.identity().family);
  EXPECT_NE(ben.member, ana_.identity().member);
  EXPECT_EQ(ben.server, Url());
  EXPECT_EQ(ben.origin, ana_.identity().origin);
  EXPECT_EQ(ben.roster->head_hash(), ana_.identity().roster->head_hash());
  const std::string key(ana_.identity().keyring.Key(Scope::kShared, 1)->bytes());
  EXPECT_EQ(ben.keyring.Key(Scope::kShared, 1)->bytes(), key);
  EXPECT_FALSE(ben.keyring.CurrentEpoch(Scope::kPrivate).has_value());
  EXPECT_EQ(ReadKeyFile(ben_to_be_.place())->member, ben.member);
  EXPECT_FALSE(ben_to_be_.file("joining"));
}

TEST_F(PairingTest, ATypedCodeWorksLikeItsLink) {
  const auto invite = Invite({.form = InviteForm::kTypedCode});
  const auto typed = FromCode(" " + invite->code() + " ", Url());
  ASSERT_TRUE(typed.ok()) << typed.status();
  const auto joining = *Joining::Begin(ben_to_be_.place(), *typed, "", random_);
  const std::string digits = UpToDigits(*invite, *joining);
  EXPECT_EQ(invite->TypeDigits(digits)->step, Inviting::Step::kConfirmed);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kJoined);
}

TEST_F(PairingTest, AnOwnDeviceGetsThePrivateKeysToo) {
  const auto tablet =
      support::Pair(ana_.directory(), ana_.identity(), ben_to_be_.place(), {.whom = InviteFor::kOwnDevice}, random_);
  ASSERT_TRUE(tablet.ok()) << tablet.status();
  EXPECT_EQ(tablet->member, ana_.identity().member);
  const std::string key(ana_.identity().keyring.Key(Scope::kPrivate, 1)->bytes());
  EXPECT_EQ(tablet->keyring.Key(Scope::kPrivate, 1)->bytes(), key);
}

TEST_F(PairingTest, WhatWasWrittenBeforeIsNotSharedUnlessAskedFor) {
  ana_.Do(Noted('a', "Before."));
  auto child = std::make_shared<v1::Child>();
  child->set_name("Mia");
  ana_.Do({.kind = v1::KIND_CHILD, .id = MomentId('m'), .fields = child, .cleared = {}});
  ASSERT_TRUE(ana_.Sync().ok());
  ben_.JoinFamilyOf(ana_, InviteFor::kPartner, Past::kNotShared);
  ana_.Do(Noted('b', "After."));
  SyncAll({&ana_, &ben_});
  EXPECT_FALSE(ben_.identity().keyring.Key(Scope::kShared, 1).has_value());
  EXPECT_FALSE(ben_.Shown('a').has_note());
  EXPECT_EQ(ben_.Shown('b').note(), "After.");
  v1::Child mia;
  const auto record = *ben_.replica().Find(v1::KIND_CHILD, MomentId('m'));
  ASSERT_TRUE(record.has_value());
  ben_.words().OpenAll(*record, std::vector<MemberId>{ana_.identity().member}, mia);
  EXPECT_EQ(mia.name(), "Mia");
  EXPECT_EQ(ana_.Shown('a').note(), "Before.");
}

TEST_F(PairingTest, WhatIsSharedIsReadByThePartner) {
  ana_.Do(Noted('a', "Before."));
  ASSERT_TRUE(ana_.Sync().ok());
  ben_.JoinFamilyOf(ana_);
  ASSERT_TRUE(ben_.Sync().ok());
  EXPECT_EQ(ben_.Shown('a').note(), "Before.");
}

TEST_F(PairingTest, WrongDigitsThriceAndNobodyIsIn) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  const std::string digits = UpToDigits(*invite, *joining);
  EXPECT_EQ(invite->TypeDigits(Wrong(digits))->tries_left, 2);
  EXPECT_EQ(invite->TypeDigits("")->tries_left, 1);
  EXPECT_EQ(invite->TypeDigits(Wrong(digits))->step, Inviting::Step::kBurned);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kOver);
  EXPECT_FALSE(ben_to_be_.file("joining"));
  EXPECT_FALSE(Inviting_());
  EXPECT_FALSE(invite->TypeDigits(digits).ok());
  EXPECT_THAT(ana_.identity().roster->devices(), SizeIs(1));
}

TEST_F(PairingTest, ATryThatWasUsedIsNotGivenBackByEndingTheProgram) {
  std::string digits;
  {
    const auto invite = Invite();
    const auto joining = *Join(ben_to_be_, *invite);
    digits = UpToDigits(*invite, *joining);
    ASSERT_TRUE(invite->TypeDigits(Wrong(digits)).ok());
    ASSERT_TRUE(invite->TypeDigits(Wrong(digits)).ok());
  }
  const auto again = Again();
  EXPECT_EQ(again->Poll()->tries_left, 1);
  EXPECT_EQ(again->TypeDigits(digits)->step, Inviting::Step::kConfirmed);
}

TEST_F(PairingTest, OneWrongTryDoesNotKeepTheRightOneOut) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  const std::string digits = UpToDigits(*invite, *joining);
  ASSERT_TRUE(invite->TypeDigits(Wrong(digits)).ok());
  EXPECT_EQ(invite->TypeDigits(digits)->step, Inviting::Step::kConfirmed);
}

TEST_F(PairingTest, ASecondWhoHasTheLinkGetsNothingAndIsNoticed) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  const auto second = Join(eve_, *invite);
  EXPECT_TRUE(absl::IsNotFound(second.status())) << second.status();
  EXPECT_TRUE(invite->Poll()->also_used_by_another);
  EXPECT_FALSE(eve_.file("keys.bin"));
}

TEST_F(PairingTest, TheDigitsOfAnotherWhoWasFasterAreNotThose) {
  const auto invite = Invite();
  const auto eves = *Join(eve_, *invite);
  EXPECT_TRUE(absl::IsNotFound(Join(ben_to_be_, *invite).status()));
  UpToDigits(*invite, *eves);
  // Ben's device shows none, so nothing right can be typed.
  EXPECT_EQ(eves->Poll()->step, Joining::Step::kDigitsShown);
  ASSERT_TRUE(invite->Cancel().ok());
  EXPECT_EQ(eves->Poll()->step, Joining::Step::kOver);
}

TEST_F(PairingTest, AnExpiredInviteIsOverForBoth) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  server_.clock.Advance(601'000);
  EXPECT_EQ(invite->Poll()->step, Inviting::Step::kExpired);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kOver);
  EXPECT_FALSE(Inviting_());
}

TEST_F(PairingTest, AnInviteThatNobodyUsedExpires) {
  const auto invite = Invite();
  server_.clock.Advance(601'000);
  EXPECT_EQ(invite->Poll()->step, Inviting::Step::kExpired);
  EXPECT_TRUE(absl::IsNotFound(Join(ben_to_be_, *invite).status()));
}

TEST_F(PairingTest, ACancelledInviteIsOverForBoth) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  ASSERT_TRUE(invite->Cancel().ok());
  EXPECT_EQ(invite->state().step, Inviting::Step::kCancelled);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kOver);
  EXPECT_TRUE(invite->Cancel().ok());
}

TEST_F(PairingTest, ANewInviteEndsTheOneBefore) {
  const auto first = Invite();
  const auto second = Invite();
  EXPECT_TRUE(absl::IsNotFound(Join(ben_to_be_, *first).status()));
  EXPECT_TRUE(Join(ben_to_be_, *second).ok());
}

TEST_F(PairingTest, AFullFamilyTakesNoThirdPartner) {
  ben_.JoinFamilyOf(ana_);
  const auto invite = Inviting::Open(ana_.directory(), ana_.identity(), {}, random_);
  EXPECT_EQ(invite.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(invite.status().message()), HasSubstr("no room"));
}

TEST_F(PairingTest, AnotherDeviceThatIsFasterWithTheRosterDoesNotStopIt) {
  Device anas_tablet;
  anas_tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  const std::string digits = UpToDigits(*invite, *joining);
  // Meanwhile the tablet adds a sheet of paper.
  ASSERT_TRUE(AddPaper(anas_tablet.directory(), anas_tablet.identity(), PaperFor::kFamilysWords, random_).ok());
  EXPECT_EQ(invite->TypeDigits(digits)->step, Inviting::Step::kConfirmed);
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kJoined);
}

TEST_F(PairingTest, APlanThatIsHereIsNotJoinedOver) {
  const auto invite = Invite();
  Device stranger;
  stranger.BeginFamily(Url());
  const auto joining = Joining::Begin(stranger.directory(), *trust::ParseInviteLink(invite->Link()), "", random_);
  EXPECT_EQ(joining.status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(PairingTest, ALinkWithAnotherSecretIsSaidSoAndUsesNothingUp) {
  const auto invite = Invite();
  trust::Invite other = *trust::ParseInviteLink(invite->Link());
  other.secret = *trust::Secret::FromBytes(std::string(32, 'x'));
  EXPECT_TRUE(absl::IsNotFound(Joining::Begin(eve_.place(), other, "", random_).status()));
  EXPECT_TRUE(Join(ben_to_be_, *invite).ok());
}

TEST_F(PairingTest, WhatIsKeptBetweenStepsIsForItsOwnerOnly) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  const fs::perms owner = fs::perms::owner_read | fs::perms::owner_write;
  EXPECT_EQ(fs::status(fs::path(ana_.directory()) / "inviting").permissions(), owner);
  EXPECT_EQ(fs::status(ben_to_be_.directory.path() / "joining").permissions(), owner);
}

TEST_F(PairingTest, BothGoOnAfterEveryStepAsIfTheyHadNotEnded) {
  Invite({.past = Past::kNotShared});
  EXPECT_EQ(Again()->Poll()->step, Inviting::Step::kOpen);
  ASSERT_TRUE(Join(ben_to_be_, *Again()).ok());
  EXPECT_EQ((*Joining::Resume(ben_to_be_.place()))->Poll()->step, Joining::Step::kWaiting);
  EXPECT_EQ(Again()->Poll()->step, Inviting::Step::kDigitsWanted);
  const std::string digits = (*Joining::Resume(ben_to_be_.place()))->Poll()->digits;
  const auto again = Again();
  ASSERT_EQ(again->Poll()->step, Inviting::Step::kDigitsWanted);
  EXPECT_EQ(again->TypeDigits(digits)->step, Inviting::Step::kConfirmed);
  EXPECT_EQ(Again()->state().step, Inviting::Step::kConfirmed);
  EXPECT_EQ((*Joining::Resume(ben_to_be_.place()))->Poll()->step, Joining::Step::kJoined);
  ASSERT_TRUE(Again()->Finish(ana_.replica()).ok());
  EXPECT_TRUE(absl::IsNotFound(Inviting::Resume(ana_.directory(), ana_.identity(), random_).status()));
  EXPECT_TRUE(absl::IsNotFound(Joining::Resume(ben_to_be_.place()).status()));
}

TEST_F(PairingTest, BothWaitForAServerThatIsAway) {
  const auto invite = Invite();
  const auto joining = *Join(ben_to_be_, *invite);
  server_.Stop();
  int waits = 0;
  const auto wait = [&] {
    if (++waits == 3) StartServer();
    return waits < 6;
  };
  EXPECT_EQ(AwaitJoiner(*invite, wait)->step, Inviting::Step::kDigitsWanted);
  EXPECT_EQ(waits, 3);
  EXPECT_EQ(AwaitInviter(*joining, [] { return false; })->step, Joining::Step::kDigitsShown);
}

}  // namespace
}  // namespace toward::client
