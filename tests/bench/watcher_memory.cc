#include "tests/bench/scenarios.h"

namespace toward::bench {
namespace {

// What a server sets up once, however many watch.
constexpr int kWarmUpWatchers = 30;

// Devices of families with little in their feed; each has a connection of its own.
class Watchers {
 public:
  Watchers(EventLoop& loop, const Side& side, int count) {
    const size_t quiet = kMostConnectedFamilies - kBusyFamilies;
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
      const Family& family = side.families[kBusyFamilies + i % quiet];
      lines_.push_back(std::make_unique<Line>(loop, family[i / quiet % 2].access));
      lines_.back()->Watch({}, [this](const PageSeen& page) { caught_up_ += page.reaches_head() ? 1 : 0; });
    }
    loop.RunUntil([this, count] { return caught_up_ >= count; });
  }

 private:
  int caught_up_ = 0;
  std::vector<std::unique_ptr<Line>> lines_;
};

double KibibytesAWatcher(Run& run, Side& side) {
  side.Restart();
  const Watchers warm_up(run.loop, side, kWarmUpWatchers);
  const int64_t before = side.server.ResidentBytes();
  const Watchers watchers(run.loop, side, run.effort.watchers);
  return static_cast<double>(side.server.ResidentBytes() - before) / run.effort.watchers / 1024;
}

}  // namespace

void MeasureWatcherMemory(Run run) {
  const auto kibibytes = Alternate(run.sides, 2, [&](Side& side) { return KibibytesAWatcher(run, side); });
  run.report.Add({.work = "server memory for an idle watcher",
                  .unit = "KiB",
                  .decimals = 1,
                  .toward = Median(kibibytes.toward),
                  .floor = Median(kibibytes.floor),
                  .target = {.max_ratio = 1.2}});
}

}  // namespace toward::bench
