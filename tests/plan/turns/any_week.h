// Weeks to plan, by hand and by chance, and the rules a planned week keeps, said once more in the plainest way.
#ifndef TOWARD_TESTS_PLAN_TURNS_ANY_WEEK_H_
#define TOWARD_TESTS_PLAN_TURNS_ANY_WEEK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/ids.h"
#include "plan/turns/turns.h"

namespace toward::plan {

// Monday 23 November 2026.
inline const PlanDay kMonday(absl::CivilDay(2026, 11, 23));

MemberId MemberNumber(int number);
RecordId ChildNumber(int number);

// With Ana (0) and Ben (1), children Mia, Leo, Ida, Tom, Eva, Max, and nothing else. Turns of 15 minutes.
TurnsWeek WeekOfChildren(int children, uint32_t turns);
// Adds free time of a member on a day (0 to 6).
void AddWindow(TurnsWeek& week, int member, int day, uint32_t start_minute, uint32_t end_minute);
// As WeekOfChildren, with both parents free every day from 15:00 to 16:00.
TurnsWeek WideOpenWeek(int children, uint32_t turns);
// Adds `count` held turns of a child with a member, one a day, the last one so many days before the week.
void Hold(TurnsWeek& week, int child, int member, int count, int last_days_before, uint32_t minutes = 15);

// How far a week by chance may go.
struct Bounds {
  int children = 4;
  int days = 7;
  int windows_a_day = 3;
};
// Only inside a RapidCheck property, as all below. Times are multiples of five minutes.
TurnsWeek AnyWeek(const Bounds& bounds);
int AnyBetween(int min, int max);
// One of `current`, which is not empty.
Turn AnyOf(const std::vector<ProposedTurn>& current);
// The same in another order.
TurnsWeek Shuffled(TurnsWeek week);

std::vector<Turn> TurnsOf(const TurnsPlan& plan);

// Says which rule of turns.h `turns` break together with those that are fixed; empty when none.
std::string BrokenRule(const TurnsWeek& week, const std::vector<Turn>& turns);
// Whether these two touch each other's time.
bool Overlap(const Turn& a, const Turn& b);
// Whether `turn` lies within one free window of its member, or in several.
bool IsInWindow(const TurnsWeek& week, const Turn& turn);

}  // namespace toward::plan

#endif  // TOWARD_TESTS_PLAN_TURNS_ANY_WEEK_H_
