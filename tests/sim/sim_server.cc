#include "tests/sim/sim_server.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "server/errors.h"
#include "server/refusals.h"
#include "server/service/push_handler.h"
#include "sync/limits.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/sim_stream.h"
#include "tests/sim/violation.h"
#include "trust/session_proof.h"

namespace toward::sim {
SimServer::SimServer(World& world)
    : world_(world),
      chance_(world.Fork("server")),
      random_(world.Fork("server/random")),
      clock_(world.timeline, "server"),
      disk_(world.disks.At("server")) {
  now_.families.resize(world.families.size());
  branches_.push_back({.parent = -1, .heads = std::vector<uint64_t>(world.families.size()), .new_epoch = false});
  Open();
}

SimServer::~SimServer() = default;

uint32_t SimServer::Enrol(SimDevice& device) {
  const SimFamily& family = device.family();
  const server::NewDevice keys{
      .id = device.id(), .sign_public_key = random_.Bytes(32), .box_public_key = random_.Bytes(32)};
  uint32_t replica = 0;
  const absl::Status enrolled = store_->Write([&](server::StoreWrites& writes) -> absl::Status {
    const auto hint = static_cast<uint32_t>(random_.Number() | 1);
    if (family.devices.front() == &device) {
      ASSIGN_OR_RETURN(replica, writes.CreateFamily(family.id, device.member(), keys, hint));
      return absl::OkStatus();
    }
    // Somebody of the same member invites where there is one; else the partner does.
    const SimDevice* inviter = family.devices.front();
    for (const SimDevice* one : family.devices) {
      if (one != &device && one->member() == device.member()) inviter = one;
    }
    ASSIGN_OR_RETURN(const server::Device by, writes.FindDevice(inviter->id()));
    server::NewInvite invite{.id = random_.NewId<InviteId>(),
                             .redeem_key_sha256 = random_.Bytes(32),
                             .offer = "offer",
                             .member = {},
                             .expire_time_ms = clock_.WallMs() + kDayMs};
    if (inviter->member() == device.member()) invite.member = device.member();
    RETURN_IF_ERROR(writes.CreateInvite(by, invite, clock_.WallMs()));
    ASSIGN_OR_RETURN(const server::Redemption redeemed, writes.RedeemInvite(invite.id, invite.redeem_key_sha256, keys,
                                                                            device.member(), hint, clock_.WallMs()));
    replica = redeemed.replica;
    return absl::OkStatus();
  });
  Demand(enrolled.ok(), "SET-UP", std::string(enrolled.message()));
  const absl::Status found = store_->Write([&](server::StoreWrites& writes) -> absl::Status {
    ASSIGN_OR_RETURN(const server::Device stored, writes.FindDevice(device.id()));
    const auto index = static_cast<size_t>(family.index);
    if (numbers_.size() <= index) numbers_.resize(index + 1);
    numbers_[index] = stored.family;
    return absl::OkStatus();
  });
  Demand(found.ok(), "SET-UP", std::string(found.message()));
  now_.families[static_cast<size_t>(family.index)].replicas[replica].device = device.id().ToBytes();
  BeginEpoch();
  return replica;
}

void SimServer::BeginEpoch() {
  auto database = Database::Open(kPath, Database::Mode::kReadWriteCreate, 1000);
  TOWARD_CHECK(database.ok());
  TOWARD_CHECK((*database)->Execute("UPDATE family SET key_epoch = 1").ok());
}

int SimServer::FamilyOf(server::FamilyNumber number) const {
  const auto found = std::find(numbers_.begin(), numbers_.end(), number);
  TOWARD_CHECK(found != numbers_.end());
  return static_cast<int>(found - numbers_.begin());
}

// --- Up and down ----------------------------------------------------------------------------------------------------

void SimServer::Open() {
  server::StoreLimits limits;
  limits.max_records_per_family = world_.swarm.max_records;
  auto store = server::SqliteStore::Open(kPath, limits, random_);
  if (!store.ok()) {
    // A disk with no room: try again later.
    world_.Note("server cannot start: {}", store.status().ToString());
    if (disk_.dead()) return Bury(dies_how_);
    Demand(absl::IsResourceExhausted(store.status()), "DURABLE",
           "the server does not start: " + store.status().ToString());
    world_.timeline.In(kMinuteMs, [this, life = life_] {
      if (life_ == life) Open();
    });
    return;
  }
  store_ = *std::move(store);
  auto reader = store_->NewReader();
  auto sessions = store_->LoadSessions(clock_.WallMs());
  Demand(reader.ok() && sessions.ok(), "DURABLE", "the server's file cannot be read");
  sessions_ = std::make_unique<server::Sessions>(clock_, *sessions);
  hub_ = std::make_unique<server::Hub>();
  rounds_ =
      std::make_unique<server::FeedRounds>(*std::move(reader), *hub_, *sessions_, clock_, world_.swarm.heartbeat_ms);
  if (!numbers_.empty()) Settle();
  world_.Note("server is up");
  ticking_ = false;
}

void SimServer::Bury(Death how) {
  ++life_;
  disk_.Die();
  world_.Note("server is down, {}:{}", how == Death::kPower ? "without power" : "its process died", disk_.Describe());
  for (auto& [id, stream] : streams_) stream->End(server::ServerStopping());
  rounds_.reset();
  hub_.reset();
  streams_.clear();
  sessions_.reset();
  store_.reset();
  jobs_.clear();
  if (how == Death::kPower) {
    disk_.RestartAfterPowerCut(chance_);
    clock_.Reboot();
  } else {
    disk_.RestartProcess();
  }
  world_.Note("the server's disk:{}", disk_.Describe());
  world_.timeline.In(chance_.Between(1, 20) * kSecondMs, [this, life = life_] {
    if (life_ == life) Open();
  });
}

void SimServer::Die(Death how) {
  if (up()) Bury(how);
}

void SimServer::DieSoon(Death how, int64_t changes) {
  dies_how_ = how;
  disk_.DieAt(changes);
}

void SimServer::TakeCopy() {
  if (!up() || !jobs_.empty() || disk_.dead()) return;
  copies_.insert(copies_.begin(), {disk_.Save(), now_});
}

void SimServer::GoBackTo(size_t copy, Epoch epoch) {
  if (copies_.empty()) return;
  // Copies of the history that is given up are given up with it (docs/testing.md, "What is left out").
  const auto chosen = copies_.begin() + static_cast<std::ptrdiff_t>(std::min(copy, copies_.size() - 1));
  copies_.erase(copies_.begin(), chosen);
  const Copy& to = copies_.front();
  if (up()) Audit();
  Bury(Death::kProcess);
  disk_.Load(to.image);
  // Whoever puts back a copy has made room for it.
  disk_.SetRoom(true);
  perhaps_.clear();
  const State state = to.state;
  now_ = state;
  branches_.push_back({.parent = state.branch, .heads = {}, .new_epoch = epoch == Epoch::kNew});
  for (const ServerFamily& family : state.families) branches_.back().heads.push_back(family.head);
  now_.branch = static_cast<int>(branches_.size()) - 1;
  if (epoch == Epoch::kNew) {
    auto database = Database::Open(kPath, Database::Mode::kReadWriteCreate, 1000);
    TOWARD_CHECK(database.ok());
    auto query = (*database)->Prepare("UPDATE server SET epoch = ?");
    const std::string fresh = random_.Bytes(16);
    TOWARD_CHECK(query.ok() && query->Bind(fresh).Run().ok());
  }
  world_.server_went_back = true;
  world_.ReleasePromises();
}

bool SimServer::Continues(int family, Place place) const {
  if (place.seq == 0) return true;
  const auto index = static_cast<size_t>(family);
  // Up to where it grew from its parent, a branch is the parent.
  for (const Branch* of = &branches_[static_cast<size_t>(place.branch)];
       of->parent >= 0 && !of->new_epoch && place.seq <= of->heads[index];
       of = &branches_[static_cast<size_t>(place.branch)]) {
    place.branch = of->parent;
  }
  uint64_t reach = now_.families[index].head;
  for (int branch = now_.branch; branch >= 0; branch = branches_[static_cast<size_t>(branch)].parent) {
    if (branch == place.branch) return place.seq <= reach;
    const Branch& grown = branches_[static_cast<size_t>(branch)];
    if (grown.new_epoch || grown.heads.empty()) return false;
    reach = std::min(reach, grown.heads[index]);
  }
  return false;
}

// --- Requests -------------------------------------------------------------------------------------------------------

void SimServer::Submit(server::Writer::Job job) {
  jobs_.push_back(std::move(job));
  if (jobs_.size() > 1) return;
  world_.timeline.In(chance_.Between(1, 30), [this, life = life_] {
    if (life_ == life) CommitBatch();
  });
}

void SimServer::CommitBatch() {
  if (jobs_.size() > 1) world_.Count("jobs committed together");
  perhaps_.clear();
  server::Writer::CommitTogether(*store_, std::exchange(jobs_, {}), metrics_);
  if (disk_.dead()) {
    world_.Count("server died in a commit");
    return Bury(dies_how_);
  }
  perhaps_.clear();
}

void SimServer::Wake() {
  if (std::exchange(round_due_, true)) return;
  world_.timeline.In(1, [this, life = life_] {
    round_due_ = false;
    if (life_ == life) Round();
  });
}

void SimServer::Round() {
  auto ready = hub_->Take(std::chrono::steady_clock::time_point());
  if (!ready.has_value() || ready->empty()) return;
  std::sort(ready->begin(), ready->end(), [](const auto& a, const auto& b) {
    return static_cast<Stream*>(a.watcher->stream)->id() < static_cast<Stream*>(b.watcher->stream)->id();
  });
  rounds_->Serve(*std::move(ready));
}

void SimServer::Tick() {
  ticking_ = !streams_.empty();
  if (!ticking_) return;
  Wake();
  world_.timeline.In(world_.swarm.heartbeat_ms / 3, [this, life = life_] {
    if (life_ == life) Tick();
  });
}

// --- What is on its disk --------------------------------------------------------------------------------------------

}  // namespace toward::sim
