#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "plan/turns/turns.h"
#include "tests/plan/turns/any_week.h"

namespace toward::plan {
namespace {

TEST(Turns, AreNotPlannedFromInputThatMeansNothing) {
  const auto refuses = [](const std::function<void(TurnsWeek&)>& spoil) {
    TurnsWeek week = WideOpenWeek(2, 2);
    spoil(week);
    return PlanTurns(week).status();
  };
  const std::vector<std::function<void(TurnsWeek&)>> spoilers = {
      [](TurnsWeek& week) { week.minutes = 0; },
      [](TurnsWeek& week) { week.minutes = 241; },
      [](TurnsWeek& week) { week.first_day = PlanDay(-1); },
      [](TurnsWeek& week) {
        week.children = WeekOfChildren(6, 1).children, week.children.push_back({ChildNumber(9), "Kim"});
      },
      [](TurnsWeek& week) {
        week.members.push_back({MemberNumber(2), "Cem"});
      },
      [](TurnsWeek& week) { week.members[1].id = week.members[0].id; },
      [](TurnsWeek& week) { week.children[1].id = week.children[0].id; },
      [](TurnsWeek& week) { week.children[1].name.clear(); },
      [](TurnsWeek& week) { week.children[0].turns = 8; },
      [](TurnsWeek& week) { week.windows[0].span.end_minute = week.windows[0].span.start_minute; },
      [](TurnsWeek& week) { week.windows[0].span.end_minute = 1441; },
      [](TurnsWeek& week) { week.windows[0].span.day = kMonday.Plus(7); },
      [](TurnsWeek& week) { week.windows[0].member = MemberNumber(5); },
      [](TurnsWeek& week) { week.windows[0].inconvenience = 101; },
      [](TurnsWeek& week) {
        week.member_busy.push_back({MemberNumber(5), {kMonday, 0, 10}});
      },
      [](TurnsWeek& week) {
        week.member_busy.push_back({MemberNumber(0), {kMonday.Plus(-1), 0, 10}});
      },
      [](TurnsWeek& week) {
        week.child_busy.push_back({ChildNumber(5), {kMonday, 0, 10}});
      },
      [](TurnsWeek& week) {
        week.child_busy.push_back({ChildNumber(0), {kMonday, 0, 10}, MemberNumber(5)});
      },
      [](TurnsWeek& week) {
        week.fixed.push_back({ChildNumber(0), MemberNumber(0), kMonday, 1440, 10});
      },
      [](TurnsWeek& week) {
        week.fixed.push_back({ChildNumber(0), MemberNumber(0), kMonday, 900, 0});
      },
      [](TurnsWeek& week) {
        week.held.push_back({ChildNumber(0), MemberNumber(0), kMonday, 1441});
      },
      [](TurnsWeek& week) {
        week.declined.push_back({ChildNumber(5), MemberNumber(0), kMonday});
      },
      [](TurnsWeek& week) {
        week.weights.push_back({ChildNumber(0), MemberNumber(0), 49});
      },
      [](TurnsWeek& week) {
        week.weights.assign(2, {ChildNumber(0), MemberNumber(0), 120});
      },
  };
  for (size_t i = 0; i < spoilers.size(); ++i) {
    const absl::Status status = refuses(spoilers[i]);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << i;
    EXPECT_EQ(status.message().find('.'), status.message().size() - 1) << i;
  }
}

}  // namespace
}  // namespace toward::plan
