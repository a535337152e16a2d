#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Shown, AMomentHidesWithItself) {
  Plan plan = ExamplePlan();
  Mark(plan, kCheckIn, kAna).alive = false;
  EXPECT_THAT(Shown(plan).moments, IsEmpty());
}

TEST(Shown, AMomentHidesWithItsRitual) {
  Plan plan = ExamplePlan();
  Mark(plan, kCheckIn, kAna);
  Reflect(plan, kAna, "A quiet evening.");
  plan.rituals.back().alive = false;
  EXPECT_THAT(Shown(plan).moments, IsEmpty());
  EXPECT_THAT(Shown(plan).reflections, IsEmpty());
}

TEST(Shown, AMomentHidesWithItsChildAndComesBackWithIt) {
  Plan plan = ExamplePlan();
  Mark(plan, kTime, kAna);
  plan.children.front().alive = false;
  EXPECT_THAT(Shown(plan).moments, IsEmpty());
  plan.children.front().alive = true;
  EXPECT_THAT(Shown(plan).moments, SizeIs(1));
}

TEST(Shown, AMomentOfAnUnknownRitualWaitsForIt) {
  Plan plan = ExamplePlan();
  Mark(plan, ExampleId<RecordId>('?'), kAna);
  EXPECT_THAT(Shown(plan).moments, IsEmpty());
}

TEST(Shown, LooksTheSameInWhateverOrderRecordsCame) {
  Plan plan = ExamplePlan();
  Mark(plan, kTime, kBen).marked_ms = 2;
  Mark(plan, kTime, kAna).marked_ms = 1;
  Plan other = plan;
  std::reverse(other.members.begin(), other.members.end());
  std::reverse(other.moments.begin(), other.moments.end());
  for (const Plan& shown : {Shown(plan), Shown(other)}) {
    EXPECT_THAT(shown.members, ElementsAre(Field(&Member::name, "Ana"), Field(&Member::name, "Ben")));
    EXPECT_THAT(shown.moments, ElementsAre(Field(&Moment::member, kAna), Field(&Moment::member, kBen)));
    EXPECT_EQ(shown.rituals.front().id, kCheckIn);
  }
}

TEST(NameOf, SomebodyWithoutANameIsSomebody) {
  Plan plan = ExamplePlan();
  EXPECT_EQ(NameOf(plan, kAna), "Ana");
  EXPECT_EQ(NameOf(plan, ExampleId<MemberId>('?')), "Somebody");
}

}  // namespace
}  // namespace toward::plan
