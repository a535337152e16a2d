// What devices ask of the server: sessions, numbers, pushes and streams.
#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "server/errors.h"
#include "server/refusals.h"
#include "server/service/push_handler.h"
#include "sync/limits.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/sim_server.h"
#include "tests/sim/sim_stream.h"
#include "tests/sim/violation.h"
#include "trust/session_proof.h"

namespace toward::sim {

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

}  // namespace toward::sim
