#include "tests/sim/world.h"

#include <algorithm>

#include "tests/sim/diary.h"
#include "tests/sim/misfortune.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/sim_server.h"
#include "tests/sim/violation.h"

namespace toward::sim {

World::World(const Swarm& drawn, bool tracing)
    : swarm(drawn),
      timeline(Chance(drawn.seed).Fork("timeline")),
      disks(Chance(drawn.seed).Fork("disks")),
      root_(drawn.seed),
      tracing_(tracing),
      network_(Chance(drawn.seed).Fork("network")) {
  Found();
}

World::~World() = default;

void World::Found() {
  SeededRandom random(root_.Fork("families"));
  for (size_t i = 0; i < swarm.devices.size(); ++i) {
    auto family = std::make_unique<SimFamily>();
    family->index = static_cast<int>(i);
    family->id = random.NewId<FamilyId>();
    family->members = {random.NewId<MemberId>(), random.NewId<MemberId>()};
    family->keyring.Add(trust::Scope::kShared, 1, *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)));
    family->canary = "canary of family " + std::to_string(i);
    families.push_back(std::move(family));
  }
  server = std::make_unique<SimServer>(*this);
  for (const auto& family : families) {
    for (int i = 0; i < swarm.devices[static_cast<size_t>(family->index)]; ++i) {
      SimDevice& device = AddDevice(*family, family->members[static_cast<size_t>(i % 2)]);
      device.Begin(server->Enrol(device));
    }
  }
}

SimDevice& World::AddDevice(SimFamily& family, const MemberId& member) {
  devices.push_back(std::make_unique<SimDevice>(*this, family, member, static_cast<int>(devices.size())));
  family.devices.push_back(devices.back().get());
  return *devices.back();
}

SimDevice& World::AddClone(SimDevice& original) {
  SimDevice& clone = AddDevice(original.family(), original.member());
  Note("{} is a copy of {}", clone.name(), original.name());
  clone.BecomeCopyOf(original);
  devices_went_back = true;
  // It is used now and then, as the original is.
  Chance own = root_.Fork(clone.name() + "/online");
  for (int day = static_cast<int>(timeline.now_ms() / kDayMs); day < swarm.days; ++day) {
    if (!own.Hits(0.6)) continue;
    timeline.At(day * kDayMs + own.Between(0, kDayMs - 1),
                [&clone, for_ms = own.Between(60, 600) * kSecondMs] { clone.GoOnline(for_ms); });
  }
  return clone;
}

int64_t World::Carry(SimDevice& device, Direction direction, int64_t not_before_ms, std::function<void()> arrive,
                     std::function<void()> lost) {
  const int64_t now_ms = timeline.now_ms();
  int64_t delay_ms = network_.Between(3, 90);
  if (!calm_) {
    if (device.dead_until_ms[direction == Direction::kToServer ? 0 : 1] > now_ms) {
      Count("lost in a partition");
      lost();
      return -1;
    }
    if (NetworkHits("network-drops")) {
      Count("network-drops");
      lost();
      return -1;
    }
    if (NetworkHits("network-slow")) {
      Count("network-slow");
      delay_ms += network_.Between(200, 20'000);
    }
  }
  const int64_t arrives_ms = std::max(now_ms + delay_ms, not_before_ms);
  timeline.At(arrives_ms, std::move(arrive));
  return arrives_ms;
}

void World::PlanMisfortunes() {
  const int64_t end_ms = swarm.days * kDayMs;
  for (const auto& misfortune : AllMisfortunes()) {
    const std::string name(misfortune->name());
    const auto rate = swarm.strikes.find(name);
    if (rate == swarm.strikes.end()) continue;
    const auto chance = std::make_shared<Chance>(root_.Fork("misfortune/" + name));
    const double mean_gap_ms = static_cast<double>(end_ms) / rate->second;
    for (int64_t at_ms = chance->Gap(mean_gap_ms); at_ms < end_ms; at_ms += chance->Gap(mean_gap_ms)) {
      timeline.At(at_ms, [this, chance, name, strike = misfortune.get()] {
        if (!strike->Strike(*this, *chance)) return;
        Note("misfortune: {}", name);
        Count(name);
      });
    }
  }
  // The server's copies are taken every day, whether or not anybody will need one.
  Chance copies = root_.Fork("copies");
  for (int day = 0; day < swarm.days; ++day) {
    timeline.At(day * kDayMs + copies.Between(0, kDayMs - 1), [this] { server->TakeCopy(); });
  }
}

void World::Run() {
  for (const auto& family : families) BeginPlan(*this, *family);
  // Everybody has the plan before anything goes wrong.
  calm_ = true;
  for (const auto& device : devices) device->GoOnline(5 * kMinuteMs);
  timeline.RunUntil(6 * kMinuteMs);
  calm_ = false;
  server->TakeCopy();
  for (const auto& family : families) {
    PlanMonth(*this, *family, swarm.acts / static_cast<int>(families.size()));
  }
  PlanMisfortunes();
  timeline.RunUntil(swarm.days * kDayMs);
  Heal();
  Quiesce();
  Audit();
}

void World::Heal() {
  Note("everything is healed");
  calm_ = true;
  server->disk().SetRoom(true);
  server->disk().DieAt(0);
  for (const auto& device : devices) {
    device->disk().SetRoom(true);
    device->disk().DieAt(0);
    device->DieAtEffect(0);
    for (int64_t& until_ms : device->dead_until_ms) until_ms = 0;
    device->GoOnline(0);
  }
}

void World::Quiesce() {
  const int64_t begun_ms = timeline.now_ms();
  // What was down may take two minutes to come up.
  const int64_t patience_ms = 12 * kMinuteMs;
  const auto settled = [this] {
    return server->up() && std::all_of(devices.begin(), devices.end(), [](const auto& one) { return one->Settled(); });
  };
  while (!settled()) {
    if (timeline.now_ms() - begun_ms >= patience_ms) {
      for (const auto& device : devices) {
        if (!device->Settled())
          throw Violation("LIVENESS", "not settled ten minutes after all is well: " + device->Describe());
      }
      throw Violation("LIVENESS", "the server is not up");
    }
    timeline.RunUntil(timeline.now_ms() + kSecondMs);
  }
  Count("settled");
}

void World::Audit() {
  // Nothing happens for an hour: no number is used up, and nobody is woken for nothing.
  std::vector<uint64_t> heads;
  for (const auto& family : families) heads.push_back(server->family(family->index).head);
  timeline.RunUntil(timeline.now_ms() + kHourMs);
  for (const auto& family : families) {
    Demand(server->family(family->index).head == heads[static_cast<size_t>(family->index)], "NO-NOOP-SEQ",
           "the feed moves though nobody does anything");
  }
  server->Audit();
  for (const auto& device : devices) {
    device->Audit();
    device->AuditConverged(server->family(device->family().index));
    for (const auto& family : families) {
      if (family->index == device->family().index) continue;
      Demand(!device->disk().Contains(family->canary), "NO-LEAK", device->name() + " has another family's words");
    }
  }
  Demand(!server->disk().Contains("words of family"), "NO-LEAK", "the server can read what people wrote");
  for (const auto& [act, promise] : promises) {
    if (explained.contains(act)) continue;
    const ServerFamily& family = server->family(promise.family);
    for (const auto& [key, fields] : promise.registers) {
      const auto record = family.records.find(key);
      Demand(
          record != family.records.end() &&
              [&, &promised = fields] {
                return std::all_of(promised.begin(), promised.end(), [&](const auto& one) {
                  const auto found = record->second.fields.find(one.first);
                  return found != record->second.fields.end() && found->second >= one.second;
                });
              }(),
          "NO-ACK-LOST", fmt::format("act {} was taken, and is gone", act));
    }
  }
}

void World::ReleasePromises() {
  for (const auto& [act, promise] : promises) {
    if (explained.contains(act)) continue;
    Registers of_server;
    for (const auto& [key, fields] : promise.registers) {
      const auto& records = server->family(promise.family).records;
      const auto found = records.find(key);
      if (found != records.end()) of_server[key] = found->second.fields;
    }
    if (Holds(of_server, promise.registers)) continue;
    const auto& holders = families[static_cast<size_t>(promise.family)]->devices;
    // Still waiting at a device it will be promised anew, maybe under another stamp.
    const bool waits = std::any_of(holders.begin(), holders.end(), [&, number = act](const SimDevice* device) {
      return std::any_of(device->outbox().begin(), device->outbox().end(),
                         [&](const auto& one) { return one->id == number; });
    });
    const bool held = std::any_of(holders.begin(), holders.end(), [&, &wanted = promise.registers](const SimDevice* d) {
      return Holds(d->confirmed(), wanted);
    });
    if (waits || !held) explained.insert(act);
  }
}

}  // namespace toward::sim
