// Carrying out what sync::ClientSession says: Exchange::Loop (client/sync/exchange_loop.h) without threads, files and
// gRPC. What that one does to the replica and the session, this one does, in the same order.
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "client/sync/connection.h"
#include "sync/limits.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/violation.h"

namespace toward::sim {
namespace {

constexpr int64_t kTokenMarginMs = 60'000;
constexpr int64_t kFirstAnswerMs = 30'000;
constexpr char kTokenSetting[] = "session_token";
constexpr char kExpireSetting[] = "session_expire_time_ms";

}  // namespace

void SimDevice::CarryOut(const sync::Effects& effects) {
  for (const sync::Effect& effect : effects) {
    if (effects_left_ > 0 && --effects_left_ == 0) {
      world_.Count("device died between two effects");
      throw Died{};
    }
    std::visit([this](const auto& one) { CarryOutOne(one); }, effect);
  }
}

void SimDevice::CarryOutOne(const sync::effect::OpenWatch& open) {
  LeaveAttempt();
  ++timer_;
  token_ = open.new_token ? "" : CachedToken();
  v1::WatchRequest request;
  request.set_replica(Ask(replica_->ReplicaNumber()));
  const sync::Cursor cursor = Ask(replica_->Cursor());
  if (!cursor.at_beginning()) *request.mutable_cursor() = sync::ToProto(cursor);
  Demand(cursor.seq == state_.place.seq, "MONO-CURSOR",
         fmt::format("{} is at {} instead of {}", name_, cursor.seq, state_.place.seq));
  attempt_ = ++attempts_;
  world_.Note("{} watches from {}", name_, cursor.seq);
  HearBy(kFirstAnswerMs);
  const Place place = state_.place;
  if (!token_.empty()) return StartWatch(token_, request, place);
  Call<Token>([this](auto answer) { world_.server->OpenSession(*this, std::move(answer)); },
              [this, request, place](absl::StatusOr<Token> token) {
                if (!token.ok()) return CarryOut(session_->WatchEnded(client::FailureOf(token.status())));
                token_ = token->token;
                Do(
                    "keep token", [&] { return replica_->SetSetting(kTokenSetting, token_); }, [](State&) {});
                Do(
                    "keep token",
                    [&] { return replica_->SetSetting(kExpireSetting, std::to_string(token->expire_time_ms)); },
                    [](State&) {});
                StartWatch(token_, request, place);
              });
}

std::string SimDevice::CachedToken() {
  const std::optional<std::string> token = Ask(replica_->Setting(kTokenSetting));
  const std::optional<std::string> expire = Ask(replica_->Setting(kExpireSetting));
  const int64_t now_ms = Ask(replica_->NowMs());
  int64_t expire_ms = 0;
  if (!token || !expire || !absl::SimpleAtoi(*expire, &expire_ms)) return "";
  return now_ms + kTokenMarginMs < expire_ms ? *token : "";
}

void SimDevice::StartWatch(const std::string& token, const v1::WatchRequest& request, Place place) {
  const auto ended = [this, attempt = attempt_](const absl::Status& status) {
    WatchEnded(attempt, client::FailureOf(status));
  };
  world_.Carry(
      *this, World::Direction::kToServer, 0,
      [this, token, request, place, attempt = attempt_, ended] {
        world_.server->Watch(*this, attempt, token, request, place, [this, ended](const absl::Status& status) {
          world_.Carry(
              *this, World::Direction::kToDevice, 0, [ended, status] { ended(status); }, [] {});
        });
      },
      [this, ended] { world_.timeline.In(5 * kSecondMs, [ended] { ended(absl::UnavailableError("lost")); }); });
}

template <typename T>
void SimDevice::Call(std::function<void(SimServer::Answer<T>)> ask, std::function<void(absl::StatusOr<T>)> answered) {
  auto waiting = std::make_shared<bool>(true);
  const auto report = [this, waiting, answered = std::move(answered), attempt = attempt_,
                       life = life_](absl::StatusOr<T> answer) {
    if (!std::exchange(*waiting, false) || life_ != life || attempt_ != attempt || !session_.has_value()) return;
    Guarded([&] { answered(std::move(answer)); });
  };
  world_.Carry(
      *this, World::Direction::kToServer, 0,
      [this, ask = std::move(ask), report] {
        ask([this, report](absl::StatusOr<T> answer) {
          if (world_.NetworkHits("cut-before-ack")) return world_.Count("cut-before-ack");
          world_.Carry(
              *this, World::Direction::kToDevice, 0, [report, answer] { report(answer); }, [] {});
        });
      },
      [] {});
  world_.timeline.In(client::kCallTimeoutMs, [report] { report(absl::UnavailableError("lost")); });
}

sync::Outbox SimDevice::OutboxBeyond(int64_t transactions) {
  return Ask(replica_->OutboxSize()) > transactions ? sync::Outbox::kWaiting : sync::Outbox::kEmpty;
}

void SimDevice::CarryOutOne(const sync::effect::SendPush&) {
  std::optional<v1::PushRequest> request;
  Do(
      "fix a push",
      [&] {
        auto next = replica_->NextPush();
        if (next.ok()) request = *std::move(next);
        return next.status();
      },
      [](State&) {});
  Demand(request.has_value(), "NO-LOCAL-LOST", name_ + " thinks that something waits, and nothing does");
  pushed_ = *std::move(request);
  pushed_ms_ = world_.timeline.now_ms();
  pushed_numbers_.clear();
  std::vector<uint64_t> acts;
  const std::vector<RawEntry> outbox = ReadOutbox();
  CheckStamps(outbox);
  size_t shown = 0;
  for (size_t i = 0; i < outbox.size() && static_cast<int>(i) < pushed_.transactions_size(); ++i) {
    const RawEntry& entry = outbox[i];
    pushed_numbers_.push_back(entry.number);
    if (entry.hidden) {
      acts.push_back(0);
      continue;
    }
    Demand(shown < state_.outbox.size(), "NO-LOCAL-LOST", name_ + " pushes what it does not have");
    const Act& act = *state_.outbox[shown++];
    acts.push_back(act.id);
    for (const auto& [key, fields] : entry.patches) {
      const auto meant = act.records.find(key);
      if (meant == act.records.end()) continue;
      for (const auto& [field, value] : fields) {
        const auto found = meant->second.find(field);
        if (found != meant->second.end() && found->second.sealed && !found->second.any) {
          world_.words[value.bytes] = found->second.bytes;
        }
      }
    }
  }
  if (pushed_.transactions_size() >= static_cast<int>(sync::kMaxTransactionsPerPush)) world_.Count("full push");
  const int push = ++pushes_;
  world_.Note("{} pushes {} ({} transactions)", name_, pushed_.push_no(), pushed_.transactions_size());
  if (world_.NetworkHits("network-duplicates")) {
    world_.Count("network-duplicates");
    world_.Carry(
        *this, World::Direction::kToServer, 0,
        [this, request = pushed_, token = token_, acts] {
          world_.server->Push(token, request, acts, [](const absl::StatusOr<v1::PushResponse>&) {});
        },
        [] {});
  }
  Call<v1::PushResponse>([this, request = pushed_, token = token_,
                          acts](auto answer) { world_.server->Push(token, request, acts, std::move(answer)); },
                         [this, push](const absl::StatusOr<v1::PushResponse>& response) { Pushed(push, response); });
}

void SimDevice::Pushed(int push, const absl::StatusOr<v1::PushResponse>& response) {
  if (push != pushes_ || !session_->push_in_flight()) return;
  if (!response.ok()) return CarryOut(session_->PushFailed(client::FailureOf(response.status())));
  answer_ = *response;
  const sync::Outbox outbox = OutboxBeyond(pushed_.transactions_size());
  CarryOut(session_->PushAnswered(answer_, outbox));
}

void SimDevice::CarryOutOne(const sync::effect::ApplyVerdicts&) {
  std::vector<v1::Verdict> verdicts(answer_.verdicts().begin(), answer_.verdicts().end());
  const std::vector<RawEntry> outbox = ReadOutbox();
  struct Popped {
    bool hidden;
    v1::Verdict verdict;
    Registers registers;
  };
  std::vector<Popped> popped;
  for (size_t i = 0; i < verdicts.size() && i < outbox.size(); ++i) {
    popped.push_back({outbox[i].hidden, verdicts[i], outbox[i].patches});
  }
  Do(
      "apply the answer", [&] { return replica_->ApplyAnswer(pushed_, answer_); },
      [this, &popped](State& state) {
        for (const Popped& one : popped) {
          const bool rejected = one.verdict.code() == v1::Verdict::CODE_REJECTED;
          if (!rejected) Merge(state.confirmed, one.registers);
          if (one.hidden) continue;
          Demand(!state.outbox.empty(), "NO-LOCAL-LOST", name_ + " drops more than it had");
          const uint64_t act = state.outbox.front()->id;
          Demand(rejected || world_.promises.contains(act) || world_.explained.contains(act), "NO-LOCAL-LOST",
                 name_ + " dropped a change that no server has taken");
          if (rejected) ++state.dead_letters;
          state.outbox.pop_front();
        }
      });
}

void SimDevice::CarryOutOne(const sync::effect::RestampOutbox& restamp) {
  Do(
      "restamp", [&] { return replica_->RestampOutbox(restamp.server_time_ms); }, [](State&) {});
  clock_error_ms_ = world_.timeline.now_ms() - pushed_ms_ + 1500;
  CheckStamps(ReadOutbox());
}

void SimDevice::CarryOutOne(const sync::effect::ResealOutbox&) {
  Do(
      "reseal", [&] { return replica_->ResealOutbox(); }, [](State&) {});
}

void SimDevice::CarryOutOne(const sync::effect::TakeNewReplica&) {
  attempt_ = ++attempts_;
  Call<uint32_t>([this, token = token_](auto answer) { world_.server->RegisterReplica(token, std::move(answer)); },
                 [this](const absl::StatusOr<uint32_t>& replica) {
                   if (!replica.ok()) {
                     return CarryOut(session_->ReplicaNotTaken(client::FailureOf(replica.status())));
                   }
                   Do(
                       "take a number", [&] { return replica_->TakeReplicaNumber(*replica); }, [](State&) {});
                   CarryOut(session_->ReplicaTaken());
                 });
}

void SimDevice::CarryOutOne(const sync::effect::RepushEverything& repush) {
  world_.Count("everything pushed again");
  Do(
      "push everything again", [&] { return replica_->RepushEverything(repush.last_push_no); },
      [](State& state) { state.place = {}; });
}

void SimDevice::CarryOutOne(const sync::effect::ArmTimer& timer) {
  const int armed = ++timer_;
  world_.timeline.In(timer.delay_ms, [this, armed, life = life_] {
    if (life_ != life || timer_ != armed || !session_.has_value()) return;
    if (session_->state() != sync::ClientSession::State::kBackingOff) return;
    Guarded([&] { CarryOut(session_->TimerFired()); });
  });
}

bool SimDevice::Settled() const {
  return session_.has_value() && session_->state() == sync::ClientSession::State::kLive &&
         !session_->push_in_flight() && state_.outbox.empty() && state_.place.branch == world_.server->branch() &&
         state_.place.seq == world_.server->family(family_.index).head;
}

}  // namespace toward::sim
