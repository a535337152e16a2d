#include "plan/turns/reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace toward::plan::turns {
namespace {

const std::string& NameOf(const Problem& problem, const RecordId& child) {
  return problem.children[PlaceOf(problem.children, child)].name;
}

const std::string& NameOf(const Problem& problem, const MemberId& member) {
  return problem.members[PlaceOf(problem.members, member)].name;
}

// A name may be "a child".
std::string Sentence(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string WeekdayName(PlanDay day) {
  const std::string date = LongDate(day);
  return date.substr(0, date.find(' '));
}

std::string NumberWord(size_t number) {
  static constexpr std::array<std::string_view, 13> kWords = {
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
  return number < kWords.size() ? std::string(kWords[number]) : std::to_string(number);
}

// The child's turn of the week before this one; absent on its first.
std::optional<Turn> TurnBefore(const std::vector<Turn>& all, const Turn& turn) {
  std::optional<Turn> before;
  for (const Turn& other : all) {
    if (other.child != turn.child || other.day >= turn.day) continue;
    if (!before || std::pair(before->day, before->start_minute) < std::pair(other.day, other.start_minute)) {
      before = other;
    }
  }
  return before;
}

// Whether the pair would have less than its share without this turn and those after it.
bool IsBelowTarget(const TurnsWeek& week, const Problem& problem, const std::vector<Turn>& all, const Turn& turn) {
  const auto earlier = std::count_if(all.begin(), all.end(), [&](const Turn& other) {
    return other.child == turn.child && other.member == turn.member && other.day < turn.day &&
           std::find(week.fixed.begin(), week.fixed.end(), other) == week.fixed.end();
  });
  return problem.Deviation(PlaceOf(problem.children, turn.child), PlaceOf(problem.members, turn.member), earlier) < 0;
}

// With whom the child's last turns were held, one after the other, and how many; absent when there were none, or both
// parents had one on the last day.
struct Run {
  MemberId member;
  size_t turns = 0;
};
std::optional<Run> LastRun(const TurnsWeek& week, const RecordId& child) {
  std::vector<HeldTurn> held;
  for (const HeldTurn& turn : week.held) {
    const bool counts = week.first_day.Plus(-kTurnHistoryDays) <= turn.day && turn.day < week.first_day;
    if (turn.child == child && counts) held.push_back(turn);
  }
  std::sort(held.begin(), held.end(), [](const HeldTurn& a, const HeldTurn& b) { return a.day > b.day; });
  if (held.empty()) return std::nullopt;
  const auto end =
      std::find_if(held.begin(), held.end(), [&](const HeldTurn& turn) { return turn.member != held.front().member; });
  const auto turns =
      std::count_if(held.begin(), end, [&](const HeldTurn& turn) { return end == held.end() || turn.day > end->day; });
  if (turns == 0) return std::nullopt;
  return Run{held.front().member, static_cast<size_t>(turns)};
}

}  // namespace

std::string ReasonFor(const TurnsWeek& week, const Problem& problem, const std::vector<Turn>& all, const Turn& turn) {
  const std::string& child = NameOf(problem, turn.child);
  const std::string& member = NameOf(problem, turn.member);
  std::string both_free = Sentence(fmt::format("{} and {} are both free then.", child, member));
  if (!IsBelowTarget(week, problem, all, turn)) return both_free;
  if (const std::optional<Turn> before = TurnBefore(all, turn); before.has_value()) {
    if (before->member == turn.member) return both_free;
    return Sentence(fmt::format("{} has {} with {}, so this one is with {}.", child, WeekdayName(before->day),
                                NameOf(problem, before->member), member));
  }
  const std::optional<Run> run = LastRun(week, turn.child);
  const bool is_known = run.has_value() && PlaceOf(problem.members, run->member) >= 0;
  if (!is_known || run->member == turn.member) return both_free;
  const std::string held = run->turns == 1 ? "last one was" : fmt::format("last {} were", NumberWord(run->turns));
  return Sentence(
      fmt::format("{}'s {} with {}, so this one is with {}.", child, held, NameOf(problem, run->member), member));
}

std::string ReasonInPlaceOf(const Problem& problem, const Turn& fallen_out, uint32_t moved) {
  const std::string place = fmt::format("This takes the place of {}'s time on {}", NameOf(problem, fallen_out.child),
                                        LongDate(fallen_out.day));
  if (moved == 0) return place + ".";
  if (moved == 1) return place + ", and one other time moved to make room.";
  return fmt::format("{}, and {} other times moved to make room.", place, NumberWord(moved));
}

std::string ReasonMovedFrom(const Turn& from) {
  return fmt::format("This moved from {}, {:02}:{:02}, to make room for a time that fell out.", LongDate(from.day),
                     from.start_minute / 60, from.start_minute % 60);
}

}  // namespace toward::plan::turns
