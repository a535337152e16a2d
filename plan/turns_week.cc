#include "plan/turns_week.h"

#include <algorithm>

#include "plan/turns/problem.h"
#include "plan/week_reading.h"

namespace toward::plan {
namespace {

constexpr uint32_t kMinutesOfDay = 24 * 60;

TurnsWeek WithSettled(const WeekAhead& ahead) {
  TurnsWeek week = ahead.week;
  for (const ProposedTurn& proposed : ahead.settled) week.fixed.push_back(proposed.turn);
  return week;
}

// The question for one child alone.
TurnsWeek OnlyOf(TurnsWeek week, const RecordId& child) {
  const auto of_others = [&](const auto& thing) { return thing.child != child; };
  std::erase_if(week.children, [&](const TurnChild& other) { return other.id != child; });
  std::erase_if(week.child_busy, of_others);
  std::erase_if(week.fixed, of_others);
  std::erase_if(week.declined, of_others);
  std::erase_if(week.weights, of_others);
  return week;
}

uint32_t UnmetOf(const TurnsWeek& week) {
  const absl::StatusOr<TurnsPlan> plan = PlanTurns(week);
  return plan.ok() ? plan->objective.unmet : 0;
}

NoRoom WhyUnplaced(const TurnsWeek& week, const RecordId& child, uint32_t turns) {
  TurnsWeek alone = OnlyOf(week, child);
  const uint32_t unmet_alone = UnmetOf(alone);
  if (unmet_alone < turns) return NoRoom::kOtherTurns;
  alone.member_busy.clear();
  alone.child_busy.clear();
  alone.declined.clear();
  return UnmetOf(alone) < unmet_alone ? NoRoom::kNobodyFree : NoRoom::kNoWindow;
}

v1::Ritual::Windows::Window Window(std::initializer_list<uint32_t> weekdays, uint32_t start, uint32_t end) {
  v1::Ritual::Windows::Window window;
  for (const uint32_t weekday : weekdays) window.add_weekdays(weekday);
  window.set_start_minute(start);
  window.set_end_minute(end);
  return window;
}

// What is asked of the planner for a new plan: settled turns count, and times that fell out are not offered.
TurnsWeek WeekToPropose(const WeekAhead& ahead) {
  TurnsWeek week = WithSettled(ahead);
  for (const Turn& turn : ahead.fallen_out) {
    const uint32_t end = std::min(turn.start_minute + turn.minutes, kMinutesOfDay);
    week.member_busy.push_back({turn.member, {turn.day, turn.start_minute, end}});
  }
  return week;
}

}  // namespace

v1::Ritual::Windows UsualWindows() {
  v1::Ritual::Windows windows;
  *windows.add_windows() = Window({1, 2, 3, 4, 5}, 17 * 60, 18 * 60 + 30);
  *windows.add_windows() = Window({6, 7}, 9 * 60 + 30, 11 * 60 + 30);
  *windows.add_windows() = Window({6, 7}, 15 * 60, 17 * 60);
  return windows;
}

v1::Ritual::Windows WindowsOf(const Ritual& ritual) { return ritual.windows ? *ritual.windows : UsualWindows(); }

WeekAhead WeekAheadOf(const Plan& shown, const Plan& everything, PlanDay day, int64_t now_ms) {
  const Ritual* ritual = FindRitual(shown, v1::Ritual::TYPE_ONE_ON_ONE);
  if (!shown.calendar || ritual == nullptr) {
    WeekAhead nothing;
    nothing.week.first_day = day.StartOfWeek();
    nothing.week.minutes = kUsualTurnMinutes;
    return nothing;
  }
  return ReadWeek(shown, everything, *ritual, day, now_ms);
}

absl::StatusOr<TurnsPlan> ProposeTurns(const WeekAhead& ahead) { return PlanTurns(WeekToPropose(ahead)); }

absl::StatusOr<TurnsPlan> RepairTurns(const WeekAhead& ahead) {
  return RepairTurns(ahead.week, ahead.settled, ahead.fallen_out);
}

std::vector<Turn> InTheWay(const WeekAhead& ahead) {
  std::vector<Turn> in_the_way;
  for (const ProposedTurn& proposed : ahead.settled) {
    if (!turns::CanStay(ahead.week, proposed.turn)) in_the_way.push_back(proposed.turn);
  }
  return in_the_way;
}

bool HasRoomFor(const WeekAhead& ahead, const Turn& turn, const Turn& before) {
  TurnsWeek week = WithSettled(ahead);
  std::erase(week.fixed, before);
  return turns::CanStay(week, turn);
}

std::vector<UnplacedTurns> Unplaced(const WeekAhead& ahead, const TurnsPlan& plan) {
  const TurnsWeek week = WeekToPropose(ahead);
  std::vector<UnplacedTurns> unplaced;
  for (const TurnChild& child : week.children) {
    const auto is_of = [&](const Turn& turn) { return turn.child == child.id; };
    const auto placed =
        std::count_if(week.fixed.begin(), week.fixed.end(), is_of) +
        std::count_if(plan.turns.begin(), plan.turns.end(), [&](const ProposedTurn& p) { return is_of(p.turn); });
    if (placed >= child.turns) continue;
    const uint32_t turns = child.turns - static_cast<uint32_t>(placed);
    unplaced.push_back({child.id, turns, WhyUnplaced(week, child.id, turns)});
  }
  return unplaced;
}

Slot SlotOf(const ProposedTurn& proposed, const RecordId& ritual) {
  const Turn& turn = proposed.turn;
  return {.id = {},
          .ritual = ritual,
          .day = turn.day,
          .child = turn.child,
          .member = turn.member,
          .start_minute = turn.start_minute,
          .minutes = turn.minutes,
          .reason = proposed.reason};
}

}  // namespace toward::plan
