#include "tests/sim/sim_device.h"

#include <utility>

#include "base/check.h"
#include "tests/sim/violation.h"

namespace toward::sim {

SimDevice::SimDevice(World& world, SimFamily& family, const MemberId& member, int index)
    : world_(world),
      family_(family),
      member_(member),
      index_(index),
      name_("device-" + std::to_string(index)),
      chance_(world.Fork(name_)),
      random_(world.Fork(name_ + "/random")),
      clock_(world.timeline, name_),
      disk_(world.disks.At(name_)),
      words_(family.keyring, family.id, member, random_),
      newer_(world.swarm.mixed_versions && chance_.Hits(0.5)) {
  id_ = random_.NewId<DeviceId>();
}

SimDevice::~SimDevice() = default;

void SimDevice::Begin(uint32_t replica) {
  Open();
  const absl::Status numbered = replica_->TakeReplicaNumber(replica);
  Demand(numbered.ok(), "SET-UP", std::string(numbered.message()));
}

void SimDevice::BecomeCopyOf(const SimDevice& original) {
  id_ = original.id_;
  disk_.Load(original.disk_.Save());
  state_ = original.state_;
  Open();
}

void SimDevice::Open() {
  auto opened = client::Replica::Open("/" + name_, words_, clock_);
  if (!opened.ok()) {
    world_.Note("{} cannot open its plan: {}", name_, opened.status().ToString());
    Demand(absl::IsResourceExhausted(opened.status()) || disk_.dead(), "DURABLE",
           name_ + " cannot open its plan: " + std::string(opened.status().ToString()));
    if (disk_.dead()) return Bury();
    world_.timeline.In(kMinuteMs, [this, life = life_] {
      if (life_ == life) Open();
    });
    return;
  }
  replica_ = *std::move(opened);
  Settle();
  world_.Note("{} is open", name_);
  if (online_until_ms_ >= 0) GoOnline(online_until_ms_ == 0 ? 0 : online_until_ms_ - world_.timeline.now_ms());
}

void SimDevice::Bury() {
  ++life_;
  world_.Note("{} is down", name_);
  session_.reset();
  if (attempt_ != 0) {
    world_.timeline.In(kMinuteMs, [this, attempt = attempt_] {
      if (world_.server->up()) world_.server->Leave(*this, attempt);
    });
  }
  attempt_ = 0;
  staged_.clear();
  staged_places_.clear();
  reached_ = 0;
  // Whoever is killed closes nothing in good order.
  disk_.Die();
  eyes_.reset();
  replica_.reset();
  effects_left_ = 0;
  if (dies_how_ == Death::kPower) {
    disk_.RestartAfterPowerCut(chance_);
    clock_.Reboot();
    clock_error_ms_ = -1;
  } else {
    disk_.RestartProcess();
  }
  dies_how_ = Death::kProcess;
  world_.timeline.In(chance_.Between(1, 120) * kSecondMs, [this, life = life_] {
    if (life_ == life) Open();
  });
}

void SimDevice::Guarded(const std::function<void()>& what) {
  try {
    what();
  } catch (const Died&) {
    Bury();
  } catch (const GaveUp&) {
    // As a process that ends with an error: the exchange is over, the next one begins anew.
    if (session_.has_value() && replica_ != nullptr) {
      session_.reset();
      if (attempt_ != 0) world_.server->Leave(*this, attempt_);
      attempt_ = 0;
      staged_.clear();
      staged_places_.clear();
      reached_ = 0;
    }
    world_.timeline.In(kMinuteMs, [this, life = life_] {
      if (life_ == life && online_until_ms_ >= 0) {
        GoOnline(online_until_ms_ == 0 ? 0 : online_until_ms_ - world_.timeline.now_ms());
      }
    });
  }
}

void SimDevice::Do(const char* what, const std::function<absl::Status()>& call,
                   const std::function<void(State&)>& effect) {
  const absl::Status status = call();
  if (status.ok()) return effect(state_);
  world_.Note("{}: {} failed: {}", name_, what, std::string(status.message()));
  if (disk_.dead()) {
    world_.Count("device died in a commit");
    perhaps_ = state_;
    effect(*perhaps_);
    throw Died{};
  }
  Demand(absl::IsResourceExhausted(status), "NO-POISON",
         fmt::format("{} cannot go on: {}: {}", name_, what, std::string(status.message())));
  world_.Count("device had no room");
  throw GaveUp{};
}

// --- Its person -----------------------------------------------------------------------------------------------------

bool SimDevice::Write(const std::vector<client::Write>& writes) {
  if (replica_ == nullptr) return false;
  auto act = std::make_shared<Act>();
  for (const client::Write& write : writes) {
    auto& fields = act->records[{static_cast<uint32_t>(write.kind), write.id.ToBytes()}];
    const auto sealed = client::SealedFields(static_cast<uint32_t>(write.kind));
    for (auto& [field, bytes] : Cut(write.fields->SerializeAsString())) {
      const bool is_sealed = std::find(sealed.begin(), sealed.end(), field) != sealed.end();
      fields[field] = {.sealed = is_sealed, .bytes = bytes};
      if (!is_sealed) continue;
      const auto* const descriptor = write.fields->GetDescriptor()->FindFieldByNumber(static_cast<int>(field));
      fields[field].bytes = write.fields->GetReflection()->GetString(*write.fields, descriptor);
    }
    for (const uint32_t field : write.cleared) fields[field] = {};
    if (!fields.contains(1)) fields[1] = {.bytes = std::string("\x08\x01", 2)};
  }
  bool done = false;
  Guarded([&] { done = Commit([&] { return replica_->Commit(writes); }, act); });
  return done;
}

void SimDevice::Undo() {
  if (replica_ == nullptr) return;
  Guarded([&] {
    if (Commit([&] { return replica_->Undo(); }, nullptr)) world_.Count("undone");
  });
}

bool SimDevice::Commit(const std::function<absl::Status()>& call, const std::shared_ptr<Act>& meant) {
  const absl::Status status = call();
  if (!status.ok()) {
    world_.Note("{}: a change failed: {}", name_, std::string(status.message()));
    if (!disk_.dead()) {
      // Undo may say that there is nothing to undo, or forget the change it cannot take back.
      Demand(absl::IsResourceExhausted(status) || meant == nullptr, "NO-LOCAL-LOST",
             name_ + " refuses a change: " + std::string(status.message()));
      return false;
    }
    world_.Count("device died in a person's change");
    perhaps_ = state_;
    perhaps_more_entries_ = true;
    perhaps_meant_ = meant;
    throw Died{};
  }
  TakeNewEntries(meant);
  if (session_.has_value()) CarryOut(session_->OutboxGrew());
  return true;
}

std::vector<sync::Record> SimDevice::List(uint32_t kind) {
  if (replica_ == nullptr) return {};
  auto records = replica_->List(kind);
  return records.ok() ? *std::move(records) : std::vector<sync::Record>();
}

void SimDevice::GoOnline(int64_t for_ms) {
  if (for_ms < 0) return;
  online_until_ms_ = for_ms == 0 ? 0 : world_.timeline.now_ms() + for_ms;
  if (for_ms > 0) {
    world_.timeline.In(for_ms, [this, until = online_until_ms_] {
      if (online_until_ms_ == until) GoOffline();
    });
  }
  if (replica_ == nullptr || session_.has_value()) return;
  world_.Note("{} goes online", name_);
  Guarded([&] {
    session_.emplace(random_.Number());
    CarryOut(session_->Start());
  });
}

void SimDevice::GoOffline() {
  online_until_ms_ = -1;
  if (!session_.has_value()) return;
  world_.Note("{} goes offline", name_);
  Guarded([&] {
    CarryOut(session_->Stop());
    session_.reset();
    ++timer_;
  });
}

// --- Misfortune -----------------------------------------------------------------------------------------------------

void SimDevice::Die(Death how) {
  if (replica_ == nullptr) return;
  dies_how_ = how;
  Bury();
}

void SimDevice::DieSoon(Death how, int64_t changes) {
  dies_how_ = how;
  disk_.DieAt(changes);
}

void SimDevice::TakeCopy() {
  if (replica_ == nullptr || disk_.dead()) return;
  copy_ = Copy{disk_.Save(), state_};
}

void SimDevice::GoBackToCopy() {
  if (!copy_.has_value()) return;
  if (replica_ != nullptr) {
    Audit();
    Bury();
  }
  world_.Note("{} is set back to an older copy", name_);
  disk_.Load(copy_->image);
  state_ = copy_->state;
  perhaps_.reset();
  perhaps_more_entries_ = false;
  perhaps_meant_.reset();
  clock_.Reboot();
  clock_error_ms_ = -1;
  world_.devices_went_back = true;
  world_.ReleasePromises();
}

}  // namespace toward::sim
