#include "tests/plan/turns/any_week.h"

#include <rapidcheck.h>

#include <algorithm>

namespace toward::plan {
namespace {

constexpr const char* kMembers[] = {"Ana", "Ben"};
constexpr const char* kChildren[] = {"Mia", "Leo", "Ida", "Tom", "Eva", "Max"};

template <typename AnId>
AnId IdNumber(char kind, int number) {
  return *AnId::FromBytes(std::string(AnId::kBytes - 1, kind) + static_cast<char>('0' + number));
}

DaySpan AnySpan(const Bounds& bounds, int longest_minutes) {
  const int start = 900 + 5 * AnyBetween(0, 12);
  const int minutes = 5 * AnyBetween(1, longest_minutes / 5);
  return {kMonday.Plus(AnyBetween(0, bounds.days - 1)), static_cast<uint32_t>(start),
          static_cast<uint32_t>(start + minutes)};
}

MemberId AnyMember(const TurnsWeek& week) {
  return week.members[AnyBetween(0, static_cast<int>(week.members.size()) - 1)].id;
}

RecordId AnyChild(const TurnsWeek& week) {
  return week.children[AnyBetween(0, static_cast<int>(week.children.size()) - 1)].id;
}

void AddFreeTime(TurnsWeek& week, const Bounds& bounds) {
  const int windows = AnyBetween(0, bounds.windows_a_day * bounds.days);
  for (int i = 0; i < windows; ++i) {
    week.windows.push_back({AnyMember(week), AnySpan(bounds, 40), static_cast<uint32_t>(AnyBetween(0, 2))});
  }
}

void AddWhatIsInTheWay(TurnsWeek& week, const Bounds& bounds) {
  for (int i = AnyBetween(0, 2); i > 0; --i) week.member_busy.push_back({AnyMember(week), AnySpan(bounds, 30)});
  for (int i = AnyBetween(0, 2); i > 0; --i) {
    week.child_busy.push_back({AnyChild(week), AnySpan(bounds, 60)});
    if (AnyBetween(0, 1) == 1) week.child_busy.back().member = AnyMember(week);
  }
  for (int i = AnyBetween(0, 1); i > 0; --i) {
    const DaySpan span = AnySpan(bounds, 20);
    week.fixed.push_back({AnyChild(week), AnyMember(week), span.day, span.start_minute, week.minutes});
  }
  if (AnyBetween(0, 3) == 0) {
    week.declined.push_back({AnyChild(week), AnyMember(week), kMonday.Plus(AnyBetween(0, bounds.days - 1))});
  }
}

template <typename T>
void Shuffle(std::vector<T>& list) {
  for (size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[AnyBetween(0, static_cast<int>(i) - 1)]);
}

bool Touches(const Turn& turn, const DaySpan& span) {
  return turn.day == span.day && turn.start_minute < span.end_minute &&
         span.start_minute < turn.start_minute + turn.minutes;
}

std::string BrokenByPair(const TurnsWeek& week, const Turn& turn, const Turn& other) {
  if (turn.child == other.child && turn.day == other.day) return "two turns a day for a child";
  if (!Overlap(turn, other)) return "";
  if (turn.member == other.member) return "two turns at once for a parent";
  return week.baby_needs_a_parent ? "nobody is with the baby" : "";
}

std::string BrokenByTurn(const TurnsWeek& week, const Turn& turn) {
  for (const MemberBusy& busy : week.member_busy) {
    if (busy.member == turn.member && Touches(turn, busy.span)) return "the parent is busy";
  }
  for (const ChildBusy& busy : week.child_busy) {
    if (busy.child != turn.child || (busy.member.has_value() && *busy.member != turn.member)) continue;
    if (Touches(turn, busy.span)) return "the child is busy";
  }
  for (const DeclinedTurn& declined : week.declined) {
    if (declined.child == turn.child && declined.member == turn.member && declined.day == turn.day) {
      return "the child declined";
    }
  }
  return "";
}

}  // namespace

MemberId MemberNumber(int number) { return IdNumber<MemberId>('m', number); }
RecordId ChildNumber(int number) { return IdNumber<RecordId>('c', number); }

TurnsWeek WeekOfChildren(int children, uint32_t turns) {
  TurnsWeek week{.first_day = kMonday, .minutes = 15};
  for (int member = 0; member < 2; ++member) week.members.push_back({MemberNumber(member), kMembers[member]});
  for (int child = 0; child < children; ++child) {
    week.children.push_back({ChildNumber(child), kChildren[child], turns});
  }
  return week;
}

void AddWindow(TurnsWeek& week, int member, int day, uint32_t start_minute, uint32_t end_minute) {
  week.windows.push_back({MemberNumber(member), {kMonday.Plus(day), start_minute, end_minute}});
}

TurnsWeek WideOpenWeek(int children, uint32_t turns) {
  TurnsWeek week = WeekOfChildren(children, turns);
  for (int day = 0; day < kDaysOfTurns; ++day) {
    for (int member = 0; member < 2; ++member) AddWindow(week, member, day, 900, 960);
  }
  return week;
}

void Hold(TurnsWeek& week, int child, int member, int count, int last_days_before, uint32_t minutes) {
  for (int i = 0; i < count; ++i) {
    week.held.push_back({ChildNumber(child), MemberNumber(member), kMonday.Plus(-last_days_before - i), minutes});
  }
}

int AnyBetween(int min, int max) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max + 1)); }

Turn AnyOf(const std::vector<ProposedTurn>& current) {
  return current[AnyBetween(0, static_cast<int>(current.size()) - 1)].turn;
}

TurnsWeek AnyWeek(const Bounds& bounds) {
  TurnsWeek week = WeekOfChildren(AnyBetween(1, bounds.children), 0);
  if (AnyBetween(0, 4) == 0) week.members.pop_back();
  week.minutes = static_cast<uint32_t>(5 * AnyBetween(1, 4));
  week.baby_needs_a_parent = AnyBetween(0, 1) == 1;
  for (TurnChild& child : week.children) {
    child.turns = static_cast<uint32_t>(AnyBetween(0, 4));
    for (const TurnMember& member : week.members) {
      for (int i = AnyBetween(0, 3); i > 0; --i) {
        week.held.push_back(
            {child.id, member.id, kMonday.Plus(-AnyBetween(1, 35)), static_cast<uint32_t>(AnyBetween(1, 30))});
      }
      if (AnyBetween(0, 4) == 0)
        week.weights.push_back({child.id, member.id, static_cast<uint32_t>(AnyBetween(5, 15) * 10)});
    }
  }
  AddFreeTime(week, bounds);
  AddWhatIsInTheWay(week, bounds);
  return week;
}

TurnsWeek Shuffled(TurnsWeek week) {
  Shuffle(week.members);
  Shuffle(week.children);
  Shuffle(week.windows);
  Shuffle(week.member_busy);
  Shuffle(week.child_busy);
  Shuffle(week.fixed);
  Shuffle(week.held);
  Shuffle(week.declined);
  Shuffle(week.weights);
  return week;
}

std::vector<Turn> TurnsOf(const TurnsPlan& plan) {
  std::vector<Turn> turns;
  for (const ProposedTurn& proposed : plan.turns) turns.push_back(proposed.turn);
  return turns;
}

bool Overlap(const Turn& a, const Turn& b) { return Touches(a, {b.day, b.start_minute, b.start_minute + b.minutes}); }

bool IsInWindow(const TurnsWeek& week, const Turn& turn) {
  return std::any_of(week.windows.begin(), week.windows.end(), [&](const FreeWindow& window) {
    return window.member == turn.member && window.span.day == turn.day &&
           window.span.start_minute <= turn.start_minute && turn.start_minute + turn.minutes <= window.span.end_minute;
  });
}

std::string BrokenRule(const TurnsWeek& week, const std::vector<Turn>& turns) {
  for (size_t i = 0; i < turns.size(); ++i) {
    if (const std::string broken = BrokenByTurn(week, turns[i]); !broken.empty()) return broken;
    for (const Turn& fixed : week.fixed) {
      if (const std::string broken = BrokenByPair(week, turns[i], fixed); !broken.empty()) return broken;
    }
    for (size_t j = 0; j < i; ++j) {
      if (const std::string broken = BrokenByPair(week, turns[i], turns[j]); !broken.empty()) return broken;
    }
  }
  return "";
}

}  // namespace toward::plan
