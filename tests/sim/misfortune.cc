#include "tests/sim/misfortune.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sync/transaction.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/sim_server.h"

namespace toward::sim {
namespace {

SimDevice& AnyDevice(World& world, Chance& chance) {
  return *world.devices[static_cast<size_t>(chance.Between(0, static_cast<int64_t>(world.devices.size()) - 1))];
}

// From a second to fifty years, either way.
int64_t AnyStep(Chance& chance) {
  const int64_t size = chance.Pick(std::vector<int64_t>{kSecondMs, 20 * kSecondMs, 50 * kSecondMs, 5 * kMinuteMs,
                                                        kHourMs, kDayMs, 365 * kDayMs, 50 * 365 * kDayMs});
  return (chance.Hits(0.5) ? 1 : -1) * chance.Between(size / 2, size);
}

class DeviceDies final : public Misfortune {
 public:
  std::string_view name() const override { return "device-dies"; }
  bool Strike(World& world, Chance& chance) override {
    SimDevice& device = AnyDevice(world, chance);
    if (!device.running()) return false;
    if (chance.Hits(0.5)) {
      device.DieAtEffect(static_cast<int>(chance.Between(1, 6)));
    } else {
      device.Die(SimDevice::Death::kProcess);
    }
    return true;
  }
};

class DeviceDiesInCommit final : public Misfortune {
 public:
  std::string_view name() const override { return "device-dies-in-commit"; }
  bool Strike(World& world, Chance& chance) override {
    AnyDevice(world, chance).DieSoon(SimDevice::Death::kProcess, chance.Between(1, 40));
    return true;
  }
};

class DeviceLosesPower final : public Misfortune {
 public:
  std::string_view name() const override { return "device-loses-power"; }
  bool Strike(World& world, Chance& chance) override {
    AnyDevice(world, chance).DieSoon(SimDevice::Death::kPower, chance.Between(1, 40));
    return true;
  }
};

class DeviceClockSteps final : public Misfortune {
 public:
  std::string_view name() const override { return "device-clock-steps"; }
  bool Strike(World& world, Chance& chance) override {
    SimDevice& device = AnyDevice(world, chance);
    if (device.clock().wrong() && chance.Hits(0.3)) {
      device.clock().Correct();
    } else {
      device.clock().Step(AnyStep(chance));
    }
    return true;
  }
};

class DeviceReboots final : public Misfortune {
 public:
  std::string_view name() const override { return "device-reboots"; }
  bool Strike(World& world, Chance& chance) override {
    SimDevice& device = AnyDevice(world, chance);
    if (!device.running()) return false;
    device.Die(SimDevice::Death::kPower);
    if (chance.Hits(0.3)) device.clock().Step(AnyStep(chance));
    return true;
  }
};

class DeviceDiskFull final : public Misfortune {
 public:
  std::string_view name() const override { return "device-disk-full"; }
  bool Strike(World& world, Chance& chance) override {
    Disk& disk = AnyDevice(world, chance).disk();
    disk.SetRoom(false);
    world.timeline.In(chance.Between(1, 36) * kHourMs, [&disk] { disk.SetRoom(true); });
    return true;
  }
};

class DeviceRestored final : public Misfortune {
 public:
  std::string_view name() const override { return "device-restored"; }
  bool Strike(World& world, Chance& chance) override {
    SimDevice& device = AnyDevice(world, chance);
    device.TakeCopy();
    if (!device.has_copy()) return false;
    world.timeline.In(chance.Between(1, 100) * kHourMs, [&device] { device.GoBackToCopy(); });
    return true;
  }
};

class DeviceCloned final : public Misfortune {
 public:
  std::string_view name() const override { return "device-cloned"; }
  bool Strike(World& world, Chance& chance) override {
    SimDevice& device = AnyDevice(world, chance);
    if (!device.running() || device.disk().dead() || world.devices.size() > 12) return false;
    // A server keeps four sessions of a device; as many copies can end each other's for ever.
    if (std::count_if(world.devices.begin(), world.devices.end(),
                      [&](const auto& other) { return other->id() == device.id(); }) >= 3) {
      return false;
    }
    world.AddClone(device);
    return true;
  }
};

class ServerDies final : public Misfortune {
 public:
  std::string_view name() const override { return "server-dies"; }
  bool Strike(World& world, Chance& chance) override {
    if (!world.server->up()) return false;
    if (chance.Hits(0.5)) {
      world.server->Die(SimServer::Death::kProcess);
    } else {
      world.server->DieSoon(SimServer::Death::kProcess, chance.Between(1, 40));
    }
    return true;
  }
};

class ServerLosesPower final : public Misfortune {
 public:
  std::string_view name() const override { return "server-loses-power"; }
  bool Strike(World& world, Chance& chance) override {
    if (!world.server->up()) return false;
    world.server->DieSoon(SimServer::Death::kPower, chance.Between(1, 40));
    return true;
  }
};

// Back to a copy that is a day to a month old.
class ServerRestored final : public Misfortune {
 public:
  ServerRestored(const char* name, SimServer::Epoch epoch) : name_(name), epoch_(epoch) {}
  std::string_view name() const override { return name_; }
  bool Strike(World& world, Chance& chance) override {
    // What a server stamped years ahead cannot be given back to it, nor what a full family has no room for
    // (docs/testing.md, "What is left out").
    if (world.server_clock_was_wrong || world.swarm.family_is_small()) return false;
    if (world.server->copies() == 0) return false;
    const size_t copies = world.server->copies();
    const size_t oldest = chance.Hits(0.7) && copies > 3 ? 3 : copies;
    world.server->GoBackTo(static_cast<size_t>(chance.Between(0, static_cast<int64_t>(oldest) - 1)), epoch_);
    return true;
  }

 private:
  const char* const name_;
  const SimServer::Epoch epoch_;
};

class ServerClockSteps final : public Misfortune {
 public:
  std::string_view name() const override { return "server-clock-steps"; }
  bool Strike(World& world, Chance& chance) override {
    world.server_clock_was_wrong = true;
    world.server->clock().Step(AnyStep(chance));
    world.timeline.In(chance.Between(1, 48) * kHourMs, [&world] { world.server->clock().Correct(); });
    return true;
  }
};

class ServerDiskFull final : public Misfortune {
 public:
  std::string_view name() const override { return "server-disk-full"; }
  bool Strike(World& world, Chance& chance) override {
    Disk& disk = world.server->disk();
    disk.SetRoom(false);
    world.timeline.In(chance.Between(1, 12) * kHourMs, [&disk] { disk.SetRoom(true); });
    return true;
  }
};

class OneWayPartition final : public Misfortune {
 public:
  std::string_view name() const override { return "one-way-partition"; }
  bool Strike(World& world, Chance& chance) override {
    AnyDevice(world, chance).dead_until_ms[chance.Between(0, 1)] =
        world.timeline.now_ms() + chance.Between(1, 30) * kHourMs;
    return true;
  }
};

// A program of somebody's own sends what no app of ours would, beside something that is right.
class RoguePush final : public Misfortune {
 public:
  std::string_view name() const override { return "rogue-push"; }
  bool Strike(World& world, Chance& chance) override {
    if (!world.server->up()) return false;
    SimDevice& device = AnyDevice(world, chance);
    const auto good = static_cast<char>(chance.Between(0, 255));
    const auto bad = chance.Between(0, 3);
    SimServer& server = *world.server;
    server.OpenSession(device, [&world, &server, &device, good, bad](absl::StatusOr<Token> token) {
      if (!token.ok()) return;
      server.RegisterReplica(
          token->token, [&world, &server, &device, good, bad, token = token->token](absl::StatusOr<uint32_t> replica) {
            if (!replica.ok() || !server.up()) return;
            v1::PushRequest request;
            request.set_replica(*replica);
            request.set_push_no(1);
            request.set_key_epoch(1);
            request.set_sent_time_ms(server.clock().WallMs());
            *request.add_transactions() = Spoiled(Whole(*replica, good, server), bad);
            *request.add_transactions() = Whole(*replica, good, server);
            request.set_digest(sync::PushDigest(request));
            server.Push(token, request, {}, [&world](const absl::StatusOr<v1::PushResponse>& response) {
              if (!response.ok() || response->outcome() != v1::PushResponse::OUTCOME_ACCEPTED) return;
              Demand(response->verdicts(0).code() == v1::Verdict::CODE_REJECTED &&
                         response->verdicts(1).code() != v1::Verdict::CODE_UNSPECIFIED,
                     "NO-POISON", "what is spoiled was taken");
              world.Count("rogue push judged");
            });
            static_cast<void>(device);
          });
    });
    return true;
  }

 private:
  static v1::Transaction Whole(uint32_t replica, char letter, SimServer& server) {
    v1::Transaction transaction;
    v1::Patch& patch = *transaction.add_patches();
    patch.set_kind(v1::KIND_CHILD);
    patch.set_id(std::string(16, letter));
    patch.set_body(std::string("\x08\x01", 2));
    v1::StampRun& run = *patch.add_runs();
    run.mutable_stamp()->set_hlc(static_cast<uint64_t>(server.clock().WallMs()) << 16);
    run.mutable_stamp()->set_replica(replica);
    run.add_fields(1);
    return transaction;
  }
  static v1::Transaction Spoiled(v1::Transaction transaction, int64_t how) {
    v1::Patch& patch = *transaction.mutable_patches(0);
    if (how == 0) patch.set_id("short");
    if (how == 1) patch.set_body("\xff\xff");
    if (how == 2) patch.clear_runs();
    if (how == 3) *transaction.add_patches() = patch;
    return transaction;
  }
};

}  // namespace

const std::vector<std::unique_ptr<Misfortune>>& AllMisfortunes() {
  static const auto* const all = [] {
    auto* list = new std::vector<std::unique_ptr<Misfortune>>;
    list->push_back(std::make_unique<DeviceDies>());
    list->push_back(std::make_unique<DeviceDiesInCommit>());
    list->push_back(std::make_unique<DeviceLosesPower>());
    list->push_back(std::make_unique<DeviceClockSteps>());
    list->push_back(std::make_unique<DeviceReboots>());
    list->push_back(std::make_unique<DeviceDiskFull>());
    list->push_back(std::make_unique<DeviceRestored>());
    list->push_back(std::make_unique<DeviceCloned>());
    list->push_back(std::make_unique<ServerDies>());
    list->push_back(std::make_unique<ServerLosesPower>());
    list->push_back(std::make_unique<ServerRestored>("server-restored", SimServer::Epoch::kSame));
    list->push_back(std::make_unique<ServerRestored>("server-restored-new-epoch", SimServer::Epoch::kNew));
    list->push_back(std::make_unique<ServerClockSteps>());
    list->push_back(std::make_unique<ServerDiskFull>());
    list->push_back(std::make_unique<OneWayPartition>());
    list->push_back(std::make_unique<RoguePush>());
    return list;
  }();
  return *all;
}

}  // namespace toward::sim
