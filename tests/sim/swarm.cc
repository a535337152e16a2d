#include "tests/sim/swarm.h"

#include <algorithm>
#include <array>

#include "tests/sim/chance.h"

namespace toward::sim {
namespace {

struct Rate {
  const char* name;
  // Drawn between these when it is on.
  double least;
  double most;
};

// Strikes in a whole run.
constexpr std::array kStrikes = {
    Rate{"device-dies", 1, 12},         Rate{"device-dies-in-commit", 1, 12},
    Rate{"device-loses-power", 1, 12},  Rate{"device-clock-steps", 1, 10},
    Rate{"device-reboots", 1, 8},       Rate{"device-disk-full", 1, 4},
    Rate{"device-restored", 0.5, 2},    Rate{"device-cloned", 0.3, 1.5},
    Rate{"server-dies", 1, 8},          Rate{"server-loses-power", 1, 8},
    Rate{"server-restored", 0.5, 2},    Rate{"server-restored-new-epoch", 0.3, 1.5},
    Rate{"server-clock-steps", 0.5, 3}, Rate{"server-disk-full", 0.5, 3},
    Rate{"one-way-partition", 1, 8},    Rate{"rogue-push", 1, 6},
};

// Of each message, or of each act.
constexpr std::array kOdds = {
    Rate{"network-drops", 0.005, 0.15}, Rate{"network-slow", 0.01, 0.3}, Rate{"network-duplicates", 0.02, 0.3},
    Rate{"cut-before-ack", 0.02, 0.3},  Rate{"cut-mid-page", 0.02, 0.2},
};

}  // namespace

const std::vector<std::string>& MisfortuneNames() {
  static const auto* const names = [] {
    auto* all = new std::vector<std::string>;
    for (const Rate& rate : kStrikes) all->emplace_back(rate.name);
    for (const Rate& rate : kOdds) all->emplace_back(rate.name);
    for (const char* name : {"mixed-versions", "large-records", "family-full", "imports"}) all->emplace_back(name);
    return all;
  }();
  return *names;
}

Swarm Draw(uint64_t seed, const Wishes& wishes) {
  const Chance root(seed);
  Swarm swarm{.seed = seed, .days = wishes.days, .devices = {}, .strikes = {}, .odds = {}};
  Chance people = root.Fork("people");
  const int64_t families = people.Pick(std::vector<int64_t>{1, 1, 1, 2, 2, 3});
  for (int64_t family = 0; family < families; ++family) {
    const auto devices = static_cast<int>(people.Pick(std::vector<int64_t>{2, 2, 3, 3, 4, 6}));
    if (family < wishes.most_families) swarm.devices.push_back(std::min(devices, wishes.most_devices));
  }
  swarm.acts = static_cast<int>(std::min<int64_t>(people.Between(120, 360), wishes.most_acts));
  const double calm = people.Pick(std::vector<double>{0.15, 0.4, 0.7});
  const auto draw = [&](const Rate& rate, std::map<std::string, double>& into) {
    Chance own = root.Fork(std::string("swarm/") + rate.name);
    const bool on = own.Hits(calm) && !wishes.without.contains(rate.name);
    const double share = static_cast<double>(own.Between(0, 1000)) / 1000;
    if (on) into[rate.name] = rate.least + (rate.most - rate.least) * share;
  };
  for (const Rate& rate : kStrikes) draw(rate, swarm.strikes);
  for (const Rate& rate : kOdds) draw(rate, swarm.odds);
  Chance sizes = root.Fork("sizes");
  const auto on = [&](const char* name, double odds) {
    return root.Fork(std::string("swarm/") + name).Hits(odds) && !wishes.without.contains(name);
  };
  swarm.heartbeat_ms = sizes.Pick(std::vector<int64_t>{30'000, 60'000, 300'000});
  if (on("family-full", 0.15)) swarm.max_records = sizes.Between(25, 120);
  swarm.mixed_versions = on("mixed-versions", 0.5);
  swarm.large_records = on("large-records", 0.1);
  swarm.imports = on("imports", 0.15);
  return swarm;
}

}  // namespace toward::sim
