#include "plan/extras.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::EndsWith;
using testing::SizeIs;

TEST(Extras, HaveKeysAndTitlesOfTheirOwn) {
  const std::regex key("[a-z]+(-[a-z]+)*");
  std::set<std::string_view> keys;
  std::set<std::string_view> titles;
  for (const Extra& extra : Extras()) {
    keys.insert(extra.key);
    titles.insert(extra.title);
    EXPECT_TRUE(std::regex_match(std::string(extra.key), key)) << extra.key;
    EXPECT_EQ(FindExtra(extra.key), &extra);
  }
  EXPECT_THAT(keys, SizeIs(Extras().size()));
  EXPECT_THAT(titles, SizeIs(Extras().size()));
  EXPECT_EQ(FindExtra("no-such-extra"), nullptr);
}

TEST(Extras, AreExplainedInOneSentence) {
  for (const Extra& extra : Extras()) {
    EXPECT_THAT(extra.hint, EndsWith(".")) << extra.key;
    EXPECT_EQ(std::count(extra.hint.begin(), extra.hint.end(), '.'), 1) << extra.key;
  }
}

TEST(Extras, AreMeantForEverybodyInTheFamilyAndSortedSo) {
  std::set<ForWhom> whom;
  for (const Extra& extra : Extras()) whom.insert(extra.for_whom);
  EXPECT_THAT(whom, SizeIs(4));
  EXPECT_TRUE(std::is_sorted(Extras().begin(), Extras().end(),
                             [](const Extra& a, const Extra& b) { return a.for_whom < b.for_whom; }));
}

TEST(Extras, CanBeChosenAsTheyAre) {
  for (const Extra& extra : Extras()) {
    Ritual ritual;
    ritual.type = v1::Ritual::TYPE_EXTRA;
    ritual.extra = extra.key;
    ritual.cadence = UsualCadence(extra);
    EXPECT_TRUE(IsDue(ritual, kTuesday, {})) << extra.key;
    EXPECT_EQ(CountingOf(ritual), extra.counting);
    EXPECT_NE(extra.counting, Counting::kEither) << "an extra is not bound to a child";
    EXPECT_EQ(TitleOf(ritual), extra.title);
    EXPECT_TRUE(!extra.minutes_goal || (*extra.minutes_goal >= 1 && *extra.minutes_goal <= 240)) << extra.key;
  }
}

TEST(Extras, OneOfANewerVersionIsARitualLikeAnyOther) {
  Ritual ritual;
  ritual.type = v1::Ritual::TYPE_EXTRA;
  ritual.extra = "from-a-newer-version";
  EXPECT_EQ(CountingOf(ritual), Counting::kJoint);
  EXPECT_EQ(TitleOf(ritual), "Ritual");
}

}  // namespace
}  // namespace toward::plan
