// What can go wrong, one class each. A new one is a class and a line in All(); its name goes into swarm.cc, with how
// often it comes.
#ifndef TOWARD_TESTS_SIM_MISFORTUNE_H_
#define TOWARD_TESTS_SIM_MISFORTUNE_H_

#include <memory>
#include <string_view>
#include <vector>

#include "tests/sim/world.h"

namespace toward::sim {

class Misfortune {
 public:
  virtual ~Misfortune() = default;
  virtual std::string_view name() const = 0;
  // It happens now. False: there was nobody it could happen to.
  virtual bool Strike(World& world, Chance& chance) = 0;
};

const std::vector<std::unique_ptr<Misfortune>>& AllMisfortunes();

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_MISFORTUNE_H_
