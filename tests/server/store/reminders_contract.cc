// Who is due when, and each delivery once.

#include "tests/server/store/reminder_contract.h"

namespace toward::server {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST_P(ReminderContract, AMemberIsDueFromTheirFirstDeviceOn) {
  const Phone ana = Settle();
  const DueMember due = OnlyDue(0);
  EXPECT_EQ(due.family, ana.device.family);
  EXPECT_EQ(due.member, ana.device.member);
  EXPECT_EQ(due.looked_ms, 0);
  Join(ana);
  EXPECT_THAT(Due(0), SizeIs(2));
}

TEST_P(ReminderContract, IsDueAgainWhenToldSo) {
  const Phone ana = Settle();
  Settled(ana, kNowMs + 500);
  Reopen();
  EXPECT_THAT(Due(kNowMs + 499), IsEmpty());
  EXPECT_EQ(OnlyDue(kNowMs + 500).looked_ms, kNowMs);
  EXPECT_EQ(*Reader()->Next(), kNowMs + 500);
}

TEST_P(ReminderContract, AChangeOfThePlanMakesEveryMemberOfTheFamilyDueAndNobodyElse) {
  Phone ana = Settle();
  const Phone ben = Join(ana), eva = Settle();
  for (const Phone& phone : {ana, eva}) Settled(phone, kNowMs + 500);
  v1::Ritual ritual;
  ritual.set_alive(true);
  const PushAnswer answer = Apply(ana, {RecordOf(v1::KIND_RITUAL, NewRecordId(), ritual)});
  EXPECT_TRUE(answer.plan_moved);
  EXPECT_FALSE(answer.marks_moved);
  const auto due = Due(kNowMs);
  ASSERT_THAT(due, SizeIs(2));
  for (const DueMember& member : due) EXPECT_EQ(member.family, ben.device.family);
}

TEST_P(ReminderContract, AMarkMakesNobodyDue) {
  Phone ana = Settle();
  Settled(ana, kNowMs + 500);
  const PushAnswer answer = Apply(ana, {Note(NewRecordId(), "a mark")});
  EXPECT_FALSE(answer.plan_moved);
  EXPECT_TRUE(answer.marks_moved);
  EXPECT_THAT(Due(kNowMs), IsEmpty());
}

TEST_P(ReminderContract, WhatChangesNothingMovesNothing) {
  Phone ana = Settle();
  v1::Ritual ritual;
  ritual.set_alive(true);
  const sync::Record record = RecordOf(v1::KIND_RITUAL, NewRecordId(), ritual);
  Apply(ana, {record});
  Settled(ana, kNowMs + 500);
  EXPECT_FALSE(Apply(ana, {record}).plan_moved);
  EXPECT_THAT(Due(kNowMs), IsEmpty());
}

TEST_P(ReminderContract, APlanThatChangedMeanwhileIsNotTakenAsLookedAt) {
  Phone ana = Settle();
  const DueMember before = OnlyDue(kNowMs);
  v1::Ritual ritual;
  ritual.set_alive(true);
  Apply(ana, {RecordOf(v1::KIND_RITUAL, NewRecordId(), ritual)});
  Write([&](ReminderWrites& writes) { return writes.SetNext(before, kNowMs + 500, kNowMs); });
  EXPECT_EQ(OnlyDue(kNowMs).looked_ms, 0);
}

TEST_P(ReminderContract, AllFamiliesAreReplannedPieceByPiece) {
  std::vector<Phone> phones;
  for (int i = 0; i < 5; ++i) phones.push_back(Settle());
  for (const Phone& phone : phones) Settled(phone, kNowMs + 500);
  std::optional<FamilyNumber> last = FamilyNumber{0};
  int pieces = 0;
  while (last.has_value()) {
    Write([&](ReminderWrites& writes) {
      const auto next = writes.ReplanFrom(*last, 2);
      last = *next;
      return next.status();
    });
    ++pieces;
  }
  EXPECT_EQ(pieces, 4);
  EXPECT_THAT(Due(0), SizeIs(5));
}

TEST_P(ReminderContract, ADeliveryIsThereOnceWithEverythingItHas) {
  const Phone ana = Settle();
  Delivery delivery = NewDelivery(ana);
  delivery.key.child = NewRecordId();
  delivery.key.stage = 2;
  delivery.held_until_ms = 77;
  Plan(delivery);
  Plan(delivery);
  Reopen();
  const Delivery stored = OnlyDelivery(ana);
  EXPECT_EQ(stored.key, delivery.key);
  EXPECT_EQ(stored.state, DeliveryState::kWaiting);
  EXPECT_EQ(stored.due_ms, kNowMs);
  EXPECT_EQ(stored.useful_until_ms, kNowMs + 1000);
  EXPECT_EQ(stored.not_before_ms, kNowMs);
  EXPECT_EQ(stored.held_until_ms, 77);
  EXPECT_EQ(stored.attempts, 0);
}

TEST_P(ReminderContract, ThePlansNewTimeMovesADeliveryThatStillWaits) {
  const Phone ana = Settle();
  Delivery delivery = NewDelivery(ana);
  Plan(delivery);
  delivery.due_ms = delivery.not_before_ms = kNowMs + 300;
  Plan(delivery);
  EXPECT_EQ(OnlyDelivery(ana).not_before_ms, kNowMs + 300);
}

TEST_P(ReminderContract, NoNewTimeBringsBackWhatWasSentClosedOrHandedOver) {
  const Phone ana = Settle();
  for (const DeliveryState state : {DeliveryState::kSent, DeliveryState::kShown, DeliveryState::kClosed,
                                    DeliveryState::kMerged, DeliveryState::kFailed, DeliveryState::kWaiting}) {
    Delivery delivery = NewDelivery(ana);
    Plan(delivery);
    delivery.state = state;
    delivery.attempts = 1;
    Update(delivery);
    Delivery again = delivery;
    again.state = DeliveryState::kWaiting;
    again.attempts = 0;
    again.due_ms += 300;
    Plan(again);
    const auto deliveries = Deliveries(ana);
    const auto found = std::find_if(deliveries.begin(), deliveries.end(),
                                    [&](const Delivery& one) { return one.key == delivery.key; });
    EXPECT_EQ(found->state, state);
    EXPECT_EQ(found->due_ms, kNowMs);
  }
}

TEST_P(ReminderContract, WhatExpiredOrWasClosedUnsentWaitsAgainWhenItIsOfUseAgain) {
  const Phone ana = Settle();
  Delivery delivery = NewDelivery(ana);
  Plan(delivery);
  for (const DeliveryState state : {DeliveryState::kExpired, DeliveryState::kClosed}) {
    delivery.state = state;
    Update(delivery);
    delivery.state = DeliveryState::kWaiting;
    Plan(delivery);
    EXPECT_EQ(OnlyDelivery(ana).state, DeliveryState::kWaiting);
  }
}

TEST_P(ReminderContract, OnlyWhatWaitsAndIsDueIsToBeSentTheEarliestFirst) {
  const Phone ana = Settle();
  Delivery late = NewDelivery(ana), early = NewDelivery(ana), sent = NewDelivery(ana), future = NewDelivery(ana);
  early.not_before_ms = kNowMs - 10;
  future.not_before_ms = kNowMs + 1;
  for (const Delivery& delivery : {late, early, sent, future}) Plan(delivery);
  sent.state = DeliveryState::kSent;
  Update(sent);
  const auto waiting = *Reader()->Waiting(kNowMs, 10);
  ASSERT_THAT(waiting, SizeIs(2));
  EXPECT_EQ(waiting[0].key, early.key);
  EXPECT_EQ(waiting[1].key, late.key);
  EXPECT_THAT(*Reader()->Waiting(kNowMs, 1), SizeIs(1));
}

TEST_P(ReminderContract, TheNextMomentIsThatOfTheEarliest) {
  const Phone ana = Settle();
  Settled(ana, kNowMs + 500);
  Plan(NewDelivery(ana));
  EXPECT_EQ(*Reader()->Next(), kNowMs);
}

TEST_P(ReminderContract, AWaitThatAClockMadeTooLongIsShortened) {
  const Phone ana = Settle();
  Delivery delivery = NewDelivery(ana);
  delivery.due_ms = kNowMs - 100;
  delivery.not_before_ms = kNowMs + 7'200'000;
  Plan(delivery);
  Write([](ReminderWrites& writes) { return writes.WaitAnew(kNowMs); });
  EXPECT_EQ(OnlyDelivery(ana).not_before_ms, kNowMs);
}

TEST_P(ReminderContract, OldDaysAreForgottenForOneMemberOfOneFamily) {
  const Phone ana = Settle(), eva = Settle();
  const Phone ben = Join(ana);
  for (const Phone& phone : {ana, ben, eva}) Plan(NewDelivery(phone));
  Delivery today = NewDelivery(ana);
  today.key.day = kDay + 1;
  Plan(today);
  Write([&](ReminderWrites& writes) { return writes.ForgetBefore(ana.device.family, ana.device.member, kDay + 1); });
  EXPECT_THAT(Deliveries(ana), SizeIs(2));
  EXPECT_THAT(Deliveries(eva), SizeIs(1));
}

}  // namespace
}  // namespace toward::server
