#include "plan/today.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;

auto Titled(const std::string& title) { return Field(&Item::title, title); }

auto Says(const std::string& author, const std::string& text) {
  return AllOf(Field(&Words::author, author), Field(&Words::text, text));
}

class Today : public testing::Test {
 protected:
  DayView View(PlanDay day = kTuesday, PlanDay present = kTuesday) { return ViewOf(Shown(plan_), day, present); }
  Item CheckIn() { return View().items.at(0); }
  Item AnasThanks() { return View().items.at(1); }
  Item TimeWithMia() { return View().items.at(3); }

  Plan plan_ = ExamplePlan();
};

TEST_F(Today, BeginsWithEverythingOpen) {
  EXPECT_THAT(View().items, ElementsAre(Titled("Check-in"), Titled("Thank-you from Ana"), Titled("Thank-you from Ben"),
                                        Titled("Time with Mia")));
  for (const Item& item : View().items) EXPECT_EQ(item.state, State::kOpen);
}

TEST_F(Today, OneMarkIsTheCheckInOfBoth) {
  Mark(plan_, kCheckIn, kAna).minutes = 10;
  EXPECT_EQ(CheckIn().state, State::kDone);
  EXPECT_THAT(CheckIn().who, ElementsAre("Ana"));
  EXPECT_THAT(CheckIn().minutes, Optional(10u));
}

TEST_F(Today, TheCheckInShowsTheNoteAndTheWordsOfBoth) {
  Reflect(plan_, kBen, "Tired, and glad.");
  Reflect(plan_, kAna, "We laughed.");
  Mark(plan_, kCheckIn, kBen).note = "On the stairs.";
  EXPECT_THAT(CheckIn().words,
              ElementsAre(Says("", "On the stairs."), Says("Ana", "We laughed."), Says("Ben", "Tired, and glad.")));
}

TEST_F(Today, WordsShowEvenWhenNobodyMarkedTheCheckIn) {
  Reflect(plan_, kBen, "Tired, and glad.");
  EXPECT_EQ(CheckIn().state, State::kOpen);
  EXPECT_THAT(View(kTuesday, kTuesday.Plus(1)).items, ElementsAre(Titled("Check-in")));
}

TEST_F(Today, AThankYouIsOneMembersOwn) {
  Mark(plan_, kThanks, kAna).note = "For the walk at four.";
  EXPECT_EQ(AnasThanks().state, State::kDone);
  EXPECT_THAT(AnasThanks().words, ElementsAre(Says("", "For the walk at four.")));
  EXPECT_THAT(AnasThanks().who, IsEmpty());
  EXPECT_EQ(View().items.at(2).state, State::kOpen);
}

TEST_F(Today, MinutesWithAChildAddUpOverBothParents) {
  Mark(plan_, kTime, kBen, v1::Moment::OUTCOME_PART).minutes = 4;
  EXPECT_EQ(TimeWithMia().state, State::kPart);
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_PART).minutes = 6;
  EXPECT_EQ(TimeWithMia().state, State::kDone);
  EXPECT_THAT(TimeWithMia().minutes, Optional(10u));
  EXPECT_THAT(TimeWithMia().who, ElementsAre("Ana", "Ben"));
}

TEST_F(Today, ASkipGivesWayToWhatHappened) {
  Mark(plan_, kTime, kAna, v1::Moment::OUTCOME_SKIPPED);
  EXPECT_EQ(TimeWithMia().state, State::kSkipped);
  EXPECT_THAT(TimeWithMia().who, ElementsAre("Ana"));
  Mark(plan_, kTime, kBen, v1::Moment::OUTCOME_CHILD_DECLINED);
  EXPECT_EQ(TimeWithMia().state, State::kChildDeclined);
  Mark(plan_, kTime, kBen, v1::Moment::OUTCOME_PART).minutes = 3;
  EXPECT_EQ(TimeWithMia().state, State::kPart);
  EXPECT_THAT(TimeWithMia().who, ElementsAre("Ben"));
}

TEST_F(Today, TheBabyHasNoTurns) {
  plan_.children.front().role = v1::Child::ROLE_BABY;
  EXPECT_EQ(View().items.size(), 3u);
}

TEST_F(Today, WhatWasMissedIsNotThere) { EXPECT_THAT(View(kTuesday, kTuesday.Plus(1)).items, IsEmpty()); }

TEST_F(Today, WhatWasDoneStaysOnItsDay) {
  Mark(plan_, kCheckIn, kAna);
  EXPECT_THAT(View(kTuesday, kTuesday.Plus(9)).items, ElementsAre(Titled("Check-in")));
}

TEST_F(Today, AWeeklyRitualRestsOnceDone) {
  plan_.rituals.back().cadence.Clear();
  plan_.rituals.back().cadence.set_times_per_week(1);
  Mark(plan_, kCheckIn, kAna, v1::Moment::OUTCOME_DONE, kTuesday.Plus(-1));
  EXPECT_EQ(View().items.size(), 3u);
  const PlanDay next_monday = kTuesday.Plus(6);
  EXPECT_THAT(View(next_monday, next_monday).items.front(), Titled("Check-in"));
}

TEST_F(Today, PartnersOfTheSameNameAreTwoPeople) {
  for (Member& member : plan_.members) member.name = "Alex";
  Mark(plan_, kTime, kAna).minutes = 12;
  Mark(plan_, kTime, kBen).minutes = 5;
  EXPECT_THAT(TimeWithMia().who, ElementsAre("Alex", "Alex"));
}

}  // namespace
}  // namespace toward::plan
