// toward-bench: the merge kernel, then the real server under load beside a floor that does the least possible.

#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "server/listening.h"
#include "tests/bench/floor_server.h"
#include "tests/bench/scenarios.h"
#include "tests/support/household.h"

namespace toward::bench {

Effort Effort::Quick() {
  return {.rounds = 2,
          .changes_a_round = 60,
          .throughput_rounds = 2,
          .single_pushes = 3'000,
          .batched_pushes = 300,
          .records_to_catch_up = 20'000,
          .reconnections = 10,
          .watchers = 200,
          .client_rounds = 1,
          .reminded_families = 20'000};
}

namespace {

struct Scenario {
  std::string name;
  std::function<void(Run)> measure;
};

std::vector<Scenario> Scenarios() {
  return {
      {"propagation-1", [](Run run) { MeasurePropagation(run, 1); }},
      {"propagation-50", [](Run run) { MeasurePropagation(run, kBusyFamilies); }},
      {"propagation-200", [](Run run) { MeasurePropagation(run, kMostConnectedFamilies); }},
      {"throughput-1", [](Run run) { MeasureThroughput(run, run.effort.single_pushes, 1); }},
      {"throughput-32", [](Run run) { MeasureThroughput(run, run.effort.batched_pushes, 32); }},
      {"catch-up", MeasureCatchUp},
      {"convergence", MeasureConvergence},
      {"clients", MeasureClientConvergence},
      {"memory", MeasureWatcherMemory},
      {"reminders", MeasureReminders},
  };
}

void PutUnderLoad(const Effort& effort, const std::string& only) {
  server::PrepareGrpc();
  const support::TemporaryDirectory directory;
  Sides sides = Sides::Start(directory.path());
  EventLoop loop;
  Report report;
  for (const Scenario& scenario : Scenarios()) {
    if (scenario.name.starts_with(only)) scenario.measure({sides, effort, loop, report});
  }
  report.Print();
}

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  CLI::App app("Measures Toward beside a floor: bare gRPC and SQLite doing the least for the same promise.");
  bool quick = false;
  std::string floor_directory;
  std::string only;
  int families = 0;
  app.add_flag("--quick", quick, "Less of everything, for a first impression");
  app.add_option("--only", only, "Just the scenarios whose name begins like this: propagation, throughput, ...");
  app.add_option("--families", families, "reminders: how many families are due at once");
  app.add_option("--floor-server", floor_directory, "Be the floor's server, working in this directory");
  CLI11_PARSE(app, argc, argv);
  if (!floor_directory.empty()) {
    server::PrepareGrpc();
    return RunFloorServer(floor_directory);
  }
  if (only.empty()) benchmark::RunSpecifiedBenchmarks();
  Effort effort = quick ? Effort::Quick() : Effort();
  if (families > 0) effort.reminded_families = families;
  PutUnderLoad(effort, only);
  return 0;
}

}  // namespace
}  // namespace toward::bench

int main(int argc, char** argv) { return toward::bench::Main(argc, argv); }
