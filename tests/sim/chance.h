// Chance that can be repeated: equal seeds, equal runs.
#ifndef TOWARD_TESTS_SIM_CHANCE_H_
#define TOWARD_TESTS_SIM_CHANCE_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace toward::sim {

// xoshiro256** (Blackman, Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018).
class Chance {
 public:
  explicit Chance(uint64_t seed);

  // A stream of its own for a part of the world. It depends on the seed and the name alone, so that a new part moves
  // no other's.
  Chance Fork(std::string_view name) const;

  // In [0, 2^64).
  uint64_t Number();
  // Both ends included.
  int64_t Between(int64_t least, int64_t most);
  // True with this probability.
  bool Hits(double probability);
  // An exponentially distributed time with this mean, at least 1.
  int64_t Gap(double mean);
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Between(0, static_cast<int64_t>(from.size()) - 1))];
  }

 private:
  uint64_t seed_;
  std::array<uint64_t, 4> state_{};
};

// What the product takes for randomness.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(Chance chance) : chance_(chance) {}
  std::string Bytes(size_t size) override;

 private:
  Chance chance_;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_CHANCE_H_
