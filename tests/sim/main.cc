// toward-sim: runs worlds, and says how to repeat the one that went wrong.
//
//   toward-sim --seed N [--trace] [--days N] [--without a,b] [--families N] [--devices N] [--acts N]
//   toward-sim --seeds N [--from N] [--days N] [--all-reached]
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "tests/sim/swarm.h"
#include "tests/sim/violation.h"
#include "tests/sim/world.h"

namespace toward::sim {
namespace {

struct Outcome {
  // What was violated; empty: nothing.
  std::string invariant;
  std::string what;
  std::string trace;
  std::map<std::string, int64_t> happened;
};

// The world that is running, for whoever is told of an abort.
volatile uint64_t running_seed = 0;

void SayWhichSeed(int) {
  char line[80];
  const int size = std::snprintf(line, sizeof(line), "ABORTED\n  ./dev sim --seed %llu\n",
                                 static_cast<unsigned long long>(running_seed));
  if (write(STDOUT_FILENO, line, static_cast<size_t>(size)) < 0) _exit(2);
  _exit(1);
}

Outcome RunOnce(uint64_t seed, const Wishes& wishes, bool tracing) {
  running_seed = seed;
  Outcome outcome;
  std::optional<World> world;
  try {
    world.emplace(Draw(seed, wishes), tracing);
    world->Run();
  } catch (const Violation& violation) {
    outcome.invariant = violation.invariant();
    outcome.what = violation.what();
  }
  if (world.has_value()) {
    outcome.trace = world->trace();
    outcome.happened = world->happened();
  }
  return outcome;
}

std::string Repro(uint64_t seed, const Wishes& wishes) {
  const Wishes usual;
  std::string command = fmt::format("./dev sim --seed {}", seed);
  if (wishes.days != usual.days) command += fmt::format(" --days {}", wishes.days);
  if (wishes.most_families != usual.most_families) command += fmt::format(" --families {}", wishes.most_families);
  if (wishes.most_devices != usual.most_devices) command += fmt::format(" --devices {}", wishes.most_devices);
  if (wishes.most_acts != usual.most_acts) command += fmt::format(" --acts {}", wishes.most_acts);
  if (!wishes.without.empty()) command += " --without " + absl::StrJoin(wishes.without, ",");
  return command;
}

// In a process of its own, so that an abort is found out like everything else.
bool Fails(uint64_t seed, const Wishes& wishes) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    close(STDOUT_FILENO);
    _exit(RunOnce(seed, wishes, false).invariant.empty() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status != 0;
}

// Takes away what is not needed to fail: misfortunes, devices, families, acts, days.
Wishes Shrink(uint64_t seed, Wishes wishes) {
  const auto try_with = [&](const Wishes& smaller) {
    if (!Fails(seed, smaller)) return false;
    wishes = smaller;
    return true;
  };
  const auto lower = [&](int Wishes::*number, int least, int most) {
    for (int step = most; step >= 1; step /= 2) {
      while (wishes.*number > least) {
        Wishes smaller = wishes;
        smaller.*number = std::max(least, std::min(smaller.*number, most) - step);
        if (!try_with(smaller)) break;
      }
    }
  };
  for (const std::string& name : MisfortuneNames()) {
    Wishes smaller = wishes;
    if (smaller.without.insert(name).second) try_with(smaller);
  }
  lower(&Wishes::most_families, 1, 3);
  lower(&Wishes::most_devices, 1, 6);
  lower(&Wishes::days, 1, 30);
  lower(&Wishes::most_acts, 0, 400);
  return wishes;
}

int Report(uint64_t seed, const Wishes& wishes, const Outcome& outcome, bool shrink) {
  fmt::print("FAILED {}\n  {}\n", outcome.what, Repro(seed, wishes));
  if (shrink) fmt::print("  smaller: {}\n", Repro(seed, Shrink(seed, wishes)));
  return 1;
}

// What a range of seeds must have reached, besides every misfortune.
// OUTCOME_DIVERGED is not among them: a restored server is noticed by its Hello, before any push.
const std::vector<std::string>& MustHappen() {
  static const auto* const names = new std::vector<std::string>{"OUTCOME_ACCEPTED",
                                                                "OUTCOME_SKEW",
                                                                "OUTCOME_FORK",
                                                                "CODE_APPLIED",
                                                                "CODE_NOOP",
                                                                "CODE_REJECTED",
                                                                "REASON_MALFORMED",
                                                                "REASON_TOO_LARGE",
                                                                "REASON_FAMILY_FULL",
                                                                "push repeated",
                                                                "DIVERGED cursor",
                                                                "DIVERGED hello",
                                                                "everything pushed again",
                                                                "replica registered",
                                                                "silence noticed",
                                                                "device died in a commit",
                                                                "device died in a person's change",
                                                                "device died between two effects",
                                                                "a step came through though the device died in it",
                                                                "server died in a commit",
                                                                "a commit came through without an answer",
                                                                "jobs committed together",
                                                                "pages staged",
                                                                "full push",
                                                                "device had no room",
                                                                "newer version wrote",
                                                                "undone",
                                                                "rogue push judged",
                                                                "import",
                                                                "large record",
                                                                "lost in a partition",
                                                                "settled"};
  return *names;
}

struct Range {
  uint64_t from = 1;
  uint64_t seeds = 0;
  bool all_reached = false;
  bool shrink = true;
};

int RunRange(const Range& range, const Wishes& wishes) {
  std::map<std::string, int64_t> happened;
  const auto begun = std::chrono::steady_clock::now();
  for (uint64_t seed = range.from; seed < range.from + range.seeds; ++seed) {
    const bool twice = seed % 100 == 0;
    Outcome outcome = RunOnce(seed, wishes, twice);
    if (!outcome.invariant.empty()) return Report(seed, wishes, outcome, range.shrink);
    if (twice && RunOnce(seed, wishes, true).trace != outcome.trace) {
      outcome.what = "DETERMINISM: the same seed ran in two ways";
      return Report(seed, wishes, outcome, false);
    }
    for (const auto& [what, times] : outcome.happened) happened[what] += times;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  fmt::print("{} seeds, {:.2f} s each. What happened, how many times:\n", range.seeds,
             seconds / static_cast<double>(range.seeds));
  for (const auto& [what, times] : happened) fmt::print("{:>9}  {}\n", times, what);
  int missing = 0;
  for (const std::vector<std::string>* names : {&MustHappen(), &MisfortuneNames()}) {
    for (const std::string& name : *names) {
      if (happened.contains(name) || name == "mixed-versions" || name == "large-records" || name == "family-full" ||
          name == "imports") {
        continue;
      }
      fmt::print("        0  {}: never happened\n", name);
      ++missing;
    }
  }
  return range.all_reached && missing > 0 ? 1 : 0;
}

int RunOneSeed(uint64_t seed, const Wishes& wishes) {
  if (!wishes.trace && Fails(seed, wishes)) {
    const Outcome outcome = RunOnce(seed, wishes, false);
    return Report(seed, wishes, outcome, true);
  }
  const Outcome outcome = RunOnce(seed, wishes, wishes.trace);
  if (wishes.trace) fmt::print("{}", outcome.trace);
  if (outcome.invariant.empty()) {
    fmt::print("seed {} is fine\n", seed);
    return 0;
  }
  return Report(seed, wishes, outcome, false);
}

int Main(int argc, char** argv) {
  Wishes wishes;
  Range range;
  uint64_t seed = 0;
  std::string without;
  CLI::App app("Runs families, their devices and a server through a bad month");
  auto* const one = app.add_option("--seed", seed, "Run this one world");
  app.add_option("--seeds", range.seeds, "Run so many worlds");
  app.add_option("--from", range.from, "The first of them");
  app.add_flag("--all-reached", range.all_reached, "Fail when something never happened");
  app.add_flag("!--no-shrink", range.shrink, "Do not look for a smaller world");
  app.add_flag("--trace", wishes.trace, "Print everything that happens");
  app.add_option("--days", wishes.days, "How long it lasts");
  app.add_option("--without", without, "Misfortunes to leave out, by name");
  app.add_option("--families", wishes.most_families, "At most so many families");
  app.add_option("--devices", wishes.most_devices, "At most so many devices in a family");
  app.add_option("--acts", wishes.most_acts, "At most so many acts of people");
  CLI11_PARSE(app, argc, argv);
  for (const auto& name : absl::StrSplit(without, ',', absl::SkipEmpty())) wishes.without.emplace(name);
  std::signal(SIGABRT, SayWhichSeed);
  // The server's log tells of every simulated trouble; only a violation is one.
  if (std::freopen("/dev/null", "w", stderr) == nullptr) return 1;
  if (!one->empty()) return RunOneSeed(seed, wishes);
  if (range.seeds == 0) range.seeds = 100;
  return RunRange(range, wishes);
}

}  // namespace
}  // namespace toward::sim

int main(int argc, char** argv) { return toward::sim::Main(argc, argv); }
