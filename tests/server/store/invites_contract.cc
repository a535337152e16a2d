// Invites: each device brings one other in, once, in its time, and nobody else learns that it exists.

#include <gmock/gmock.h>

#include "server/errors.h"
#include "tests/server/store/invite_contract.h"

namespace toward::server {
namespace {

constexpr int64_t kHourMs = 3'600'000;

TEST_P(InviteContract, IsClaimedRevealedAndConfirmedOnce) {
  const InviteOpening opening = Opened();
  EXPECT_EQ(Get(ana_, opening)->state, v1::INVITE_STATE_OPEN);
  EXPECT_TRUE(Claim(opening));
  EXPECT_EQ(Get(ana_, opening)->state, v1::INVITE_STATE_CLAIMED);
  EXPECT_EQ(Get(ana_, opening)->join, "join");
  EXPECT_EQ(Fetch(opening)->reveal, "");
  ASSERT_TRUE(Reveal(ana_, opening, "reveal").ok());
  EXPECT_EQ(Fetch(opening)->reveal, "reveal");
  const auto confirmed = Confirm(ana_, opening, 3, {NewMember()});
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->length, 4U);
  Reopen();
  EXPECT_EQ(Fetch(opening)->welcome, "welcome");
  EXPECT_EQ(Fetch(opening)->state, v1::INVITE_STATE_CONFIRMED);
}

TEST_P(InviteContract, EveryStepAskedForAgainIsAnsweredTheSame) {
  const InviteOpening opening = Opened();
  EXPECT_EQ(*Open(ana_, opening, kNowMs + 5), kNowMs + opening.lifetime_ms);
  EXPECT_TRUE(Claim(opening));
  EXPECT_TRUE(Claim(opening));
  EXPECT_EQ(Get(ana_, opening)->further_claims, 0U);
  EXPECT_TRUE(Reveal(ana_, opening, "reveal").ok());
  EXPECT_TRUE(Reveal(ana_, opening, "reveal").ok());
  const auto statement = NewMember();
  EXPECT_TRUE(Confirm(ana_, opening, 3, {statement})->moved);
  EXPECT_FALSE(Confirm(ana_, opening, 3, {statement})->moved);
  EXPECT_TRUE(Reveal(ana_, opening, "reveal").ok());
}

TEST_P(InviteContract, ASecondClaimFailsAndIsTold) {
  const InviteOpening opening = Opened();
  EXPECT_TRUE(Claim(opening, "the first"));
  EXPECT_FALSE(Claim(opening, "the second"));
  EXPECT_FALSE(Claim(opening, "the third"));
  EXPECT_EQ(Get(ana_, opening)->further_claims, 2U);
  EXPECT_EQ(Get(ana_, opening)->join, "the first");
}

TEST_P(InviteContract, AWrongKeySpendsAndCountsNothing) {
  const InviteOpening opening = Opened();
  EXPECT_FALSE(Claim(opening, "join", kNowMs, 'x'));
  EXPECT_TRUE(Claim(opening));
  EXPECT_EQ(Get(ana_, opening)->further_claims, 0U);
  EXPECT_EQ(Fetch(opening, kNowMs, 'x').status(), InviteNotUsable());
}

TEST_P(InviteContract, IsClaimedUntilTheMillisecondItExpires) {
  const InviteOpening late = Opened(), in_time = Opened();
  EXPECT_FALSE(Claim(late, "join", kNowMs + late.lifetime_ms));
  EXPECT_TRUE(Claim(in_time, "join", kNowMs + in_time.lifetime_ms - 1));
  EXPECT_EQ(Get(ana_, late, kNowMs + late.lifetime_ms)->state, v1::INVITE_STATE_EXPIRED);
}

TEST_P(InviteContract, AClaimedOneExpiresToo) {
  const InviteOpening opening = Opened();
  ASSERT_TRUE(Claim(opening));
  const int64_t late = kNowMs + opening.lifetime_ms;
  EXPECT_EQ(Reveal(ana_, opening, "reveal", late), InviteOver());
  EXPECT_EQ(Confirm(ana_, opening, 3, {NewMember()}, "welcome", late).status(), InviteOver());
  EXPECT_EQ(Fetch(opening, late)->state, v1::INVITE_STATE_EXPIRED);
}

TEST_P(InviteContract, IsForgottenAnHourAfterItsEnd) {
  const InviteOpening opening = Opened();
  ASSERT_TRUE(Claim(opening));
  const int64_t forgotten = kNowMs + opening.lifetime_ms + kHourMs;
  EXPECT_TRUE(Get(ana_, opening, forgotten - 1).ok());
  EXPECT_EQ(Get(ana_, opening, forgotten).status(), UnknownInvite());
  EXPECT_EQ(Fetch(opening, forgotten).status(), InviteNotUsable());
}

TEST_P(InviteContract, BeforeItIsClaimedThereIsNothingToFetchRevealOrConfirm) {
  const InviteOpening opening = Opened();
  EXPECT_EQ(Fetch(opening).status(), InviteNotUsable());
  EXPECT_EQ(Reveal(ana_, opening, "reveal"), InviteNotClaimed());
  EXPECT_EQ(Confirm(ana_, opening, 3, {NewMember()}).status(), InviteNotClaimed());
}

TEST_P(InviteContract, IsKnownToTheDeviceThatOpenedItAlone) {
  const Phone ben = Join(ana_), tablet = AddDevice(ana_), eva = Settle();
  const InviteOpening opening = Opened(true);
  ASSERT_TRUE(Claim(opening));
  for (const Phone* other : {&ben, &tablet, &eva}) {
    EXPECT_EQ(Get(*other, opening).status(), UnknownInvite());
    EXPECT_EQ(Reveal(*other, opening, "reveal"), UnknownInvite());
    EXPECT_EQ(Confirm(*other, opening, 3, {}).status(), UnknownInvite());
    EXPECT_EQ(End(*other, opening), UnknownInvite());
  }
  EXPECT_EQ(Get(ana_, opening)->state, v1::INVITE_STATE_CLAIMED);
}

TEST_P(InviteContract, ConfirmsAtOnceOrNotAtAll) {
  const InviteOpening opening = Opened();
  ASSERT_TRUE(Claim(opening));
  const auto stranger = NewIdentity(random);
  const auto forged = ana_.chain->roster().Sign(stranger, trust::AddDevice(stranger.public_keys()));
  EXPECT_TRUE(absl::IsInvalidArgument(Confirm(ana_, opening, 3, {NewMember(), forged}).status()));
  EXPECT_EQ(Get(ana_, opening)->state, v1::INVITE_STATE_CLAIMED);
  EXPECT_EQ(Fetch(opening)->welcome, "");
  EXPECT_EQ(ReadPage(ana_).roster.length, 3U);
  EXPECT_EQ(Confirm(ana_, opening, 9, {NewMember()}).status(), RosterGrown());
}

TEST_P(InviteContract, OneThatIsOverStaysOver) {
  const InviteOpening burned = Opened(), confirmed = Opened();
  ASSERT_TRUE(Claim(burned));
  ASSERT_TRUE(End(ana_, burned, InviteEnd::kBurned).ok());
  EXPECT_TRUE(End(ana_, burned, InviteEnd::kCancelled).ok());
  EXPECT_EQ(Get(ana_, burned)->state, v1::INVITE_STATE_BURNED);
  EXPECT_EQ(Reveal(ana_, burned, "reveal"), InviteOver());
  EXPECT_EQ(Confirm(ana_, burned, 3, {NewMember()}).status(), InviteOver());
  EXPECT_FALSE(Claim(burned, "another"));
  ASSERT_TRUE(Claim(confirmed));
  ASSERT_TRUE(Confirm(ana_, confirmed, 3, {NewMember()}).ok());
  EXPECT_EQ(End(ana_, confirmed), InviteConfirmed());
  EXPECT_EQ(Confirm(ana_, confirmed, 3, {}, "another").status(), InviteOver());
}

TEST_P(InviteContract, IsRevealedInOneWay) {
  const InviteOpening opening = Opened();
  ASSERT_TRUE(Claim(opening));
  ASSERT_TRUE(Reveal(ana_, opening, "reveal").ok());
  EXPECT_EQ(Reveal(ana_, opening, "another"), RevealedOtherwise());
}

TEST_P(InviteContract, AnIdIsOfOneInvite) {
  const Phone eva = Settle();
  InviteOpening opening = Opened();
  EXPECT_EQ(Open(eva, opening).status(), InviteIdTaken());
  opening.offer = "another";
  EXPECT_EQ(Open(ana_, opening).status(), InviteIdTaken());
}

TEST_P(InviteContract, ThreeAreLiveAndNotOneMore) {
  const InviteOpening first = Opened();
  Opened();
  Opened();
  EXPECT_EQ(Open(ana_, NewOpening()).status(), TooManyInvites());
  EXPECT_TRUE(Open(Settle(), NewOpening()).ok());
  ASSERT_TRUE(End(ana_, first).ok());
  EXPECT_TRUE(Open(ana_, NewOpening()).ok());
  EXPECT_TRUE(Open(ana_, NewOpening(), kNowMs + first.lifetime_ms).ok());
}

TEST_P(InviteContract, TenAreOpenedWithinAnHourAndNotOneMore) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(End(ana_, Opened()).ok());
  EXPECT_EQ(Open(ana_, NewOpening()).status(), InvitesTooOften());
  EXPECT_EQ(Open(ana_, NewOpening(), kNowMs + kHourMs - 1).status(), InvitesTooOften());
  EXPECT_TRUE(Open(ana_, NewOpening(), kNowMs + kHourMs).ok());
}

TEST_P(InviteContract, ThereIsRoomForTwoMembersAndEightDevices) {
  Join(ana_);
  EXPECT_EQ(Open(ana_, NewOpening()).status(), FamilyFull());
  for (int devices = 2; devices < 8; ++devices) AddDevice(ana_);
  EXPECT_EQ(Open(ana_, NewOpening(true)).status(), FamilyFull());
}

TEST_P(InviteContract, GoesWithTheDeviceThatOpenedIt) {
  const Phone tablet = AddDevice(ana_);
  const InviteOpening opening = NewOpening();
  ASSERT_TRUE(Open(tablet, opening).ok());
  Say(ana_, trust::RemoveDevice(tablet.device.id));
  EXPECT_FALSE(Claim(opening));
}

}  // namespace
}  // namespace toward::server
