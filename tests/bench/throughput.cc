#include <deque>

#include "fmt/format.h"
#include "tests/bench/connected_families.h"
#include "tests/bench/scenarios.h"

namespace toward::bench {
namespace {

constexpr size_t kUnderWay = 32;

struct Load {
  double records_a_second = 0;
  double cpu_seconds = 0;
};

// Devices take turns; each has at most one push under way, and kUnderWay of them have one at any time.
class Pushing {
 public:
  Pushing(ConnectedFamilies& families, int pushes, int records) : families_(families), requests_(families.devices()) {
    for (size_t i = 0; i < static_cast<size_t>(pushes); ++i) {
      const size_t device = i % families.devices();
      requests_[device].push_back(families.device(device).NewPush(records));
      ++unanswered_;
    }
    for (size_t device = 0; device < families.devices(); ++device) resting_.push_back(device);
  }

  void Start() {
    for (size_t i = 0; i < kUnderWay; ++i) PushNext();
  }
  bool over() const { return unanswered_ == 0; }

 private:
  void PushNext() {
    if (resting_.empty()) return;
    const size_t device = resting_.front();
    resting_.pop_front();
    const grpc::ByteBuffer request = requests_[device].front();
    requests_[device].pop_front();
    families_.line(device).Push(request, [this, device] {
      --unanswered_;
      if (!requests_[device].empty()) resting_.push_back(device);
      PushNext();
    });
  }

  ConnectedFamilies& families_;
  std::vector<std::deque<grpc::ByteBuffer>> requests_;
  std::deque<size_t> resting_;
  size_t unanswered_ = 0;
};

// Until every push is answered and every record has reached both devices of its family.
Load PushAll(Run& run, const Side& side, ConnectedFamilies& families, int pushes, int records) {
  Pushing pushing(families, pushes, records);
  const int64_t total = int64_t{pushes} * records;
  const int64_t settled = families.received() + 2 * total;
  const double cpu_before = side.server.CpuSeconds();
  const Stopwatch watch;
  pushing.Start();
  run.loop.RunUntil([&] { return pushing.over() && families.received() == settled; });
  return {.records_a_second = static_cast<double>(total) / watch.Ms() * 1000,
          .cpu_seconds = (side.server.CpuSeconds() - cpu_before) / static_cast<double>(total) * 100'000};
}

std::vector<double> Of(const std::vector<Load>& rounds, double Load::*part) {
  std::vector<double> parts;
  for (const Load& load : rounds) parts.push_back(load.*part);
  return parts;
}

}  // namespace

void MeasureThroughput(Run run, int pushes, int records) {
  ConnectedFamilies floor(run.loop, run.sides.floor, kBusyFamilies);
  ConnectedFamilies toward(run.loop, run.sides.toward, kBusyFamilies);
  const auto loads = Alternate(run.sides, run.effort.throughput_rounds, [&](const Side& side) {
    return PushAll(run, side, &side == &run.sides.floor ? floor : toward, pushes, records);
  });
  const std::string how = fmt::format("{} {} a push", records, records == 1 ? "record" : "records");
  run.report.Add({.work = "throughput, " + how,
                  .unit = "records/s",
                  .toward = Median(Of(loads.toward, &Load::records_a_second)),
                  .floor = Median(Of(loads.floor, &Load::records_a_second)),
                  .target = {.min_ratio = 0.6}});
  run.report.Add({.work = "server CPU for 100,000 records, " + how,
                  .unit = "s",
                  .decimals = 2,
                  .toward = Median(Of(loads.toward, &Load::cpu_seconds)),
                  .floor = Median(Of(loads.floor, &Load::cpu_seconds)),
                  .target = {.max_ratio = 2}});
}

}  // namespace toward::bench
