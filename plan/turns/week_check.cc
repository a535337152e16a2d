#include "plan/turns/week_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/civil_time.h"
#include "base/status_macros.h"

namespace toward::plan::turns {
namespace {

constexpr uint32_t kMinutesOfDay = 1440;
constexpr uint32_t kLongestTurnMinutes = 240;

absl::Status TooManyPeople() {
  return absl::InvalidArgumentError("A week is planned for two parents and six children at most.");
}
absl::Status NamedTwice() { return absl::InvalidArgumentError("Each child and each parent is to be listed once."); }
absl::Status Nameless() {
  return absl::InvalidArgumentError("Each child and each parent needs a name to be called by.");
}
absl::Status NotANumberOfTurns() {
  return absl::InvalidArgumentError("A child has at most one turn a day, so choose 0 to 7 turns a week.");
}
absl::Status NotALength() { return absl::InvalidArgumentError("A turn has 1 to 240 minutes."); }
absl::Status NotHeldMinutes() { return absl::InvalidArgumentError("A turn that was held has 1 to 1440 minutes."); }
absl::Status NotASpan() {
  return absl::InvalidArgumentError("A time begins before it ends, from minute 0 to minute 1440 of a day.");
}
absl::Status NotADate() { return absl::InvalidArgumentError("A week to plan begins on a day from 1970 to 9999."); }
absl::Status NotThisWeek() { return absl::InvalidArgumentError("Give only days of the week that is planned."); }
absl::Status UnknownPerson() {
  return absl::InvalidArgumentError("A time names a child or parent who is not in this plan.");
}
absl::Status NotAWeight() { return absl::InvalidArgumentError("A pair's weight is 50 to 150 percent."); }
absl::Status WeighedTwice() { return absl::InvalidArgumentError("Each pair of a child and a parent has one weight."); }
absl::Status NotAnInconvenience() {
  return absl::InvalidArgumentError("The inconvenience of a free window is 0 to 100.");
}

template <typename Person, typename PersonId>
bool Has(const std::vector<Person>& people, const PersonId& id) {
  return std::any_of(people.begin(), people.end(), [&](const Person& person) { return person.id == id; });
}

template <typename Person>
absl::Status CheckPeople(const std::vector<Person>& people) {
  for (size_t i = 0; i < people.size(); ++i) {
    if (people[i].name.empty()) return Nameless();
    for (size_t j = 0; j < i; ++j) {
      if (people[i].id == people[j].id) return NamedTwice();
    }
  }
  return absl::OkStatus();
}

absl::Status CheckDay(const TurnsWeek& week, PlanDay day) {
  return week.first_day <= day && day < week.first_day.Plus(kDaysOfTurns) ? absl::OkStatus() : NotThisWeek();
}

absl::Status CheckSpan(const TurnsWeek& week, const DaySpan& span) {
  if (span.start_minute >= span.end_minute || span.end_minute > kMinutesOfDay) return NotASpan();
  return CheckDay(week, span.day);
}

absl::Status CheckPair(const TurnsWeek& week, const RecordId& child, const MemberId& member) {
  return Has(week.children, child) && Has(week.members, member) ? absl::OkStatus() : UnknownPerson();
}

absl::Status CheckTimes(const TurnsWeek& week) {
  for (const FreeWindow& window : week.windows) {
    if (!Has(week.members, window.member)) return UnknownPerson();
    if (window.inconvenience > 100) return NotAnInconvenience();
    RETURN_IF_ERROR(CheckSpan(week, window.span));
  }
  for (const MemberBusy& busy : week.member_busy) {
    if (!Has(week.members, busy.member)) return UnknownPerson();
    RETURN_IF_ERROR(CheckSpan(week, busy.span));
  }
  for (const ChildBusy& busy : week.child_busy) {
    if (!Has(week.children, busy.child)) return UnknownPerson();
    if (busy.member.has_value() && !Has(week.members, *busy.member)) return UnknownPerson();
    RETURN_IF_ERROR(CheckSpan(week, busy.span));
  }
  return absl::OkStatus();
}

absl::Status CheckWeights(const TurnsWeek& week) {
  std::set<std::pair<RecordId, MemberId>> pairs;
  for (const TurnWeight& weight : week.weights) {
    if (weight.percent < 50 || weight.percent > 150) return NotAWeight();
    RETURN_IF_ERROR(CheckPair(week, weight.child, weight.member));
    if (!pairs.emplace(weight.child, weight.member).second) return WeighedTwice();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTurn(const TurnsWeek& week, const Turn& turn) {
  if (turn.minutes < 1 || turn.minutes > kLongestTurnMinutes) return NotALength();
  if (turn.start_minute >= kMinutesOfDay) return NotASpan();
  RETURN_IF_ERROR(CheckDay(week, turn.day));
  return CheckPair(week, turn.child, turn.member);
}

absl::Status CheckWeek(const TurnsWeek& week) {
  if (week.members.size() > 2 || week.children.size() > kMostTurnChildren) return TooManyPeople();
  if (week.first_day < PlanDay() || week.first_day > PlanDay(absl::CivilDay(9999, 12, 31))) return NotADate();
  if (week.minutes < 1 || week.minutes > kLongestTurnMinutes) return NotALength();
  RETURN_IF_ERROR(CheckPeople(week.members));
  RETURN_IF_ERROR(CheckPeople(week.children));
  for (const TurnChild& child : week.children) {
    if (child.turns > kDaysOfTurns) return NotANumberOfTurns();
  }
  RETURN_IF_ERROR(CheckTimes(week));
  for (const Turn& turn : week.fixed) RETURN_IF_ERROR(CheckTurn(week, turn));
  for (const HeldTurn& held : week.held) {
    if (held.minutes < 1 || held.minutes > kMinutesOfDay) return NotHeldMinutes();
  }
  for (const DeclinedTurn& declined : week.declined) {
    RETURN_IF_ERROR(CheckDay(week, declined.day));
    RETURN_IF_ERROR(CheckPair(week, declined.child, declined.member));
  }
  return CheckWeights(week);
}

}  // namespace toward::plan::turns
