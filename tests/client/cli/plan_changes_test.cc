#include "client/cli/plan_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/extras.h"
#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using plan::kTuesday;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const FamilyId kFamily = plan::ExampleId<FamilyId>('F');

class PlanChanges : public testing::Test {
 protected:
  Hand HandOf(const MemberId& member, plan::PlanDay day = kTuesday) {
    shown_ = plan::Shown(plan_);
    return {.family = kFamily, .member = member, .day = day, .plan = shown_, .everything = plan_};
  }

  static const v1::Ritual& RitualOf(const Write& write) { return static_cast<const v1::Ritual&>(*write.fields); }
  static const v1::Preference& PreferenceOf(const Writes& writes) {
    return static_cast<const v1::Preference&>(*writes.front().fields);
  }

  // The extra as it is shown once `write` is in the replica.
  plan::Ritual& Apply(const Write& write) {
    plan_.rituals.push_back({.id = write.id, .type = RitualOf(write).type(), .extra = RitualOf(write).extra()});
    return plan_.rituals.back();
  }
  void Paused(const MemberId& member, plan::PlanDay first, plan::PlanDay last) {
    plan_.preferences.push_back({.member = member, .quiet_hours = {}, .pauses = {{first, last}}});
  }

  plan::Plan plan_ = plan::ExamplePlan();
  plan::Plan shown_;
};

TEST_F(PlanChanges, BothPartnersSwitchOnTheSameExtra) {
  const Writes anas = *AddRitual(HandOf(plan::kAna), "short-walk");
  const Writes bens = *AddRitual(HandOf(plan::kBen), "Short-Walk");
  EXPECT_EQ(anas.front().id, bens.front().id);
  EXPECT_EQ(RitualOf(anas.front()).type(), v1::Ritual::TYPE_EXTRA);
  EXPECT_EQ(RitualOf(anas.front()).extra(), "short-walk");
  EXPECT_EQ(RitualOf(anas.front()).cadence().times_per_week(), 3u);
  EXPECT_EQ(RitualOf(anas.front()).minutes_goal(), 10u);
}

TEST_F(PlanChanges, AnExtraIsSwitchedOnOnce) {
  Apply(AddRitual(HandOf(plan::kAna), "long-hug")->front());
  EXPECT_EQ(AddRitual(HandOf(plan::kBen), "long-hug").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(AddRitual(HandOf(plan::kBen), "no-such-extra").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(PlanChanges, WhatComesBackIsAsItWas) {
  Apply(AddRitual(HandOf(plan::kAna), "long-hug")->front()).alive = false;
  const Writes again = *AddRitual(HandOf(plan::kAna), "long-hug");
  EXPECT_FALSE(RitualOf(again.front()).has_cadence());
  EXPECT_FALSE(RitualOf(again.front()).alive()) << "Commit makes it alive; only a deletion says otherwise";
}

TEST_F(PlanChanges, OneOfTheThreeCanComeBackToo) {
  const Writes writes = *AddRitual(HandOf(plan::kAna), "checkin");
  EXPECT_EQ(RitualOf(writes.front()).type(), v1::Ritual::TYPE_CHECK_IN);
  EXPECT_EQ(RitualOf(writes.front()).cadence().weekdays_size(), 7);
}

TEST_F(PlanChanges, AChangeTouchesOnlyWhatItNames) {
  const Writes writes = ChangeRitual(plan_.rituals.front(), {.cadence = {}, .minutes_goal = 12, .title = {}});
  EXPECT_EQ(RitualOf(writes.front()).minutes_goal(), 12u);
  EXPECT_FALSE(RitualOf(writes.front()).has_cadence());
  EXPECT_FALSE(RitualOf(writes.front()).has_title());
  EXPECT_THAT(writes.front().cleared, IsEmpty());
}

TEST_F(PlanChanges, NoGoalAndNoTitleAreCleared) {
  const Writes writes = ChangeRitual(plan_.rituals.front(), {.cadence = {}, .minutes_goal = 0, .title = ""});
  EXPECT_THAT(writes.front().cleared,
              ElementsAre(uint32_t{v1::Ritual::kMinutesGoalFieldNumber}, uint32_t{v1::Ritual::kTitleFieldNumber}));
}

TEST_F(PlanChanges, DaysAreReadInAnyOrderAndSaidInWords) {
  EXPECT_EQ(CadenceInWords(*CadenceFromDays("daily")), "every day");
  EXPECT_EQ(CadenceInWords(*CadenceFromDays("fri, Mon,wednesday")), "Monday, Wednesday and Friday");
  EXPECT_EQ(CadenceInWords(*CadenceFromDays("sun,sun")), "Sunday");
  EXPECT_EQ(CadenceInWords(*CadenceFromTimes("1")), "once a week");
  EXPECT_EQ(CadenceInWords(*CadenceFromTimes("3")), "3 times a week");
  for (const char* wrong : {"", "mo", "mon,", "someday", "monday-friday"}) EXPECT_FALSE(CadenceFromDays(wrong).ok());
  for (const char* wrong : {"", "0", "8", "-1", "two"}) EXPECT_FALSE(CadenceFromTimes(wrong).ok());
}

TEST_F(PlanChanges, APauseIsOneMembersOwn) {
  const Writes writes = *Pause(HandOf(plan::kAna), kTuesday.Plus(2));
  EXPECT_EQ(PreferenceOf(writes).member_id(), plan::kAna.ToBytes());
  EXPECT_EQ(PreferenceOf(writes).pauses().days(0).first_day(), kTuesday.number());
  EXPECT_EQ(PreferenceOf(writes).pauses().days(0).last_day(), kTuesday.Plus(2).number());
  EXPECT_NE(writes.front().id, Pause(HandOf(plan::kBen), kTuesday)->front().id);
}

TEST_F(PlanChanges, ALongerPauseKeepsItsFirstDay) {
  Paused(plan::kAna, kTuesday.Plus(-3), kTuesday);
  EXPECT_EQ(PreferenceOf(*Pause(HandOf(plan::kAna), kTuesday.Plus(4))).pauses().days(0).first_day(),
            kTuesday.Plus(-3).number());
}

TEST_F(PlanChanges, APauseEndsWithTheDayBefore) {
  Paused(plan::kAna, kTuesday.Plus(-3), kTuesday.Plus(4));
  EXPECT_EQ(PreferenceOf(*EndPause(HandOf(plan::kAna))).pauses().days(0).last_day(), kTuesday.Plus(-1).number());
}

TEST_F(PlanChanges, APauseOfTodayIsAsIfItHadNotBeen) {
  Paused(plan::kAna, kTuesday, kTuesday.Plus(4));
  const v1::Preference preference = PreferenceOf(*EndPause(HandOf(plan::kAna)));
  EXPECT_TRUE(preference.has_pauses());
  EXPECT_EQ(preference.pauses().days_size(), 0);
}

TEST_F(PlanChanges, AnEarlierPauseStays) {
  Paused(plan::kAna, kTuesday.Plus(-9), kTuesday.Plus(-7));
  const v1::Preference preference = PreferenceOf(*Pause(HandOf(plan::kAna), kTuesday.Plus(2)));
  ASSERT_EQ(preference.pauses().days_size(), 2);
  EXPECT_EQ(preference.pauses().days(0).last_day(), kTuesday.Plus(-7).number());
  EXPECT_EQ(preference.pauses().days(1).first_day(), kTuesday.number());
}

TEST_F(PlanChanges, APauseThatIsNotThereCannotEnd) {
  EXPECT_EQ(EndPause(HandOf(plan::kAna)).status().code(), absl::StatusCode::kFailedPrecondition);
  Paused(plan::kAna, kTuesday.Plus(-3), kTuesday.Plus(-1));
  EXPECT_FALSE(EndPause(HandOf(plan::kAna)).ok());
}

TEST_F(PlanChanges, APauseLiesAhead) {
  EXPECT_FALSE(Pause(HandOf(plan::kAna), kTuesday.Plus(-1)).ok());
  EXPECT_TRUE(Pause(HandOf(plan::kAna), kTuesday.Plus(365)).ok());
  EXPECT_FALSE(Pause(HandOf(plan::kAna), kTuesday.Plus(366)).ok());
}

TEST_F(PlanChanges, ExtrasOfBothAndOfEachAreMarkedSo) {
  plan::Ritual hug = Apply(AddRitual(HandOf(plan::kAna), "long-hug")->front());
  plan::Ritual walk = Apply(AddRitual(HandOf(plan::kAna), "short-walk")->front());
  walk.minutes_goal = 10;
  const auto id = [&](const MemberId& member, const plan::Ritual& extra) {
    return MarkExtra(HandOf(member), extra, {}, "").front().id;
  };
  EXPECT_EQ(id(plan::kAna, hug), id(plan::kBen, hug));
  EXPECT_NE(id(plan::kAna, walk), id(plan::kBen, walk));
  const Writes short_one = MarkExtra(HandOf(plan::kAna), walk, 4, "");
  EXPECT_EQ(static_cast<const v1::Moment&>(*short_one.front().fields).outcome(), v1::Moment::OUTCOME_PART);
}

TEST_F(PlanChanges, ARitualIsChosenByWordKeyOrTitle) {
  Apply(AddRitual(HandOf(plan::kAna), "long-hug")->front());
  Apply(AddRitual(HandOf(plan::kAna), "short-walk")->front());
  EXPECT_EQ(ChooseRitual(plan_, "checkin")->id, plan::kCheckIn);
  EXPECT_EQ(ChooseRitual(plan_, "time")->id, plan::kTime);
  EXPECT_EQ(ChooseRitual(plan_, "long-hug")->extra, "long-hug");
  EXPECT_EQ(ChooseExtra(plan_, "a short")->extra, "short-walk");
  EXPECT_FALSE(ChooseRitual(plan_, "a").ok());
  EXPECT_FALSE(ChooseExtra(plan_, "check-in").ok());
  EXPECT_FALSE(ChooseExtra(plan_, "").ok());
}

TEST_F(PlanChanges, AChildIsMeantBeforeAnExtraThatOnlyBeginsSo) {
  Apply(AddRitual(HandOf(plan::kAna), "long-hug")->front());
  plan_.children.front().name = "A";
  EXPECT_TRUE(ChooseTarget(plan_, "a")->child.has_value());
  EXPECT_EQ(ChooseTarget(plan_, "long-hug")->ritual.extra, "long-hug");
}

}  // namespace
}  // namespace toward::client
