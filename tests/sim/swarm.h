// What one run is like. Each seed draws its own: which misfortunes are on and how often they come, how many people and
// devices there are, and how large things may be, so that rare ways are common in some runs (Groce et al., "Swarm
// Testing", 2012).
#ifndef TOWARD_TESTS_SIM_SWARM_H_
#define TOWARD_TESTS_SIM_SWARM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace toward::sim {

// What a caller changes about the draw: to look closer, or to make a failing run smaller.
struct Wishes {
  int days = 30;
  // Misfortunes that do not happen.
  std::set<std::string> without;
  // Families, devices of each and acts of people beyond these are left out.
  int most_families = 3;
  int most_devices = 6;
  int most_acts = 1'000'000;
  bool trace = false;
};

struct Swarm {
  uint64_t seed = 0;
  int days = 30;
  // One entry per family: how many devices it has.
  std::vector<int> devices;
  int acts = 300;
  // How often each misfortune strikes in the whole run, on average; those that are off are absent.
  std::map<std::string, double> strikes;
  // Probabilities of the network, by name; absent: never.
  std::map<std::string, double> odds;
  int64_t heartbeat_ms = 60'000;
  // The most records a family may have; a small one makes rejections common.
  int64_t max_records = 200'000;
  // Some devices run a newer version, which writes fields and kinds that the others do not know.
  bool mixed_versions = false;
  // Some records come near the greatest size.
  bool large_records = false;
  // Imports of a whole history, in one go.
  bool imports = false;

  bool family_is_small() const { return max_records < 200'000; }
  double odds_of(const std::string& name) const {
    const auto found = odds.find(name);
    return found == odds.end() ? 0 : found->second;
  }
};

// Every misfortune's name, those of the network included.
const std::vector<std::string>& MisfortuneNames();

Swarm Draw(uint64_t seed, const Wishes& wishes);

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_SWARM_H_
