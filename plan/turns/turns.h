// Turns: a week of one-on-one time, shared out fairly. Every child is to have its turns, every pair of a child and a
// parent their minutes, in times that are free, and each turn comes with a sentence that says why. Pure: values in,
// values out; equal input in any order gives equal output.
//
// A week keeps these rules:
//   - one child at a time: turns of one parent do not overlap;
//   - while the baby needs a parent, turns of different parents do not overlap either;
//   - at most one turn a day for a child, and no more in the week than were asked for;
//   - a turn lies in a free window of its parent and touches nothing that is busy, declined or fixed.
// Of all such weeks it is one with the least TurnsObjective. Where several have that, it is one whose pairs have waited
// longest, in the windows that suit best, early in the week (so that what falls out can still be made up for).
//
// Jain, Chiu, Hawe: "A Quantitative Measure of Fairness and Discrimination", DEC-TR-301, 1984, for the index.
#ifndef TOWARD_PLAN_TURNS_TURNS_H_
#define TOWARD_PLAN_TURNS_TURNS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "plan/plan_day.h"

namespace toward::plan {

inline constexpr int kMostTurnChildren = 6;
inline constexpr int kDaysOfTurns = 7;
// What was held longer ago than this before the week no longer counts.
inline constexpr int kTurnHistoryDays = 28;
// The search gives up its proof when after some day more counts than this are open: turns so far, of each pair. Up to
// three children have at most 36^3 = 46,656 of them, so theirs is always exact. Giving up takes up to a second.
inline constexpr size_t kMostTurnStates = 50'000;

struct TurnMember {
  MemberId id;
  // What to call them; not empty.
  std::string name;
};

struct TurnChild {
  RecordId id;
  // What to call them; not empty.
  std::string name;
  // How many in this week, those in `fixed` included: 0 to 7.
  uint32_t turns = 0;
  // The day it was born, or came back. It begins where the others are on average, and is not flooded to catch up with
  // them. Absent: it was always there.
  std::optional<PlanDay> since;
};

// Part of one plan day, in minutes after midnight on the wall clock: 0 to 1440, the start before the end.
struct DaySpan {
  PlanDay day;
  uint32_t start_minute = 0;
  uint32_t end_minute = 0;

  friend auto operator<=>(const DaySpan&, const DaySpan&) = default;
};

struct FreeWindow {
  MemberId member;
  DaySpan span;
  // How little this time is liked: 0 to 100. Decides only between equally fair weeks.
  uint32_t inconvenience = 0;
};

struct MemberBusy {
  MemberId member;
  DaySpan span;
};

// A nap, an afternoon at the sports club, or a day in another home (0 to 1440).
struct ChildBusy {
  RecordId child;
  DaySpan span;
  // The only one the child is not there for, as when it stays with the other parent. Absent: for nobody.
  std::optional<MemberId> member;
};

// One planned one-on-one.
struct Turn {
  RecordId child;
  MemberId member;
  PlanDay day;
  // After midnight on the wall clock: 0 to 1439.
  uint32_t start_minute = 0;
  // 1 to 240.
  uint32_t minutes = 0;

  friend auto operator<=>(const Turn&, const Turn&) = default;
};

// One that was really held, with the minutes it really had: 1 to 1440.
struct HeldTurn {
  RecordId child;
  MemberId member;
  PlanDay day;
  uint32_t minutes = 0;
};

// "Not now with this parent." The pair has no turn on that day and a lower target for the rest of the week; nobody owes
// anything.
struct DeclinedTurn {
  RecordId child;
  MemberId member;
  PlanDay day;
};

// How much of everybody's minutes a pair is to have, 50 to 150; 100 where nothing is said.
struct TurnWeight {
  RecordId child;
  MemberId member;
  uint32_t percent = 100;
};

struct TurnsWeek {
  // The week: this day and the six after it.
  PlanDay first_day;
  // Of each turn: 1 to 240.
  uint32_t minutes = 0;
  // One parent has to be with the baby at any time.
  bool baby_needs_a_parent = false;
  // None, one or two.
  std::vector<TurnMember> members;
  // At most kMostTurnChildren. The baby is among them only if it is to have turns.
  std::vector<TurnChild> children;
  std::vector<FreeWindow> windows;
  std::vector<MemberBusy> member_busy;
  std::vector<ChildBusy> child_busy;
  // What stays as it is: turns of this week that are done or settled. They count, and nothing is put over them.
  std::vector<Turn> fixed;
  // Before this week. Other days, members and children than this week's are not looked at.
  std::vector<HeldTurn> held;
  std::vector<DeclinedTurn> declined;
  std::vector<TurnWeight> weights;
};

struct ProposedTurn {
  Turn turn;
  // One sentence: why this parent and this time. It states what was held and what is planned, and rates nobody.
  std::string reason;

  friend auto operator<=>(const ProposedTurn&, const ProposedTurn&) = default;
};

// What is made least, in this order.
struct TurnsObjective {
  // Turns asked for that found no place.
  uint32_t unmet = 0;
  // Turns that could have stayed and did not; 0 in a new plan.
  uint32_t moved = 0;
  // The most unmet turns of one child.
  uint32_t largest_unmet = 0;
  // The sum of (W * minutes - w * M)^2 over all pairs: w is the pair's weight, W that of all pairs (both divided by the
  // greatest common divisor of all weights), M the minutes of everybody, turns asked for included. So it is W^2 times
  // the squared minutes from the pair's target, in whole numbers.
  int64_t unfairness = 0;

  friend auto operator<=>(const TurnsObjective&, const TurnsObjective&) = default;
};

// How even it is with this plan. For gauges and tests; not shown to children.
struct TurnsBalance {
  // Of all pairs, the farthest from its target, rounded. Less than one turn is as fair as a week can be.
  uint32_t largest_deviation_minutes = 0;
  // Jain's index of the children's minutes and of the pairs': 1 is equal, 1/n is all for one.
  double jain_of_children = 1;
  double jain_of_pairs = 1;
};

enum class TurnsProof {
  kExact,      // no week is better
  kHeuristic,  // none was found; there were too many to try them all
};

struct TurnsPlan {
  // By day, start and member, without those in TurnsWeek.fixed.
  std::vector<ProposedTurn> turns;
  TurnsObjective objective;
  TurnsBalance balance;
  TurnsProof proof = TurnsProof::kExact;
};

// Plans a week: where there are no windows, children or members, an empty one. `most_states`: see kMostTurnStates;
// 0 means that only the local search runs. INVALID_ARGUMENT: a number out of its range, a day outside the week (but in
// `held`), an id that is listed twice or belongs to nobody, a pair with two weights, somebody without a name.
absl::StatusOr<TurnsPlan> PlanTurns(const TurnsWeek& week, size_t most_states = kMostTurnStates);

// Finds new places for turns that fell out, and moves as few others as it can: the fewest unmet turns first, then the
// fewest moved ones, then fairness. `current`: the turns of the week that are not in `week.fixed`, with their reasons.
// `fallen_out`: those that somebody cannot or does not want; they may be in `current` or not. Their time is not offered
// to that parent again, nor the pair on that day. Turns in `current` that the week no longer has room for, because
// something busy or fixed came in between, have fallen out too.
//
// Only what fell out is planned again, up to the turns that `week.children` ask for: whatever else is still unmet is
// for the next PlanTurns. So where nothing fell out, and `current` keeps the rules, the answer is `current`. A turn
// that stays keeps its reason. One whose minutes are not `week.minutes` stays or falls out, and is not moved.
//
// INVALID_ARGUMENT: as PlanTurns, and in the same way for `current` and `fallen_out`.
absl::StatusOr<TurnsPlan> RepairTurns(const TurnsWeek& week, const std::vector<ProposedTurn>& current,
                                      const std::vector<Turn>& fallen_out, size_t most_states = kMostTurnStates);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_TURNS_TURNS_H_
