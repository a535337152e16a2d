#include "client/cli/marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using plan::Mark;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const FamilyId kFamily = plan::ExampleId<FamilyId>('F');
const RecordId kNewId = plan::ExampleId<RecordId>('n');

class Marks : public testing::Test {
 protected:
  Hand HandOf(const MemberId& member) {
    shown_ = plan::Shown(plan_);
    return {.family = kFamily, .member = member, .day = plan::kTuesday, .plan = shown_, .everything = plan_};
  }
  Target CheckIn() { return *ChooseTarget(plan_, "checkin"); }
  Target Mia() { return *ChooseTarget(plan_, "Mia"); }

  static const v1::Moment& MomentOf(const Write& write) { return static_cast<const v1::Moment&>(*write.fields); }
  static const v1::Reflection& ReflectionOf(const Write& write) {
    return static_cast<const v1::Reflection&>(*write.fields);
  }

  // A mark as it is shown once `write` is in the replica.
  plan::Moment& Apply(const Write& write, const MemberId& member) {
    const v1::Moment& fields = MomentOf(write);
    plan::Moment& moment = Mark(plan_, *RecordId::FromBytes(fields.ritual_id()), member, fields.outcome());
    moment.id = write.id;
    moment.note = fields.note();
    if (fields.has_minutes()) moment.minutes = fields.minutes();
    return moment;
  }

  plan::Plan plan_ = plan::ExamplePlan();
  plan::Plan shown_;
};

TEST_F(Marks, BothPartnersMarkTheSameCheckIn) {
  const Writes anas = *MarkCheckIn(HandOf(plan::kAna), 10, "");
  const Writes bens = *MarkCheckIn(HandOf(plan::kBen), 12, "");
  EXPECT_EQ(anas.front().id, bens.front().id);
  EXPECT_THAT(anas.front().cleared, IsEmpty());
  EXPECT_EQ(MomentOf(anas.front()).outcome(), v1::Moment::OUTCOME_DONE);
}

TEST_F(Marks, EachPartnerHasWordsOfTheirOwnAtTheCheckIn) {
  const Writes anas = *MarkCheckIn(HandOf(plan::kAna), {}, "We laughed.");
  const Writes bens = *MarkCheckIn(HandOf(plan::kBen), {}, "Tired.");
  ASSERT_THAT(anas, SizeIs(2));
  EXPECT_NE(anas[1].id, bens[1].id);
  EXPECT_EQ(ReflectionOf(anas[1]).text(), "We laughed.");
}

TEST_F(Marks, AShortCheckInIsPartOfOne) {
  EXPECT_EQ(MomentOf(MarkCheckIn(HandOf(plan::kAna), 5, "")->front()).outcome(), v1::Moment::OUTCOME_PART);
}

TEST_F(Marks, WordsAloneLeaveThePartnersMarkAsItIs) {
  Apply(MarkCheckIn(HandOf(plan::kAna), 10, "")->front(), plan::kAna);
  const Writes bens = *MarkCheckIn(HandOf(plan::kBen), {}, "Tired.");
  ASSERT_THAT(bens, SizeIs(1));
  EXPECT_EQ(bens.front().kind, v1::KIND_REFLECTION);
}

TEST_F(Marks, ASecondThankYouStandsBelowTheFirst) {
  Apply(Thank(HandOf(plan::kAna), "For the soup.")->front(), plan::kAna);
  const Writes second = *Thank(HandOf(plan::kAna), "For the bread.");
  EXPECT_EQ(second.front().id, plan_.moments.front().id);
  EXPECT_EQ(MomentOf(second.front()).note(), "For the soup.\nFor the bread.");
}

TEST_F(Marks, AThankYouAfterADeletedOneBeginsAnew) {
  Apply(Thank(HandOf(plan::kAna), "For the soup.")->front(), plan::kAna).alive = false;
  EXPECT_EQ(MomentOf(Thank(HandOf(plan::kAna), "For the bread.")->front()).note(), "For the bread.");
}

TEST_F(Marks, AThankYouNeedsWords) { EXPECT_FALSE(Thank(HandOf(plan::kAna), "").ok()); }

TEST_F(Marks, ACheckInAfterASkipForgetsTheReason) {
  Apply(Skip(HandOf(plan::kAna), CheckIn(), v1::Moment::OUTCOME_SKIPPED, "Fever.")->front(), plan::kAna);
  const Writes writes = *MarkCheckIn(HandOf(plan::kAna), 10, "");
  EXPECT_THAT(writes.front().cleared, ElementsAre(uint32_t{v1::Moment::kNoteFieldNumber}));
}

TEST_F(Marks, WhatHappenedIsNotSkippedByMistake) {
  Apply(MarkCheckIn(HandOf(plan::kAna), 10, "")->front(), plan::kAna);
  const auto skip = Skip(HandOf(plan::kBen), CheckIn(), v1::Moment::OUTCOME_SKIPPED, "");
  EXPECT_EQ(skip.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Marks, OnlyAChildCanDecline) {
  EXPECT_FALSE(Skip(HandOf(plan::kAna), CheckIn(), v1::Moment::OUTCOME_CHILD_DECLINED, "").ok());
  const Writes writes = *Skip(HandOf(plan::kAna), Mia(), v1::Moment::OUTCOME_CHILD_DECLINED, "");
  EXPECT_EQ(MomentOf(writes.front()).child_id(), plan::kMia.ToBytes());
}

TEST_F(Marks, TimeWithAChildIsAMomentOfItsOwn) {
  const Writes writes = *SpendTime(HandOf(plan::kAna), *Mia().child, 4, "", kNewId);
  EXPECT_EQ(writes.front().id, kNewId);
  EXPECT_EQ(MomentOf(writes.front()).outcome(), v1::Moment::OUTCOME_PART);
  EXPECT_FALSE(MomentOf(writes.front()).has_note());
}

TEST_F(Marks, ANoteChangesTheNewestMarkAndNothingElse) {
  Mark(plan_, plan::kTime, plan::kAna);
  const RecordId newest = Mark(plan_, plan::kTime, plan::kBen).id;
  const Writes writes = *Note(HandOf(plan::kAna), Mia(), "A tower of nine.");
  EXPECT_EQ(writes.front().id, newest);
  EXPECT_EQ(MomentOf(writes.front()).note(), "A tower of nine.");
  EXPECT_FALSE(MomentOf(writes.front()).has_outcome());
}

TEST_F(Marks, AnEmptyNoteClears) {
  Mark(plan_, plan::kTime, plan::kAna);
  EXPECT_THAT(Note(HandOf(plan::kAna), Mia(), "")->front().cleared,
              ElementsAre(uint32_t{v1::Moment::kNoteFieldNumber}));
}

TEST_F(Marks, RemovingTakesOnesOwnMarkFirst) {
  const RecordId own = Mark(plan_, plan::kTime, plan::kAna).id;
  const RecordId partners = Mark(plan_, plan::kTime, plan::kBen).id;
  EXPECT_EQ(Remove(HandOf(plan::kAna), Mia())->front().id, own);
  EXPECT_EQ(Remove(HandOf(plan::kBen), Mia())->front().id, partners);
  plan_.moments.front().alive = false;
  EXPECT_EQ(Remove(HandOf(plan::kAna), Mia())->front().id, partners);
}

TEST_F(Marks, WithoutAMarkThereIsNothingToChange) {
  EXPECT_EQ(Remove(HandOf(plan::kAna), Mia()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Note(HandOf(plan::kAna), CheckIn(), "x").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Marks, ANewPlanIsTheSameForWhoeverMakesIt) {
  const Writes first = NewPlan(kFamily, plan::kAna, "Ana", *plan_.calendar);
  const Writes second = NewPlan(kFamily, plan::kBen, "Ben", *plan_.calendar);
  ASSERT_THAT(first, SizeIs(5));
  for (size_t i = 1; i < first.size(); ++i) EXPECT_EQ(first[i].id, second[i].id);
}

}  // namespace
}  // namespace toward::client
