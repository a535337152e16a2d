#include "plan/turns/search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace toward::plan::turns {
namespace {

// Two days are changed together only by choices that differ from the present one in no more children than this.
constexpr int kChildrenChangedAtOnce = 2;

// Counts that are kept after each day of the first attempt.
constexpr size_t kMostPromising = 64;

std::array<std::vector<DayChoice>, kDaysOfTurns> AllChoices(const Problem& problem) {
  std::array<std::vector<DayChoice>, kDaysOfTurns> choices;
  for (int day = 0; day < kDaysOfTurns; ++day) choices[day] = DayChoices(problem, day);
  return choices;
}

int ChildrenChanged(Counts one, Counts other) {
  int changed = 0;
  for (Counts difference = one ^ other; difference != 0; difference >>= 4 * kMostMembers) {
    if ((difference & 0xff) != 0) ++changed;
  }
  return changed;
}

}  // namespace

Search::Search(const Problem& problem) : choices_(AllChoices(problem)), scoring_(problem, choices_) {}

ChosenWeek Search::Best(size_t most_states, TurnsProof& proof) const {
  ChosenWeek best = Improved(DayByDay());
  std::vector<Layer> layers = {{State{}}};
  bool too_many = most_states == 0;
  for (int day = 0; day < kDaysOfTurns && !too_many && !layers.back().empty(); ++day) {
    layers.push_back(NextLayer(layers.back(), day, best.score, most_states, too_many));
  }
  proof = too_many ? TurnsProof::kHeuristic : TurnsProof::kExact;
  if (too_many) return best;
  for (size_t last = 0; last < layers.back().size(); ++last) {
    const State& state = layers.back()[last];
    if (scoring_.Of(state.counts, state.cost) < best.score) best = WeekTo(layers, static_cast<int>(last));
  }
  return best;
}

ChosenWeek Search::DayByDay() const {
  const Score worst{.objective = {.unmet = std::numeric_limits<uint32_t>::max()}};
  std::vector<Layer> layers = {{State{}}};
  for (int day = 0; day < kDaysOfTurns; ++day) {
    bool too_many = false;
    layers.push_back(NextLayer(layers.back(), day, worst, std::numeric_limits<size_t>::max(), too_many));
    std::vector<std::pair<Score, State>> promise;
    for (const State& state : layers.back())
      promise.push_back({scoring_.AtBest(day + 1, state.counts, state.cost), state});
    std::stable_sort(promise.begin(), promise.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (promise.size() > kMostPromising) promise.resize(kMostPromising);
    layers.back().clear();
    for (const auto& [score, state] : promise) layers.back().push_back(state);
  }
  return WeekTo(layers, 0);
}

ChosenWeek Search::Improved(ChosenWeek week) const {
  bool better = true;
  while (better) {
    better = false;
    for (int day = 0; day < kDaysOfTurns; ++day) better |= ImproveOneDay(week, day);
    for (int one = 0; one < kDaysOfTurns; ++one) {
      for (int other = 0; other < one; ++other) better |= ImproveTwoDays(week, one, other);
    }
  }
  return week;
}

bool Search::ImproveOneDay(ChosenWeek& week, int day) const {
  bool better = false;
  std::array<int, kDaysOfTurns> changed = week.choice;
  for (size_t i = 0; i < choices_[day].size(); ++i) {
    changed[day] = static_cast<int>(i);
    better |= Take(week, changed);
  }
  return better;
}

bool Search::ImproveTwoDays(ChosenWeek& week, int one, int other) const {
  bool better = false;
  std::array<int, kDaysOfTurns> changed = week.choice;
  const Counts one_turns = ChoiceOf(week, one).turns;
  const Counts other_turns = ChoiceOf(week, other).turns;
  for (size_t i = 0; i < choices_[one].size(); ++i) {
    if (ChildrenChanged(choices_[one][i].turns, one_turns) > kChildrenChangedAtOnce) continue;
    changed[one] = static_cast<int>(i);
    for (size_t j = 0; j < choices_[other].size(); ++j) {
      if (ChildrenChanged(choices_[other][j].turns, other_turns) > kChildrenChangedAtOnce) continue;
      changed[other] = static_cast<int>(j);
      better |= Take(week, changed);
    }
  }
  return better;
}

bool Search::Take(ChosenWeek& week, std::array<int, kDaysOfTurns> changed) const {
  Counts counts = 0;
  Cost cost;
  for (int day = 0; day < kDaysOfTurns; ++day) {
    counts += choices_[day][changed[day]].turns;
    cost = cost + choices_[day][changed[day]].cost;
  }
  if (scoring_.IsTooMany(counts)) return false;
  const Score score = scoring_.Of(counts, cost);
  if (week.score <= score) return false;
  week = {changed, score};
  return true;
}

Search::Layer Search::NextLayer(const Layer& layer, int day, const Score& known, size_t most_states,
                                bool& too_many) const {
  Layer next;
  absl::flat_hash_map<Counts, size_t> places;
  for (size_t from = 0; from < layer.size(); ++from) {
    for (size_t i = 0; i < choices_[day].size(); ++i) {
      const DayChoice& choice = choices_[day][i];
      const State state{layer[from].counts + choice.turns, layer[from].cost + choice.cost, static_cast<int>(from),
                        static_cast<int>(i)};
      if (scoring_.IsTooMany(state.counts) || scoring_.AtBest(day + 1, state.counts, state.cost) >= known) continue;
      const auto [place, is_new] = places.try_emplace(state.counts, next.size());
      if (is_new) {
        next.push_back(state);
      } else if (state.cost < next[place->second].cost) {
        next[place->second] = state;
      }
      if (next.size() > most_states) {
        too_many = true;
        return {};
      }
    }
  }
  return next;
}

ChosenWeek Search::WeekTo(const std::vector<Layer>& layers, int last) const {
  ChosenWeek week;
  const State& end = layers.back()[last];
  week.score = scoring_.Of(end.counts, end.cost);
  for (int day = kDaysOfTurns - 1; day >= 0; --day) {
    const State& state = layers[day + 1][last];
    week.choice[day] = state.choice;
    last = state.from;
  }
  return week;
}

}  // namespace toward::plan::turns
