#include "plan/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;
using Kind = HistoryDay::Kind;

constexpr auto kSkip = v1::Moment::OUTCOME_SKIPPED;
constexpr auto kDone = v1::Moment::OUTCOME_DONE;

class Past : public testing::Test {
 protected:
  PlanDay Ago(int days) { return kTuesday.Plus(-days); }

  std::vector<History> Of(const RecordId& ritual, int days = 7) {
    shown_ = Shown(plan_);
    return HistoriesOf(shown_, *FindRitual(shown_, ritual), Ago(days - 1), kTuesday);
  }
  History CheckIns(int days = 7) { return Of(kCheckIn, days).at(0); }
  History Thanks(int days = 7) { return Of(kThanks, days).at(0); }

  std::vector<Kind> Kinds(const History& history) {
    std::vector<Kind> kinds;
    for (const HistoryDay& day : history.days) kinds.push_back(day.kind);
    return kinds;
  }
  void MarkFor(const RecordId& ritual, const MemberId& member, int first_ago, int last_ago) {
    for (int ago = first_ago; ago >= last_ago; --ago) Mark(plan_, ritual, member, kDone, Ago(ago));
  }
  void Pause(const MemberId& member, PlanDay first, PlanDay last) {
    plan_.preferences.push_back({.member = member, .quiet_hours = {}, .pauses = {{first, last}}});
  }

  Plan plan_ = ExamplePlan();
  Plan shown_;
};

TEST_F(Past, IsOneLineForEachRitualAndEachOlderChild) {
  plan_.children.push_back({.id = ExampleId<RecordId>('T'), .name = "Tom"});
  shown_ = Shown(plan_);
  const std::vector<History> all = HistoriesOf(shown_, Ago(6), kTuesday);
  EXPECT_THAT(all, ElementsAre(Field(&History::title, "Check-in"), Field(&History::title, "Thank-you"),
                               Field(&History::title, "Time with Mia"), Field(&History::title, "Time with Tom")));
  EXPECT_THAT(all, Each(Field(&History::days, SizeIs(7))));
}

TEST_F(Past, SaysWhatEachDayWas) {
  Mark(plan_, kCheckIn, kAna, kDone, Ago(3));
  Mark(plan_, kCheckIn, kBen, kSkip, Ago(2));
  Mark(plan_, kCheckIn, kBen, v1::Moment::OUTCOME_PART, Ago(1)).minutes = 4;
  const History history = CheckIns(5);
  EXPECT_THAT(Kinds(history),
              ElementsAre(Kind::kAbsent, Kind::kHappened, Kind::kFrozen, Kind::kHappened, Kind::kAbsent));
  EXPECT_THAT(history.days[3].value, DoubleEq(0.4));
  EXPECT_EQ(history.days[0].day, Ago(4));
}

TEST_F(Past, HasNoFiguresBeforeTheFirstMark) {
  EXPECT_EQ(CheckIns().recent, std::nullopt);
  EXPECT_EQ(CheckIns().score, std::nullopt);
  EXPECT_THAT(CheckIns().days, Each(Field(&HistoryDay::score, std::optional<double>())));
  Mark(plan_, kCheckIn, kAna, kDone, Ago(2));
  EXPECT_EQ(CheckIns().days[3].score, std::nullopt);
  EXPECT_THAT(CheckIns().days[4].score, Optional(DoubleNear(0.052, 0.001)));
}

TEST_F(Past, SaysKOfNInTheFirstTwoWeeksAndAScoreAfterThem) {
  MarkFor(kCheckIn, kAna, 12, 10);
  Mark(plan_, kCheckIn, kAna, kDone, Ago(1));
  EXPECT_EQ(CheckIns().score, std::nullopt);
  EXPECT_EQ(CheckIns().recent->k, 1);
  EXPECT_EQ(CheckIns().recent->n, 7);
  Mark(plan_, kCheckIn, kAna, kDone, Ago(13));
  EXPECT_EQ(CheckIns().score, CheckIns().days.back().score);
  EXPECT_NE(CheckIns().score, std::nullopt);
}

TEST_F(Past, TheScoreDoesNotDependOnHowMuchOfThePastIsDrawn) {
  MarkFor(kCheckIn, kAna, 60, 20);
  EXPECT_EQ(CheckIns(3).score, CheckIns(60).score);
}

TEST_F(Past, TodayCanOnlyAdd) {
  MarkFor(kCheckIn, kAna, 20, 1);
  EXPECT_EQ(CheckIns().days[6].score, CheckIns().days[5].score);
  EXPECT_EQ(CheckIns().recent->k, 7);
  Mark(plan_, kCheckIn, kBen, v1::Moment::OUTCOME_PART).minutes = 1;
  EXPECT_EQ(CheckIns().days[6].score, CheckIns().days[5].score);
  Mark(plan_, kCheckIn, kBen);
  EXPECT_GT(*CheckIns().days[6].score, *CheckIns().days[5].score);
}

TEST_F(Past, AMarkMadeLaterForAnEarlierDayCounts) {
  MarkFor(kCheckIn, kAna, 20, 8);
  MarkFor(kCheckIn, kAna, 6, 0);
  const double with_a_gap = *CheckIns().score;
  Mark(plan_, kCheckIn, kBen, kDone, Ago(7));
  EXPECT_GT(*CheckIns().score, with_a_gap);
}

TEST_F(Past, ThanksAreOneFigureForBoth) {
  MarkFor(kThanks, kAna, 3, 1);
  MarkFor(kThanks, kBen, 3, 3);
  const History history = Thanks(4);
  EXPECT_THAT(history.days, ElementsAre(Field(&HistoryDay::value, 1.0), Field(&HistoryDay::value, 0.5),
                                        Field(&HistoryDay::value, 0.5), Field(&HistoryDay::value, 0.0)));
  std::swap(plan_.members[0].id, plan_.members[1].id);
  EXPECT_EQ(Thanks(4).score, history.score);
}

TEST_F(Past, ASkipOrAPauseOfOneLeavesTheThanksOfTheOther) {
  MarkFor(kThanks, kBen, 4, 4);
  MarkFor(kThanks, kAna, 4, 1);
  Mark(plan_, kThanks, kBen, kSkip, Ago(3));
  Pause(kBen, Ago(2), Ago(1));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Thanks(5).days[static_cast<size_t>(i)].value, 1.0) << i;
}

TEST_F(Past, ThanksAreFrozenWhenNobodyIsAsked) {
  MarkFor(kThanks, kAna, 5, 5);
  MarkFor(kThanks, kBen, 5, 5);
  Pause(kAna, Ago(4), Ago(2));
  Pause(kBen, Ago(3), Ago(1));
  EXPECT_THAT(Kinds(Thanks(5)), ElementsAre(Kind::kAbsent, Kind::kFrozen, Kind::kFrozen, Kind::kAbsent, Kind::kAbsent));
}

TEST_F(Past, APartnerWhoHasNotJoinedYetIsNotMissed) {
  MarkFor(kThanks, kAna, 20, 0);
  const double alone = *Thanks().score;
  Mark(plan_, kCheckIn, kBen);
  EXPECT_EQ(*Thanks().score, alone);
  EXPECT_EQ(Thanks().days[0].value, 1.0);
}

TEST_F(Past, ARitualWithoutAChildHasNoPast) {
  plan_.children.clear();
  EXPECT_THAT(Of(kTime), IsEmpty());
}

TEST_F(Past, AMarkOfTheDeepPastIsNoTrouble) {
  Mark(plan_, kCheckIn, kAna, kDone, PlanDay(-2'000'000'000));
  Mark(plan_, kCheckIn, kAna, kDone, PlanDay(2'000'000'000));
  MarkFor(kCheckIn, kAna, 5, 0);
  EXPECT_THAT(CheckIns().score, Optional(DoubleNear(0.27, 0.01)));
}

// Marks of both on any days of the last month, with both there from its first day.
Plan AnyMonth() {
  Plan plan = ExamplePlan();
  for (const MemberId& member : {kAna, kBen}) Mark(plan, kThanks, member, kDone, kTuesday.Plus(-31));
  const int count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    const MemberId member = *rc::gen::element(kAna, kBen);
    const auto outcome = *rc::gen::element(kDone, v1::Moment::OUTCOME_PART, kSkip);
    const RecordId ritual = *rc::gen::element(kThanks, kCheckIn, kTime);
    Mark(plan, ritual, member, outcome, kTuesday.Plus(-*rc::gen::inRange(0, 31))).minutes = *rc::gen::inRange(0u, 12u);
  }
  if (*rc::gen::arbitrary<bool>()) {
    const PlanDay first = kTuesday.Plus(-*rc::gen::inRange(0, 31));
    plan.preferences.push_back({.member = kBen, .quiet_hours = {}, .pauses = {{first, first.Plus(3)}}});
  }
  return plan;
}

std::vector<double> Scores(const Plan& plan) {
  std::vector<double> scores;
  for (const History& history : HistoriesOf(plan, kTuesday.Plus(-31), kTuesday)) {
    for (const HistoryDay& day : history.days) scores.push_back(day.score.value_or(0));
  }
  return scores;
}

RC_GTEST_PROP(PastOfAnyMonth, DoesNotDependOnTheOrderOfMarks, ()) {
  Plan plan = AnyMonth();
  const std::vector<double> scores = Scores(plan);
  std::reverse(plan.moments.begin(), plan.moments.end());
  RC_ASSERT(Scores(plan) == scores);
}

RC_GTEST_PROP(PastOfAnyMonth, NeverFallsWithWhatHappened, ()) {
  Plan plan = AnyMonth();
  const std::vector<double> before = Scores(plan);
  const MemberId member = *rc::gen::element(kAna, kBen);
  const RecordId ritual = *rc::gen::element(kThanks, kCheckIn, kTime);
  const auto outcome = *rc::gen::element(kDone, v1::Moment::OUTCOME_PART);
  Mark(plan, ritual, member, outcome, kTuesday.Plus(-*rc::gen::inRange(0, 31))).minutes = *rc::gen::inRange(0u, 12u);
  const std::vector<double> after = Scores(plan);
  for (size_t i = 0; i < before.size(); ++i) RC_ASSERT(after[i] >= before[i] - 1e-12);
}

}  // namespace
}  // namespace toward::plan
