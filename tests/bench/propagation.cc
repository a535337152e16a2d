#include "fmt/format.h"
#include "tests/bench/connected_families.h"
#include "tests/bench/scenarios.h"

namespace toward::bench {
namespace {

// One partner pushes a record; milliseconds until the other has received it. Returns when both have.
double PropagateOnce(EventLoop& loop, ConnectedFamilies& families, size_t family) {
  const size_t from = 2 * family;
  const grpc::ByteBuffer push = families.device(from).NewPush(1);
  const int64_t settled = families.received() + 2;
  bool answered = false;
  double ms = 0;
  const Stopwatch watch;
  families.on_records = [&](size_t device) {
    if (device == from + 1) ms = watch.Ms();
  };
  families.line(from).Push(push, [&answered] { answered = true; });
  loop.RunUntil([&] { return answered && families.received() == settled; });
  return ms;
}

std::vector<double> Flat(const std::vector<std::vector<double>>& rounds) {
  std::vector<double> all;
  for (const auto& round : rounds) all.insert(all.end(), round.begin(), round.end());
  return all;
}

}  // namespace

void MeasurePropagation(Run run, int families) {
  ConnectedFamilies floor(run.loop, run.sides.floor, families);
  ConnectedFamilies toward(run.loop, run.sides.toward, families);
  const auto samples = Alternate(run.sides, run.effort.rounds, [&](const Side& side) {
    ConnectedFamilies& connected = &side == &run.sides.floor ? floor : toward;
    std::vector<double> ms;
    for (int i = 0; i < run.effort.changes_a_round; ++i) {
      ms.push_back(PropagateOnce(run.loop, connected, static_cast<size_t>(i) % connected.size()));
    }
    return ms;
  });
  const auto add = [&](const char* name, double share, double max_ratio) {
    run.report.Add(
        {.work = fmt::format("propagation, {} {} connected, {}", families, families == 1 ? "family" : "families", name),
         .unit = "ms",
         .decimals = 2,
         .toward = Quantile(Flat(samples.toward), share),
         .floor = Quantile(Flat(samples.floor), share),
         .target = {.max_ratio = max_ratio}});
  };
  add("p50", 0.5, 1.3);
  add("p99", 0.99, 2);
}

}  // namespace toward::bench
