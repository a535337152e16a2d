// One run: families, their devices and a server, on one virtual clock. Nothing in it is parallel and nothing is random
// but what its seed says.
#ifndef TOWARD_TESTS_SIM_WORLD_H_
#define TOWARD_TESTS_SIM_WORLD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "fmt/format.h"
#include "tests/sim/chance.h"
#include "tests/sim/disk.h"
#include "tests/sim/model.h"
#include "tests/sim/swarm.h"
#include "tests/sim/timeline.h"
#include "trust/keyring.h"

namespace toward::sim {

class SimDevice;
class SimServer;

// A machine's clock: its wall clock may be wrong, its boots are counted.
class SimClock final : public Clock {
 public:
  SimClock(const Timeline& timeline, std::string name) : timeline_(timeline), name_(std::move(name)) {}
  ClockReading Now() const override {
    return {.wall_ms = timeline_.true_wall_ms() + wrong_ms_,
            .boottime_ms = timeline_.now_ms() - booted_ms_ + 1,
            .boot_id = fmt::format("{}/{}", name_, boots_)};
  }
  void Step(int64_t by_ms) { wrong_ms_ += by_ms; }
  void Correct() { wrong_ms_ = 0; }
  bool wrong() const { return wrong_ms_ != 0; }
  void Reboot() {
    ++boots_;
    booted_ms_ = timeline_.now_ms();
  }

 private:
  const Timeline& timeline_;
  const std::string name_;
  int64_t wrong_ms_ = 0;
  int64_t booted_ms_ = 0;
  int boots_ = 1;
};

struct SimFamily {
  int index = 0;
  FamilyId id;
  std::vector<MemberId> members;
  trust::Keyring keyring;
  // In clear in this family's plan, and nowhere else.
  std::string canary;
  std::vector<RecordId> rituals;
  std::vector<RecordId> children;
  std::vector<SimDevice*> devices;
};

class World {
 public:
  World(const Swarm& swarm, bool tracing);
  ~World();

  // From the first evening to the last audit. Throws Violation.
  void Run();

  template <typename... Args>
  void Note(fmt::format_string<Args...> format, Args&&... args) {
    if (!tracing_) return;
    trace_ += fmt::format("{:>12} ", timeline.now_ms());
    trace_ += fmt::format(format, std::forward<Args>(args)...);
    trace_ += '\n';
  }
  // Something that a run may or may not reach has happened.
  void Count(const std::string& what) { ++happened_[what]; }
  const std::string& trace() const { return trace_; }
  const std::map<std::string, int64_t>& happened() const { return happened_; }

  Chance Fork(const std::string& name) const { return root_.Fork(name); }

  // Carries a message between a device and the server; one way or the other. `arrive` or `lost` is called, later or
  // now. Returns when it arrives; negative: it is lost.
  enum class Direction { kToServer, kToDevice };
  int64_t Carry(SimDevice& device, Direction direction, int64_t not_before_ms, std::function<void()> arrive,
                std::function<void()> lost);
  bool NetworkHits(const std::string& odds) { return calm_ ? false : network_.Hits(swarm.odds_of(odds)); }

  SimDevice& AddDevice(SimFamily& family, const MemberId& member);
  SimDevice& AddClone(SimDevice& original);

  // --- What is promised to whom -----------------------------------------------------------------------------------

  struct Promise {
    int family = 0;
    Registers registers;
  };
  // By the number of an act: what the server has said is on its disk.
  std::map<uint64_t, Promise> promises;
  // Acts whose loss somebody's restored copy explains.
  std::set<uint64_t> explained;
  // The words behind sealed bytes.
  std::map<std::string, std::string> words;
  // Who wrote what under one stamp: by family, hlc, replica, record and field.
  std::map<std::tuple<int, uint64_t, uint32_t, RecordKey, uint32_t>, std::string> stamps;
  // After the server or a device was set back: promises that nobody can keep any more are released.
  void ReleasePromises();

  const Swarm swarm;
  Timeline timeline;
  Disks disks;
  std::vector<std::unique_ptr<SimFamily>> families;
  std::vector<std::unique_ptr<SimDevice>> devices;
  std::unique_ptr<SimServer> server;
  uint64_t next_act = 1;
  bool devices_went_back = false;
  bool server_went_back = false;
  bool server_clock_was_wrong = false;

 private:
  void Found();
  void PlanMisfortunes();
  void Heal();
  void Quiesce();
  void Audit();

  const Chance root_;
  const bool tracing_;
  Chance network_;
  bool calm_ = false;
  std::string trace_;
  std::map<std::string, int64_t> happened_;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_WORLD_H_
