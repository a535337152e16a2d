#include "plan/turns/repair.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "plan/turns/reasons.h"

namespace toward::plan::turns {
namespace {

bool Contains(const std::vector<Turn>& turns, const Turn& turn) {
  return std::find(turns.begin(), turns.end(), turn) != turns.end();
}

int CountOf(const std::vector<Turn>& turns, const RecordId& child) {
  return static_cast<int>(
      std::count_if(turns.begin(), turns.end(), [&](const Turn& turn) { return turn.child == child; }));
}

// Into pinned, standing and fallen out. Those of another length first: the others cannot stay over them.
void SortOut(const std::set<Turn>& current, RepairedWeek& repaired) {
  for (const Turn& turn : current) {
    if (turn.minutes == repaired.week.minutes) continue;
    if (CanStay(repaired.week, turn)) {
      repaired.week.fixed.push_back(turn);
      repaired.pinned.push_back(turn);
    } else {
      repaired.fallen_out.push_back(turn);
    }
  }
  for (const Turn& turn : current) {
    if (turn.minutes != repaired.week.minutes) continue;
    (CanStay(repaired.week, turn) ? repaired.repair.standing : repaired.fallen_out).push_back(turn);
  }
}

// Its time and its day are not offered again.
void Close(const Turn& turn, RepairedWeek& repaired) {
  const uint32_t end = std::min<uint32_t>(turn.start_minute + turn.minutes, 1440);
  repaired.week.member_busy.push_back({turn.member, {turn.day, turn.start_minute, end}});
  repaired.repair.closed.push_back({turn.child, turn.member, turn.day});
}

// As many as stand, and what fell out as far as it was asked for.
void AskForWhatThereWas(RepairedWeek& repaired) {
  for (TurnChild& child : repaired.week.children) {
    const int fixed = CountOf(repaired.week.fixed, child.id);
    const int standing = CountOf(repaired.repair.standing, child.id);
    const int there_were = standing + CountOf(repaired.fallen_out, child.id);
    const int turns = std::max(standing, std::min(there_were, static_cast<int>(child.turns) - fixed));
    child.turns = static_cast<uint32_t>(fixed + std::min(turns, kDaysOfTurns));
  }
}

// What is no longer where it was: fallen out or moved.
std::vector<Turn> Replaced(const RepairedWeek& repaired, const std::vector<Turn>& turns, const RecordId& child) {
  std::vector<Turn> replaced;
  for (const Turn& turn : repaired.fallen_out) {
    if (turn.child == child) replaced.push_back(turn);
  }
  for (const Turn& turn : repaired.repair.standing) {
    if (turn.child == child && !Contains(turns, turn)) replaced.push_back(turn);
  }
  return replaced;
}

}  // namespace

RepairedWeek RepairedWeekOf(const TurnsWeek& week, const std::vector<ProposedTurn>& current,
                            const std::vector<Turn>& fallen_out) {
  const std::set<Turn> gone(fallen_out.begin(), fallen_out.end());
  std::set<Turn> remaining;
  for (const ProposedTurn& proposed : current) {
    if (!gone.contains(proposed.turn)) remaining.insert(proposed.turn);
  }
  RepairedWeek repaired{week};
  SortOut(remaining, repaired);
  for (const Turn& turn : gone) Close(turn, repaired);
  repaired.fallen_out.insert(repaired.fallen_out.end(), gone.begin(), gone.end());
  std::sort(repaired.fallen_out.begin(), repaired.fallen_out.end());
  AskForWhatThereWas(repaired);
  return repaired;
}

std::vector<ProposedTurn> WithReasons(const Problem& problem, const RepairedWeek& repaired,
                                      const std::vector<ProposedTurn>& current, const std::vector<Turn>& turns,
                                      uint32_t moved) {
  std::map<Turn, std::string> reasons;
  for (const ProposedTurn& proposed : std::set<ProposedTurn>(current.begin(), current.end())) {
    reasons.try_emplace(proposed.turn, proposed.reason);
  }
  std::map<RecordId, size_t> new_turns;
  std::vector<ProposedTurn> proposed;
  for (const Turn& turn : turns) {
    if (const auto kept = reasons.find(turn); kept != reasons.end()) {
      proposed.push_back({turn, kept->second});
      continue;
    }
    const Turn from = Replaced(repaired, turns, turn.child).at(new_turns[turn.child]++);
    const bool fell_out = Contains(repaired.fallen_out, from);
    proposed.push_back({turn, fell_out ? ReasonInPlaceOf(problem, from, moved) : ReasonMovedFrom(from)});
  }
  return proposed;
}

}  // namespace toward::plan::turns
