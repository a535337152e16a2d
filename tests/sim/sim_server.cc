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
namespace {

constexpr char kPath[] = "/server/toward.db";

}  // namespace

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
  Tick();
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
  const Copy& to = copies_[std::min(copy, copies_.size() - 1)];
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

bool SimServer::Continues(int family, const Place& place) const {
  if (place.seq == 0) return true;
  const auto index = static_cast<size_t>(family);
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

absl::StatusOr<server::Session> SimServer::Authenticate(const std::string& token) const {
  if (!up()) return server::ServerStopping();
  const std::string value = "Bearer " + token;
  const std::multimap<grpc::string_ref, grpc::string_ref> metadata = {
      {grpc::string_ref("authorization"), grpc::string_ref(value.data(), value.size())}};
  return sessions_->Authenticate(metadata);
}

void SimServer::OpenSession(SimDevice& device, Answer<Token> answer) {
  if (!up()) return answer(server::ServerStopping());
  struct Opened {
    std::string token;
    server::Session session;
    std::vector<std::string> forgotten;
  };
  auto opened = std::make_shared<Opened>();
  opened->token = trust::FormatToken(random_.Bytes(trust::kTokenBytes));
  const int64_t now_ms = clock_.WallMs();
  Submit({.work = [opened, now_ms, id = device.id()](server::StoreWrites& writes) -> absl::Status {
            const absl::StatusOr<server::Device> known = writes.FindDevice(id);
            if (absl::IsNotFound(known.status())) return server::ProofRefused();
            RETURN_IF_ERROR(known.status());
            opened->session = {.token_hash = *trust::TokenHash(opened->token),
                               .device = id,
                               .family = known->family,
                               .member = known->member,
                               .expire_time_ms = now_ms + server::kSessionLifetimeMs};
            ASSIGN_OR_RETURN(opened->forgotten, writes.AddSession(opened->session, now_ms));
            return absl::OkStatus();
          },
          .done =
              [this, opened, answer](const absl::Status& status) {
                if (disk_.dead()) return;
                if (!status.ok()) return answer(status);
                sessions_->Forget(opened->forgotten);
                sessions_->Add(opened->session);
                answer(Token{opened->token, opened->session.expire_time_ms});
              }});
}

void SimServer::RegisterReplica(const std::string& token, Answer<uint32_t> answer) {
  const absl::StatusOr<server::Session> session = Authenticate(token);
  if (!session.ok()) return answer(session.status());
  auto replica = std::make_shared<uint32_t>(0);
  const auto effect = [replica, id = session->device.ToBytes(), family = FamilyOf(session->family)](State& state) {
    state.families[static_cast<size_t>(family)].replicas[*replica].device = id;
  };
  Submit({.work = [replica, id = session->device, hint = static_cast<uint32_t>(random_.Number() | 1), this,
                   effect](server::StoreWrites& writes) -> absl::Status {
            ASSIGN_OR_RETURN(const server::Device device, writes.FindDevice(id));
            ASSIGN_OR_RETURN(*replica, writes.RegisterReplica(device, hint));
            perhaps_.push_back([effect](State& state, bool) { effect(state); });
            return absl::OkStatus();
          },
          .done =
              [this, replica, effect, answer](const absl::Status& status) {
                if (disk_.dead()) return;
                if (!status.ok()) return answer(status);
                effect(now_);
                world_.Count("replica registered");
                answer(*replica);
              }});
}

void SimServer::Push(const std::string& token, v1::PushRequest request, std::vector<uint64_t> acts,
                     Answer<v1::PushResponse> answer) {
  const absl::StatusOr<server::Session> session = Authenticate(token);
  if (!session.ok()) return answer(session.status());
  Demand(request.ByteSizeLong() <= sync::kMaxPushBytes &&
             static_cast<size_t>(request.transactions_size()) <= sync::kMaxTransactionsPerPush,
         "BOUNDED", "a push is larger than it may be");
  struct Work {
    Done done;
    server::Push push;
  };
  auto work = std::make_shared<Work>();
  work->done = {.family = FamilyOf(session->family),
                .device = session->device.ToBytes(),
                .request = std::move(request),
                .acts = std::move(acts),
                .answer = {},
                .now_ms = clock_.WallMs()};
  absl::StatusOr<server::Push> read = server::ReadPush(*session, work->done.request);
  if (!read.ok()) return answer(read.status());
  work->push = *std::move(read);
  Submit({.work = [this, work](server::StoreWrites& writes) -> absl::Status {
            ASSIGN_OR_RETURN(work->done.answer, writes.ApplyPush(work->push, work->done.now_ms));
            perhaps_.push_back([this, work](State& state, bool real) { Take(state, work->done, real); });
            return absl::OkStatus();
          },
          .done =
              [this, work, answer](const absl::Status& status) {
                if (disk_.dead()) return;
                if (!status.ok()) return answer(status);
                Take(now_, work->done, true);
                if (work->done.answer.feed_moved) {
                  hub_->FeedMoved({work->push.family, std::nullopt});
                  Wake();
                }
                answer(server::ToResponse(work->done.answer, work->done.now_ms));
              },
          .bytes = 1});
}

void SimServer::Take(State& state, const Done& done, bool real) {
  ServerFamily& family = state.families[static_cast<size_t>(done.family)];
  const v1::PushRequest& request = done.request;
  const v1::PushResponse::Outcome expected = family.Judge(request, done.device, done.now_ms);
  if (real) {
    world_.Note("server answers push {} of {}: {}", request.push_no(), request.replica(),
                v1::PushResponse::Outcome_Name(done.answer.outcome));
    world_.Count(v1::PushResponse::Outcome_Name(done.answer.outcome));
    const char* const invariant =
        expected == v1::PushResponse::OUTCOME_SKEW || done.answer.outcome == v1::PushResponse::OUTCOME_SKEW
            ? "STAMP-BOUND"
            : "PUSH-GATE";
    Demand(done.answer.outcome == expected, invariant,
           fmt::format("push {} of replica {} was answered {} instead of {}", request.push_no(), request.replica(),
                       v1::PushResponse::Outcome_Name(done.answer.outcome), v1::PushResponse::Outcome_Name(expected)));
  }
  if (expected != v1::PushResponse::OUTCOME_ACCEPTED) return;
  ServerFamily::Replica& replica = family.replicas[request.replica()];
  if (replica.push_no == request.push_no()) {
    if (real) world_.Count("push repeated");
    return;
  }
  replica.push_no = request.push_no();
  replica.digest = request.digest();
  for (int i = 0; i < request.transactions_size(); ++i) {
    const v1::Verdict& verdict = done.answer.verdicts[static_cast<size_t>(i)];
    const uint64_t act = static_cast<size_t>(i) < done.acts.size() ? done.acts[static_cast<size_t>(i)] : 0;
    if (real) world_.Count(v1::Verdict::Code_Name(verdict.code()));
    if (verdict.code() == v1::Verdict::CODE_REJECTED) {
      if (real) world_.Count(v1::Verdict::Reason_Name(verdict.reason()));
      continue;
    }
    const v1::Transaction& transaction = request.transactions(i);
    const bool changed = family.Apply(transaction);
    if (!real) continue;
    Demand(changed == (verdict.code() == v1::Verdict::CODE_APPLIED), "EXACTLY-ONCE-EFFECT",
           "a verdict does not say what became of its transaction");
    const Registers registers = RegistersOf(transaction);
    for (const auto& [key, fields] : registers) {
      for (const auto& [field, value] : fields) {
        const auto [seen, fresh] =
            world_.stamps.emplace(std::tuple(done.family, value.hlc, value.replica, key, field), value.bytes);
        const bool excused = world_.devices_went_back && world_.server_went_back;
        Demand(fresh || seen->second == value.bytes || excused, "STAMP-UNIQUE", "one stamp stands for two values");
      }
    }
    if (act != 0) world_.promises[act] = {done.family, registers};
  }
}

void SimServer::Watch(SimDevice& device, int attempt, const std::string& token, const v1::WatchRequest& request,
                      Place place, std::function<void(absl::Status)> refused) {
  const absl::StatusOr<server::Session> session = Authenticate(token);
  if (!session.ok()) return refused(session.status());
  const auto begin = sync::CursorFromProto(request.cursor());
  if (!begin.ok()) return refused(server::BadCursor());
  const uint64_t id = next_stream_++;
  auto stream = std::make_unique<Stream>(*this, id, device, attempt, place);
  auto watcher = std::make_unique<server::Watcher>();
  watcher->session = *session;
  watcher->feed.family = session->family;
  watcher->replica = request.replica();
  watcher->begin = *begin;
  watcher->stream = stream.get();
  streams_[id] = std::move(stream);
  hub_->Add(std::move(watcher));
  Wake();
}

void SimServer::Leave(SimDevice& device, int attempt) {
  for (auto& [id, stream] : streams_) {
    if (!stream->IsOf(device, attempt)) continue;
    hub_->Gone(stream.get());
    Wake();
  }
}

// --- The two threads, as events -------------------------------------------------------------------------------------

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
  Wake();
  world_.timeline.In(world_.swarm.heartbeat_ms / 3, [this, life = life_] {
    if (life_ != life) return;
    if (streams_.empty()) {
      world_.timeline.In(kMinuteMs, [this, life] {
        if (life_ == life) Tick();
      });
    } else {
      Tick();
    }
  });
}

// --- What is on its disk --------------------------------------------------------------------------------------------

std::vector<Registers> SimServer::Read() {
  auto database = Database::Open(kPath, Database::Mode::kReadOnly, 1000);
  Demand(database.ok(), "DURABLE", "the server's file cannot be opened");
  std::vector<Registers> read(numbers_.size());
  auto query = (*database)->Prepare("SELECT family, state FROM record ORDER BY family, seq");
  Demand(query.ok(), "DURABLE", "the server's file cannot be read");
  while (true) {
    const auto row = query->Step();
    Demand(row.ok(), "DURABLE", "the server's file is damaged");
    if (!*row) return read;
    v1::Patch patch;
    Demand(patch.ParseFromString(std::string(query->Blob(1))), "WELL-FORMED", "a stored record is none");
    read[static_cast<size_t>(FamilyOf(static_cast<server::FamilyNumber>(query->Integer(0))))][KeyOf(patch)] =
        FieldsOf(patch);
  }
}

std::string SimServer::DifferenceFrom(const State& state) {
  const std::vector<Registers> real = Read();
  for (size_t i = 0; i < real.size(); ++i) {
    Registers expected;
    for (const auto& [key, stored] : state.families[i].records) expected[key] = stored.fields;
    if (real[i] != expected) return Difference(real[i], expected);
  }
  auto database = Database::Open(kPath, Database::Mode::kReadOnly, 1000);
  Demand(database.ok(), "DURABLE", "the server's file cannot be opened");
  for (size_t i = 0; i < numbers_.size(); ++i) {
    auto query = (*database)->Prepare("SELECT head FROM family WHERE family = ?");
    Demand(query.ok(), "DURABLE", "the server's file cannot be read");
    const auto row = query->Bind(static_cast<int64_t>(numbers_[i])).Step();
    Demand(row.ok() && *row, "DURABLE", "a family is gone");
    const auto head = static_cast<uint64_t>(query->Integer(0));
    if (head != state.families[i].head) {
      return fmt::format("the head is {} instead of {}", head, state.families[i].head);
    }
    for (const auto& [number, replica] : state.families[i].replicas) {
      auto last = (*database)->Prepare("SELECT push_no FROM replica WHERE family = ? AND replica = ?");
      Demand(last.ok(), "DURABLE", "the server's file cannot be read");
      const auto known = last->Bind(static_cast<int64_t>(numbers_[i])).Bind(number).Step();
      if (!known.ok() || !*known) return fmt::format("replica {} is gone", number);
      if (static_cast<uint64_t>(last->Integer(0)) != replica.push_no) return "another push was the last";
    }
  }
  return "";
}

void SimServer::Settle() {
  const std::string before = DifferenceFrom(now_);
  if (before.empty()) {
    perhaps_.clear();
    return;
  }
  Demand(!perhaps_.empty(), "NO-ACK-LOST", "after a restart the server has forgotten something: " + before);
  State after = now_;
  for (const auto& effect : perhaps_) effect(after, false);
  const std::string different = DifferenceFrom(after);
  Demand(different.empty(), "ATOMIC-COMMIT",
         fmt::format("a commit that was cut off came through in part: {}; {}", before, different));
  world_.Count("a commit came through without an answer");
  for (const auto& effect : perhaps_) effect(now_, true);
  perhaps_.clear();
}

void SimServer::Audit() {
  if (!up() || disk_.dead()) return;
  const std::string different = DifferenceFrom(now_);
  Demand(different.empty(), "NO-ACK-LOST", "the server does not have what it has taken: " + different);
}

}  // namespace toward::sim
