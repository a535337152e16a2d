#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/turns/turns.h"
#include "tests/plan/turns/any_week.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;

std::vector<std::string> ReasonsIn(const TurnsWeek& week) {
  const absl::StatusOr<TurnsPlan> plan = PlanTurns(week);
  EXPECT_TRUE(plan.ok()) << plan.status();
  std::vector<std::string> reasons;
  if (!plan.ok()) return reasons;
  for (const ProposedTurn& proposed : plan->turns) reasons.push_back(proposed.reason);
  return reasons;
}

TEST(TurnsReason, NamesTheLastOnes) {
  TurnsWeek week = WideOpenWeek(1, 1);
  Hold(week, 0, 1, 1, 9);
  Hold(week, 0, 0, 4, 2);
  EXPECT_THAT(ReasonsIn(week), ElementsAre("Mia's last four were with Ana, so this one is with Ben."));
}

TEST(TurnsReason, NamesTheLastOne) {
  TurnsWeek week = WideOpenWeek(1, 1);
  Hold(week, 0, 0, 1, 2);
  EXPECT_THAT(ReasonsIn(week), ElementsAre("Mia's last one was with Ana, so this one is with Ben."));
}

TEST(TurnsReason, NamesTheTurnBeforeInTheWeek) {
  EXPECT_THAT(ReasonsIn(WideOpenWeek(1, 2)),
              ElementsAre("Mia and Ana are both free then.", "Mia has Monday with Ana, so this one is with Ben."));
}

TEST(TurnsReason, SaysNothingOfTheLastOnesWhereBothHadOneOnThatDay) {
  TurnsWeek week = WideOpenWeek(1, 1);
  Hold(week, 0, 0, 1, 2, 20);
  Hold(week, 0, 1, 1, 2, 10);
  EXPECT_THAT(ReasonsIn(week), ElementsAre("Mia and Ben are both free then."));
}

TEST(TurnsReason, DoesNotSpeakOfTurnsWhereThePairHadItsShare) {
  TurnsWeek week = WeekOfChildren(1, 1);
  AddWindow(week, 0, 2, 900, 915);
  Hold(week, 0, 0, 5, 4);
  Hold(week, 0, 1, 1, 2);
  EXPECT_THAT(ReasonsIn(week), ElementsAre("Mia and Ana are both free then."));
}

TEST(TurnsReason, BeginsLikeASentenceWhateverTheChildIsCalled) {
  TurnsWeek week = WideOpenWeek(1, 1);
  week.children[0].name = "a child";
  EXPECT_THAT(ReasonsIn(week), ElementsAre("A child and Ana are both free then."));
}

}  // namespace
}  // namespace toward::plan
