#include "plan/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::DoubleEq;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

class Completing : public testing::Test {
 protected:
  const Ritual& RitualWith(const RecordId& id) { return *FindRitual(plan_, id); }
  Subject CheckIn() { return {.ritual = RitualWith(kCheckIn), .member = {}, .child = {}}; }
  Subject AnasThanks() { return {.ritual = RitualWith(kThanks), .member = kAna, .child = {}}; }
  Subject BensThanks() { return {.ritual = RitualWith(kThanks), .member = kBen, .child = {}}; }
  Subject TimeWithMia() { return {.ritual = RitualWith(kTime), .member = {}, .child = kMia}; }

  Completion On(const Subject& subject, PlanDay day = kTuesday) {
    return CompletionOf(plan_, subject, day, MomentsOn(plan_, subject, day));
  }
  Moment& Part(const RecordId& ritual, const MemberId& member) {
    return Mark(plan_, ritual, member, v1::Moment::OUTCOME_PART);
  }
  void Pause(const MemberId& member, PlanDay first, PlanDay last) {
    plan_.preferences.push_back({.member = member, .quiet_hours = {}, .pauses = {{first, last}}});
  }

  Plan plan_ = ExamplePlan();
};

TEST_F(Completing, NothingIsOpenAndWorthNothing) {
  const Completion open = On(CheckIn());
  EXPECT_EQ(open.state, State::kOpen);
  EXPECT_EQ(open.value, std::nullopt);
  EXPECT_FALSE(open.frozen);
}

TEST_F(Completing, OneMarkIsTheCheckInOfBoth) {
  Mark(plan_, kCheckIn, kBen);
  EXPECT_THAT(SubjectsOf(plan_, RitualWith(kCheckIn)), SizeIs(1));
  EXPECT_THAT(On(CheckIn()).value, Optional(1.0));
}

TEST_F(Completing, AThankYouIsEachMembersOwn) {
  Mark(plan_, kThanks, kAna);
  EXPECT_THAT(SubjectsOf(plan_, RitualWith(kThanks)), SizeIs(2));
  EXPECT_EQ(On(AnasThanks()).state, State::kDone);
  EXPECT_EQ(On(BensThanks()).state, State::kOpen);
}

TEST_F(Completing, TimeIsWithEachOlderChildAndByEitherParent) {
  EXPECT_THAT(SubjectsOf(plan_, RitualWith(kTime)), SizeIs(1));
  Part(kTime, kAna).minutes = 3;
  Part(kTime, kBen).minutes = 4;
  EXPECT_THAT(On(TimeWithMia()).value, Optional(DoubleEq(0.7)));
  EXPECT_THAT(On(TimeWithMia()).minutes, Optional(7u));
  Part(kTime, kBen).minutes = 9;
  EXPECT_EQ(On(TimeWithMia()).state, State::kDone);
  EXPECT_THAT(On(TimeWithMia()).value, Optional(1.0));
}

TEST_F(Completing, APartOfUnknownLengthIsAHalf) {
  Part(kTime, kAna);
  EXPECT_THAT(On(TimeWithMia()).value, Optional(0.5));
  Part(kTime, kAna).minutes = 2;
  EXPECT_THAT(On(TimeWithMia()).value, Optional(0.5));
  Part(kThanks, kAna).minutes = 9;
  EXPECT_THAT(On(AnasThanks()).value, Optional(0.5));
}

TEST_F(Completing, NoMinutesAtAllAreNothing) {
  Part(kTime, kAna).minutes = 0;
  EXPECT_EQ(On(TimeWithMia()).value, std::nullopt);
}

TEST_F(Completing, ASkipFreezesTheDay) {
  Mark(plan_, kCheckIn, kAna, v1::Moment::OUTCOME_SKIPPED);
  EXPECT_EQ(On(CheckIn()).state, State::kSkipped);
  EXPECT_TRUE(On(CheckIn()).frozen);
  EXPECT_EQ(On(CheckIn()).value, std::nullopt);
  EXPECT_FALSE(On(CheckIn(), kTuesday.Plus(1)).frozen);
}

TEST_F(Completing, AChildThatWouldRatherNotFreezesTheDay) {
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_CHILD_DECLINED);
  EXPECT_EQ(On(TimeWithMia()).state, State::kChildDeclined);
  EXPECT_TRUE(On(TimeWithMia()).frozen);
}

TEST_F(Completing, WhatHappenedCountsInAFrozenDay) {
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_SKIPPED);
  Part(kTime, kBen).minutes = 5;
  EXPECT_EQ(On(TimeWithMia()).state, State::kPart);
  EXPECT_THAT(On(TimeWithMia()).value, Optional(0.5));
  EXPECT_TRUE(On(TimeWithMia()).frozen);
}

TEST_F(Completing, APauseFreezesFromItsFirstDayToItsLast) {
  Pause(kAna, kTuesday, kTuesday.Plus(2));
  EXPECT_FALSE(On(AnasThanks(), kTuesday.Plus(-1)).frozen);
  EXPECT_TRUE(On(AnasThanks(), kTuesday).frozen);
  EXPECT_TRUE(On(AnasThanks(), kTuesday.Plus(2)).frozen);
  EXPECT_FALSE(On(AnasThanks(), kTuesday.Plus(3)).frozen);
  EXPECT_EQ(On(AnasThanks()).state, State::kOpen);
}

TEST_F(Completing, APauseLeavesThePartnersOwnAsItIs) {
  Pause(kAna, kTuesday, kTuesday);
  EXPECT_FALSE(On(BensThanks()).frozen);
}

TEST_F(Completing, APauseOfOneFreezesWhatBelongsToBoth) {
  Pause(kBen, kTuesday, kTuesday);
  EXPECT_TRUE(On(CheckIn()).frozen);
  EXPECT_TRUE(On(TimeWithMia()).frozen);
  EXPECT_FALSE(IsAskedOfNobody(plan_, CheckIn(), kTuesday));
  Pause(kAna, kTuesday, kTuesday);
  EXPECT_TRUE(IsAskedOfNobody(plan_, CheckIn(), kTuesday));
}

TEST_F(Completing, ATimerThatRunsIsNoMark) {
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_UNSPECIFIED).timer.emplace();
  EXPECT_EQ(On(TimeWithMia()).state, State::kOpen);
  EXPECT_FALSE(On(TimeWithMia()).frozen);
}

TEST_F(Completing, AnExtraCountsAsTheLibrarySays) {
  Ritual hug = RitualWith(kCheckIn);
  hug.type = v1::Ritual::TYPE_EXTRA;
  hug.extra = "long-hug";
  Ritual walk = hug;
  walk.extra = "short-walk";
  EXPECT_THAT(SubjectsOf(plan_, hug), SizeIs(1));
  EXPECT_THAT(SubjectsOf(plan_, walk), SizeIs(2));
  EXPECT_EQ(TitleOf(plan_, SubjectsOf(plan_, hug)[0]), "A long hug");
  EXPECT_EQ(TitleOf(plan_, SubjectsOf(plan_, walk)[1]), "A short walk for Ana");
}

TEST_F(Completing, WithoutAnOlderChildThereIsNoTime) {
  plan_.children.clear();
  EXPECT_THAT(SubjectsOf(plan_, RitualWith(kTime)), IsEmpty());
}

Moment AnyMark(const Subject& subject) {
  Moment moment;
  moment.ritual = subject.ritual.id;
  moment.child = subject.child;
  moment.day = kTuesday;
  moment.outcome =
      *rc::gen::element(v1::Moment::OUTCOME_UNSPECIFIED, v1::Moment::OUTCOME_DONE, v1::Moment::OUTCOME_PART,
                        v1::Moment::OUTCOME_SKIPPED, v1::Moment::OUTCOME_CHILD_DECLINED);
  if (*rc::gen::arbitrary<bool>()) moment.minutes = *rc::gen::inRange(0u, 30u);
  return moment;
}

RC_GTEST_PROP(CompletionOfADay, DoesNotDependOnTheOrderAndNeverFallsWithAMark, ()) {
  const Plan plan = ExamplePlan();
  const Subject subject{.ritual = plan.rituals.front(), .member = {}, .child = kMia};
  std::vector<Moment> marks;
  const int count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) marks.push_back(AnyMark(subject));
  std::vector<const Moment*> moments;
  for (const Moment& mark : marks) moments.push_back(&mark);

  const auto of = [&] { return CompletionOf(plan, subject, kTuesday, moments); };
  const Completion all = of();
  RC_ASSERT(!all.value || (*all.value > 0 && *all.value <= 1));
  std::reverse(moments.begin(), moments.end());
  RC_ASSERT(of().value == all.value);
  RC_ASSERT(of().state == all.state);
  moments.pop_back();
  RC_ASSERT(of().value.value_or(0) <= all.value.value_or(0));
}

}  // namespace
}  // namespace toward::plan
