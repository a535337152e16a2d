#include "plan/turns/problem.h"

#include <algorithm>

#include "plan/turns/fair_share.h"

namespace toward::plan::turns {
namespace {

int MinuteAfter(const Turn& turn) { return static_cast<int>(turn.start_minute + turn.minutes); }

// What keeps a pair from having a turn on one day, sorted by start.
std::vector<Opening> Obstacles(const TurnsWeek& week, const RecordId& child, const MemberId& member, PlanDay day) {
  std::vector<Opening> obstacles;
  const auto add = [&](const DaySpan& span) {
    if (span.day == day) obstacles.push_back({static_cast<int>(span.start_minute), static_cast<int>(span.end_minute)});
  };
  for (const MemberBusy& busy : week.member_busy) {
    if (busy.member == member) add(busy.span);
  }
  for (const ChildBusy& busy : week.child_busy) {
    if (busy.child == child && busy.member.value_or(member) == member) add(busy.span);
  }
  for (const Turn& fixed : week.fixed) {
    if (fixed.day != day || (fixed.member != member && !week.baby_needs_a_parent)) continue;
    obstacles.push_back({static_cast<int>(fixed.start_minute), MinuteAfter(fixed)});
  }
  std::sort(obstacles.begin(), obstacles.end());
  return obstacles;
}

template <typename Declined>
bool IsClosed(const std::vector<Declined>& declined, const RecordId& child, const MemberId& member, PlanDay day) {
  return std::any_of(declined.begin(), declined.end(), [&](const Declined& entry) {
    return entry.child == child && entry.member == member && entry.day == day;
  });
}

bool HasFixedTurn(const TurnsWeek& week, const RecordId& child, PlanDay day) {
  return std::any_of(week.fixed.begin(), week.fixed.end(),
                     [&](const Turn& fixed) { return fixed.child == child && fixed.day == day; });
}

// The parts of `window` without obstacles that a turn fits into.
void AddOpenings(Opening window, const std::vector<Opening>& obstacles, int turn_minutes,
                 std::vector<Opening>& openings) {
  const auto add_until = [&](int end) {
    if (end - window.start >= turn_minutes) openings.push_back({window.start, end, window.inconvenience});
  };
  for (const Opening& obstacle : obstacles) {
    if (obstacle.start >= window.end) break;
    add_until(obstacle.start);
    window.start = std::max(window.start, obstacle.end);
  }
  add_until(window.end);
}

std::vector<Opening> OpeningsOf(const TurnsWeek& week, const RecordId& child, const MemberId& member, PlanDay day) {
  std::vector<Opening> openings;
  const std::vector<Opening> obstacles = Obstacles(week, child, member, day);
  for (const FreeWindow& window : week.windows) {
    if (window.member != member || window.span.day != day) continue;
    AddOpenings({static_cast<int>(window.span.start_minute), static_cast<int>(window.span.end_minute),
                 static_cast<int>(window.inconvenience)},
                obstacles, static_cast<int>(week.minutes), openings);
  }
  std::sort(openings.begin(), openings.end());
  openings.erase(std::unique(openings.begin(), openings.end()), openings.end());
  return openings;
}

DayProblem DayProblemOf(const Problem& problem, const TurnsWeek& week, const Repair& repair, PlanDay day) {
  DayProblem result;
  for (int child = 0; child < problem.child_count(); ++child) {
    const RecordId& child_id = problem.children[child].id;
    if (problem.wanted[child] == 0 || HasFixedTurn(week, child_id, day)) continue;
    for (int member = 0; member < problem.member_count(); ++member) {
      const MemberId& member_id = problem.members[member].id;
      for (const Turn& turn : repair.standing) {
        if (turn.child != child_id || turn.member != member_id || turn.day != day) continue;
        result.standing[child].push_back({member, static_cast<int>(turn.start_minute)});
      }
      if (IsClosed(week.declined, child_id, member_id, day) || IsClosed(repair.closed, child_id, member_id, day)) {
        continue;
      }
      result.openings[child][member] = OpeningsOf(week, child_id, member_id, day);
    }
  }
  return result;
}

template <typename Person>
std::vector<Person> SortedById(std::vector<Person> people) {
  std::sort(people.begin(), people.end(), [](const Person& a, const Person& b) { return a.id < b.id; });
  return people;
}

int Wanted(const TurnsWeek& week, const TurnChild& child) {
  const auto fixed =
      std::count_if(week.fixed.begin(), week.fixed.end(), [&](const Turn& turn) { return turn.child == child.id; });
  return std::max(0, static_cast<int>(child.turns) - static_cast<int>(fixed));
}

}  // namespace

Problem ProblemOf(const TurnsWeek& week, const Repair& repair) {
  Problem problem{.members = SortedById(week.members),
                  .children = SortedById(week.children),
                  .first_day = week.first_day,
                  .turn_minutes = static_cast<int>(week.minutes),
                  .one_parent_at_a_time = week.baby_needs_a_parent};
  for (int child = 0; child < problem.child_count(); ++child) {
    problem.wanted[child] = Wanted(week, problem.children[child]);
  }
  SetFairShares(week, problem);
  for (int day = 0; day < kDaysOfTurns; ++day) {
    problem.days[day] = DayProblemOf(problem, week, repair, week.first_day.Plus(day));
  }
  return problem;
}

bool CanStay(const TurnsWeek& week, const Turn& turn) {
  if (IsClosed(week.declined, turn.child, turn.member, turn.day) || HasFixedTurn(week, turn.child, turn.day)) {
    return false;
  }
  const std::vector<Opening> obstacles = Obstacles(week, turn.child, turn.member, turn.day);
  return std::none_of(obstacles.begin(), obstacles.end(), [&](const Opening& obstacle) {
    return obstacle.start < MinuteAfter(turn) && static_cast<int>(turn.start_minute) < obstacle.end;
  });
}

}  // namespace toward::plan::turns
