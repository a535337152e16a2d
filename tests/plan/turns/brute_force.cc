#include "tests/plan/turns/brute_force.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "tests/plan/turns/any_week.h"

namespace toward::plan {
namespace {

using Pair = std::pair<RecordId, MemberId>;

// What a week or a day comes to.
struct Sum {
  std::map<Pair, int> turns;
  int kept = 0;

  friend auto operator<=>(const Sum&, const Sum&) = default;
};

class BruteForce {
 public:
  BruteForce(const TurnsWeek& week, const std::vector<Turn>& standing) : week_(week), standing_(standing) {}

  TurnsObjective Least() {
    std::set<Sum> weeks = {Sum{}};
    for (int day = 0; day < kDaysOfTurns; ++day) {
      days_.clear();
      std::vector<Turn> turns;
      TryDay(kMonday.Plus(day), 0, turns);
      std::set<Sum> longer;
      for (const Sum& so_far : weeks) {
        for (const Sum& of_day : days_) longer.insert(Added(so_far, of_day));
      }
      weeks = std::move(longer);
    }
    std::optional<TurnsObjective> least;
    for (const Sum& sum : weeks) {
      const std::optional<TurnsObjective> objective = ObjectiveOf(sum);
      if (objective.has_value() && (!least.has_value() || *objective < *least)) least = objective;
    }
    return *least;
  }

 private:
  // Every way to go on with the children from `child` on.
  void TryDay(PlanDay day, size_t child, std::vector<Turn>& turns) {
    if (!BrokenRule(week_, turns).empty()) return;
    if (child == week_.children.size()) {
      Sum sum;
      for (const Turn& turn : turns) {
        ++sum.turns[{turn.child, turn.member}];
        if (IsStanding(turn)) ++sum.kept;
      }
      days_.insert(sum);
      return;
    }
    TryDay(day, child + 1, turns);
    for (const TurnMember& member : week_.members) {
      for (uint32_t start = 900; start < 1020; start += 5) {
        const Turn turn{week_.children[child].id, member.id, day, start, week_.minutes};
        if (!IsInWindow(week_, turn) && !IsStanding(turn)) continue;
        turns.push_back(turn);
        TryDay(day, child + 1, turns);
        turns.pop_back();
      }
    }
  }

  bool IsStanding(const Turn& turn) const {
    return std::find(standing_.begin(), standing_.end(), turn) != standing_.end();
  }

  static Sum Added(Sum sum, const Sum& more) {
    for (const auto& [pair, turns] : more.turns) sum.turns[pair] += turns;
    sum.kept += more.kept;
    return sum;
  }

  // Absent when a child has more turns than it is to have.
  std::optional<TurnsObjective> ObjectiveOf(const Sum& sum) const {
    TurnsObjective objective;
    int64_t total = 0;
    std::map<Pair, int64_t> minutes;
    for (const TurnChild& child : week_.children) {
      int wanted = static_cast<int>(child.turns);
      for (const Turn& fixed : week_.fixed) {
        if (fixed.child == child.id) --wanted;
      }
      wanted = std::max(wanted, 0);
      total += wanted * static_cast<int64_t>(week_.minutes);
      for (const TurnMember& member : week_.members) {
        const int turns = TurnsIn(sum, {child.id, member.id});
        minutes[{child.id, member.id}] =
            MinutesBefore(child.id, member.id) + turns * static_cast<int64_t>(week_.minutes);
        total += MinutesBefore(child.id, member.id);
        wanted -= turns;
      }
      if (wanted < 0) return std::nullopt;
      objective.unmet += static_cast<uint32_t>(wanted);
      objective.largest_unmet = std::max(objective.largest_unmet, static_cast<uint32_t>(wanted));
    }
    objective.moved = static_cast<uint32_t>(static_cast<int>(standing_.size()) - sum.kept);
    objective.unfairness = Unfairness(minutes, total);
    return objective;
  }

  static int TurnsIn(const Sum& sum, const Pair& pair) {
    const auto found = sum.turns.find(pair);
    return found == sum.turns.end() ? 0 : found->second;
  }

  int64_t MinutesBefore(const RecordId& child, const MemberId& member) const {
    int64_t minutes = 0;
    for (const HeldTurn& held : week_.held) {
      const bool counts = held.day < kMonday && held.day >= kMonday.Plus(-28);
      if (counts && held.child == child && held.member == member) minutes += held.minutes;
    }
    for (const Turn& fixed : week_.fixed) {
      if (fixed.child == child && fixed.member == member) minutes += fixed.minutes;
    }
    return minutes;
  }

  int64_t Unfairness(const std::map<Pair, int64_t>& minutes, int64_t total) const {
    std::map<Pair, int64_t> weights;
    for (const auto& [pair, of_pair] : minutes) weights[pair] = 100;
    for (const TurnWeight& weight : week_.weights) weights[{weight.child, weight.member}] = weight.percent;
    for (const DeclinedTurn& declined : week_.declined) weights[{declined.child, declined.member}] = 50;
    int64_t sum = 0;
    int64_t divisor = 0;
    for (const auto& [pair, weight] : weights) {
      sum += weight;
      divisor = std::gcd(divisor, weight);
    }
    int64_t unfairness = 0;
    for (const auto& [pair, of_pair] : minutes) {
      const int64_t deviation = sum * of_pair - weights[pair] * total;
      unfairness += deviation * deviation;
    }
    return divisor == 0 ? 0 : unfairness / (divisor * divisor);
  }

  const TurnsWeek& week_;
  const std::vector<Turn>& standing_;
  std::set<Sum> days_;
};

}  // namespace

TurnsObjective LeastObjective(const TurnsWeek& week, const std::vector<Turn>& standing) {
  return BruteForce(week, standing).Least();
}

}  // namespace toward::plan
