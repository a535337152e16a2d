#include "plan/turns/day_choices.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace toward::plan::turns {
namespace {

// A way to have served some pairs, with nobody's time after `end` used yet.
struct Arrangement {
  int end = 0;
  Cost cost;
  PerChild<int> start{};
};

// By the turns served. A greater number never leads to a smaller one, so an ascending walk sees all ways to a set
// before it goes on from there.
using Arrangements = std::map<Counts, std::vector<Arrangement>>;

// Keeps `added` unless one that is kept ends no later and costs no more; drops those for which `added` is that one.
void Keep(const Arrangement& added, std::vector<Arrangement>& kept) {
  const auto beats = [](const Arrangement& a, const Arrangement& b) { return a.end <= b.end && a.cost <= b.cost; };
  if (std::any_of(kept.begin(), kept.end(), [&](const Arrangement& other) { return beats(other, added); })) return;
  std::erase_if(kept, [&](const Arrangement& other) { return beats(added, other); });
  kept.push_back(added);
}

class Day {
 public:
  Day(const Problem& problem, int day) : problem_(problem), day_(problem.days[day]), number_(day) {}

  // With turns of the members from `first_member` up to, not including, `end_member`, none of which overlap.
  Arrangements OneAtATime(int first_member, int end_member) const {
    Arrangements all;
    Arrangement nothing;
    nothing.start.fill(-1);
    all[0] = {nothing};
    for (auto reached = all.begin(); reached != all.end(); ++reached) {
      for (const Arrangement& before : reached->second) {
        for (int child = 0; child < problem_.child_count(); ++child) {
          if (before.start[child] >= 0) continue;
          for (int member = first_member; member < end_member; ++member) {
            AddTurns(reached->first + OneTurn(child, member), before, child, member, all);
          }
        }
      }
    }
    return all;
  }

  // Every choice of `one` with every choice of `other` that serves other children.
  Arrangements SideBySide(const Arrangements& one, const Arrangements& other) const {
    Arrangements all;
    for (const auto& [one_turns, one_ways] : one) {
      for (const auto& [other_turns, other_ways] : other) {
        for (const Arrangement& a : one_ways) {
          for (const Arrangement& b : other_ways) AddBoth(one_turns + other_turns, a, b, all);
        }
      }
    }
    return all;
  }

 private:
  void AddTurns(Counts turns, const Arrangement& before, int child, int member, Arrangements& all) const {
    const auto add = [&](int start, const Cost& cost) {
      Arrangement next = before;
      next.start[child] = start;
      next.end = start + problem_.turn_minutes;
      next.cost = before.cost + cost;
      Keep(next, all[turns]);
    };
    for (const Standing& standing : day_.standing[child]) {
      if (standing.member == member && standing.start >= before.end) add(standing.start, {-1, 0, number_});
    }
    for (const Opening& opening : day_.openings[child][member]) {
      const int start = std::max(opening.start, before.end);
      if (start + problem_.turn_minutes <= opening.end) add(start, {0, opening.inconvenience, number_});
    }
  }

  void AddBoth(Counts turns, const Arrangement& a, const Arrangement& b, Arrangements& all) const {
    Arrangement both;
    for (int child = 0; child < kMostTurnChildren; ++child) {
      if (a.start[child] >= 0 && b.start[child] >= 0) return;
      both.start[child] = std::max(a.start[child], b.start[child]);
    }
    both.end = std::max(a.end, b.end);
    both.cost = a.cost + b.cost;
    Keep(both, all[turns]);
  }

  const Problem& problem_;
  const DayProblem& day_;
  const int number_;
};

}  // namespace

std::vector<DayChoice> DayChoices(const Problem& problem, int day) {
  const Day chart(problem, day);
  const bool apart = problem.member_count() == 2 && !problem.one_parent_at_a_time;
  const Arrangements all = apart ? chart.SideBySide(chart.OneAtATime(0, 1), chart.OneAtATime(1, 2))
                                 : chart.OneAtATime(0, problem.member_count());
  int standing = 0;
  for (const std::vector<Standing>& of_child : problem.days[day].standing)
    standing += static_cast<int>(of_child.size());
  std::vector<DayChoice> choices;
  choices.reserve(all.size());
  for (const auto& [turns, ways] : all) {
    const auto cheapest = std::min_element(ways.begin(), ways.end(), [](const Arrangement& a, const Arrangement& b) {
      return std::pair(a.cost, a.end) < std::pair(b.cost, b.end);
    });
    choices.push_back({turns, cheapest->cost + Cost{standing, 0, 0}, cheapest->start});
  }
  return choices;
}

}  // namespace toward::plan::turns
