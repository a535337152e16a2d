#include "client/cli/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

class Choose : public testing::Test {
 protected:
  void AddMila() { plan_.children.push_back({.id = plan::ExampleId<RecordId>('N'), .name = "Mila"}); }

  std::string ChildNamed(const char* word) {
    const absl::StatusOr<plan::Child> child = ChooseChild(plan::Shown(plan_), word);
    return child.ok() ? child->name : std::string(child.status().message());
  }

  plan::Plan plan_ = plan::ExamplePlan();
};

TEST_F(Choose, ANameOrItsBeginningIsEnough) {
  EXPECT_EQ(ChildNamed("Mia"), "Mia");
  EXPECT_EQ(ChildNamed("mIA"), "Mia");
  EXPECT_EQ(ChildNamed("m"), "Mia");
  EXPECT_EQ(ChildNamed(" leo "), "Leo");
}

TEST_F(Choose, SeveralThatFitAreListed) {
  AddMila();
  EXPECT_EQ(ChildNamed("mi"), "Which child is meant? In the plan: Mia and Mila.");
  EXPECT_EQ(ChildNamed("mil"), "Mila");
}

TEST_F(Choose, AnExactNameWinsOverALongerOne) {
  AddMila();
  plan_.children.back().name = "Mia-Sophie";
  EXPECT_EQ(ChildNamed("mia"), "Mia");
}

TEST_F(Choose, NobodyOfThatNameListsEveryone) {
  EXPECT_EQ(ChildNamed("Otto"), "Which child is meant? In the plan: Leo and Mia.");
  EXPECT_EQ(ChildNamed(""), "Which child is meant? In the plan: Leo and Mia.");
}

TEST_F(Choose, WithoutChildrenItSaysHowToAddOne) {
  plan_.children.clear();
  EXPECT_THAT(ChildNamed("Mia"), EndsWith("`toward children add NAME`."));
}

TEST_F(Choose, TheBabyHasNoTurns) {
  EXPECT_EQ(ChooseOlderChild(plan_, "Leo").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Choose, WordsForRitualsComeFirst) {
  plan_.children.front().name = "Thank";
  EXPECT_EQ(ChooseTarget(plan_, "thank")->ritual.id, plan::kThanks);
  EXPECT_EQ(ChooseTarget(plan_, "checkin")->ritual.id, plan::kCheckIn);
  EXPECT_EQ(ChooseTarget(plan_, "Thank")->child->id, plan::kMia);
}

TEST_F(Choose, ARitualTheFamilyGaveUpCannotBeMarked) {
  plan_.rituals.clear();
  EXPECT_THAT(std::string(ChooseTarget(plan_, "checkin").status().message()), HasSubstr("no such ritual"));
}

}  // namespace
}  // namespace toward::client
