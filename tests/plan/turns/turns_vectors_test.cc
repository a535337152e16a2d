// The committed weeks, whose optima come from an integer program: solved by CBC, not by anything of ours.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "plan/turns/turns.h"
#include "tests/plan/turns/any_week.h"

namespace toward::plan {
namespace {

using Json = nlohmann::json;

Json Committed() {
  std::ifstream file(std::filesystem::path(TOWARD_SOURCE_DIR) / "tests/vectors/rotation.json");
  return Json::parse(file).at("weeks");
}

// A window is one time to have a turn in: [member, day, start]. Which children may have it is said apart.
void AddWindows(const Json& json, TurnsWeek& week) {
  for (size_t i = 0; i < json.at("windows").size(); ++i) {
    const Json& window = json.at("windows")[i];
    const uint32_t start = window[2];
    AddWindow(week, window[0], window[1], start, start + week.minutes);
    for (size_t child = 0; child < week.children.size(); ++child) {
      if (json.at("available")[child].get<std::string>()[i] == '1') continue;
      week.child_busy.push_back({week.children[child].id, week.windows.back().span, week.windows.back().member});
    }
  }
}

TurnsWeek WeekIn(const Json& json) {
  TurnsWeek week = WeekOfChildren(static_cast<int>(json.at("turns").size()), 0);
  week.minutes = json.at("minutes");
  week.baby_needs_a_parent = json.at("baby_needs_a_parent");
  for (size_t child = 0; child < week.children.size(); ++child) {
    week.children[child].turns = json.at("turns")[child];
    for (int member = 0; member < 2; ++member) {
      const uint32_t minutes = json.at("history")[child][static_cast<size_t>(member)];
      if (minutes > 0) week.held.push_back({week.children[child].id, MemberNumber(member), kMonday.Plus(-7), minutes});
    }
  }
  AddWindows(json, week);
  return week;
}

TEST(TurnsVectors, AreSolvedToTheirOptimumAndProven) {
  const Json weeks = Committed();
  EXPECT_EQ(weeks.size(), 75u);
  for (const Json& json : weeks) {
    SCOPED_TRACE(json.at("name").get<std::string>());
    const TurnsWeek week = WeekIn(json);
    const absl::StatusOr<TurnsPlan> plan = PlanTurns(week);
    ASSERT_TRUE(plan.ok()) << plan.status();
    EXPECT_EQ(plan->proof, TurnsProof::kExact);
    EXPECT_EQ(plan->objective.unmet, json.at("unmet").get<uint32_t>());
    EXPECT_EQ(plan->objective.unfairness, json.at("unfairness").get<int64_t>());
    EXPECT_EQ(BrokenRule(week, TurnsOf(*plan)), "");
  }
}

// The local search is what remains of the answer in a family that is too large to try everything.
TEST(TurnsVectors, AreNearlySolvedByTheLocalSearchAlone) {
  for (const Json& json : Committed()) {
    SCOPED_TRACE(json.at("name").get<std::string>());
    const absl::StatusOr<TurnsPlan> plan = PlanTurns(WeekIn(json), 0);
    ASSERT_TRUE(plan.ok()) << plan.status();
    EXPECT_EQ(plan->objective.unmet, json.at("unmet").get<uint32_t>());
    EXPECT_LE(plan->objective.unfairness * 20, json.at("unfairness").get<int64_t>() * 21);
  }
}

TEST(TurnsVectors, HaveNamesOfTheirOwn) {
  const Json weeks = Committed();
  std::set<std::string> names;
  for (const Json& json : weeks) names.insert(json.at("name").get<std::string>());
  EXPECT_EQ(names.size(), weeks.size());
}

}  // namespace
}  // namespace toward::plan
