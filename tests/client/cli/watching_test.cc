#include "client/cli/watching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/timer.h"
#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using plan::Mark;
using testing::ElementsAre;
using testing::IsEmpty;

class Watching : public testing::Test {
 protected:
  std::vector<std::string> Seen() { return Differences(plan::Shown(before_), plan::Shown(plan_)); }
  void Look() { before_ = plan_; }

  plan::Plan before_ = plan::ExamplePlan();
  plan::Plan plan_ = plan::ExamplePlan();
};

TEST_F(Watching, NothingNewIsSilent) { EXPECT_THAT(Seen(), IsEmpty()); }

TEST_F(Watching, SaysWhoDidWhat) {
  Mark(plan_, plan::kCheckIn, plan::kBen).minutes = 10;
  Mark(plan_, plan::kThanks, plan::kAna).note = "For the soup.";
  Mark(plan_, plan::kTime, plan::kAna).minutes = 12;
  Mark(plan_, plan::kTime, plan::kBen, v1::Moment::OUTCOME_CHILD_DECLINED);
  EXPECT_THAT(Seen(), ElementsAre("Ben: check-in done, 10 minutes", "Ana: thank-you done",
                                  "Ana: time with Mia, 12 minutes", "Ben: time with Mia, would rather not"));
}

TEST_F(Watching, SaysThatATimerRunsAndRests) {
  plan::Moment& begun = Mark(plan_, plan::kCheckIn, plan::kBen, v1::Moment::OUTCOME_UNSPECIFIED);
  begun.timer = plan::StartedTimer(1, 600);
  EXPECT_THAT(Seen(), ElementsAre("Ben: check-in, the timer runs"));
  Look();
  begun.timer = plan::PausedTimer(*begun.timer, 2);
  EXPECT_THAT(Seen(), ElementsAre("Ben: check-in, the timer is paused"));
  Look();
  begun.outcome = v1::Moment::OUTCOME_DONE;
  begun.minutes = 10;
  EXPECT_THAT(Seen(), ElementsAre("Ben: check-in done, 10 minutes"));
}

TEST_F(Watching, SaysThatThereAreNewWordsAndNotWhich) {
  Mark(plan_, plan::kCheckIn, plan::kBen);
  Look();
  plan_.moments.back().note = "On the stairs.";
  plan::Reflect(plan_, plan::kAna, "We laughed.");
  EXPECT_THAT(Seen(), ElementsAre("New words: check-in", "Ana: words for the check-in"));
}

TEST_F(Watching, SaysWhatIsGone) {
  Mark(plan_, plan::kTime, plan::kAna).minutes = 12;
  Look();
  plan_.moments.back().alive = false;
  EXPECT_THAT(Seen(), ElementsAre("Removed: time with Mia"));
}

TEST_F(Watching, AChildThatGoesTakesItsMarksAlongInOneLine) {
  Mark(plan_, plan::kTime, plan::kAna).minutes = 12;
  Look();
  plan_.children.front().alive = false;
  EXPECT_THAT(Seen(), ElementsAre("Mia is not in the plan any more"));
}

TEST_F(Watching, NoticesPeople) {
  before_.members.pop_back();
  before_.children.pop_back();
  EXPECT_THAT(Seen(), ElementsAre("Ana has joined", "Leo is in the plan now"));
}

}  // namespace
}  // namespace toward::client
