// The two sides of every figure: the real server and the floor, each a process with its families, measured in turns so
// that what the machine does meanwhile falls on both.
#ifndef TOWARD_TESTS_BENCH_SIDES_H_
#define TOWARD_TESTS_BENCH_SIDES_H_

#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "tests/bench/device.h"
#include "tests/bench/driver.h"
#include "tests/bench/measured_server.h"

namespace toward::bench {

// Which families a scenario uses. Those connected come first, then one each for the others.
inline constexpr int kMostConnectedFamilies = 200;
inline constexpr int kBusyFamilies = 50;
inline constexpr int kCatchUpFamily = 200;
inline constexpr int kConvergingFamily = 201;
inline constexpr int kFirstClientsFamily = 202;
inline constexpr int kMostClientRounds = 8;
inline constexpr int kFamilies = kFirstClientsFamily + kMostClientRounds;

struct Side {
  MeasuredServer server;
  std::vector<Family> families;

  // Starts the server again on the same data.
  void Restart();
};

struct Sides {
  // Each works in a subdirectory of its own.
  static Sides Start(const std::filesystem::path& directory);

  Side floor;
  Side toward;
};

// What each round measured.
template <typename Result>
struct Both {
  std::vector<Result> floor;
  std::vector<Result> toward;
};

// Runs `round` on each side once to warm up, then `rounds` times in turns, beginning now with the one, now with the
// other.
template <typename Round>
auto Alternate(Sides& sides, int rounds, Round round) -> Both<decltype(round(sides.floor))> {
  Both<decltype(round(sides.floor))> results;
  round(sides.floor);
  round(sides.toward);
  for (int i = 0; i < rounds; ++i) {
    if (i % 2 == 0) results.floor.push_back(round(sides.floor));
    results.toward.push_back(round(sides.toward));
    if (i % 2 != 0) results.floor.push_back(round(sides.floor));
  }
  return results;
}

// Milliseconds since it was made.
class Stopwatch {
 public:
  double Ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_SIDES_H_
