// The stream's half of carrying out (sim_exchange.cc): pages arrive, are staged, and are applied at a head.
#include <algorithm>
#include <utility>

#include "client/sync/connection.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/violation.h"

namespace toward::sim {
void SimDevice::CarryOutOne(const sync::effect::CloseWatch&) {
  silence_ms_ = 0;
  LeaveAttempt();
}

void SimDevice::LeaveAttempt() {
  if (const int attempt = std::exchange(attempt_, 0); attempt != 0) {
    world_.Carry(
        *this, World::Direction::kToServer, 0,
        [this, attempt] {
          if (world_.server->up()) world_.server->Leave(*this, attempt);
        },
        [this, attempt] {
          world_.timeline.In(2 * kMinuteMs, [this, attempt] {
            if (world_.server->up()) world_.server->Leave(*this, attempt);
          });
        });
  }
  ApplyReached();
  staged_.clear();
  staged_places_.clear();
}

void SimDevice::HearBy(int64_t delay_ms) {
  silence_ms_ = world_.timeline.now_ms() + delay_ms;
  world_.timeline.In(delay_ms, [this, attempt = attempt_, life = life_] {
    if (life_ != life || attempt_ != attempt || attempt_ == 0 || !session_.has_value()) return;
    if (silence_ms_ == 0 || world_.timeline.now_ms() < silence_ms_) return;
    world_.Count("silence noticed");
    Guarded([&] { CarryOut(session_->WatchEnded(sync::Failure::kTransient)); });
  });
}

void SimDevice::WatchEnded(int attempt, sync::Failure failure) {
  if (attempt != attempt_ || attempt == 0 || !session_.has_value()) return;
  if (session_->state() == sync::ClientSession::State::kTakingReplica) return;
  world_.Note("{}: the stream ended", name_);
  Guarded([&] { CarryOut(session_->WatchEnded(failure)); });
}

void SimDevice::Arrived(int attempt, const v1::WatchResponse& response, Place place, int64_t sent_ms) {
  if (attempt != attempt_ || attempt == 0 || !session_.has_value()) return;
  if (session_->state() == sync::ClientSession::State::kTakingReplica) return;
  Guarded([&] {
    if (response.has_hello()) {
      heartbeat_ms_ = std::clamp<int64_t>(response.hello().heartbeat_ms(), 1000, 600'000);
      Do(
          "note the time", [&] { return replica_->NoteServerTime(response.hello().server_time_ms()); }, [](State&) {});
      clock_error_ms_ = world_.timeline.now_ms() - sent_ms + 1500;
    }
    HearBy(2 * heartbeat_ms_);
    if (response.has_hello()) {
      const uint64_t answered = Ask(replica_->AnsweredPushNo());
      if (response.hello().last_push_no() < answered) world_.Count("DIVERGED hello");
      CarryOut(session_->HelloArrived(response.hello(), answered));
    } else if (response.has_page()) {
      arrived_ = response.page();
      arrived_place_ = place;
      const sync::Outbox outbox = OutboxBeyond(0);
      CarryOut(session_->PageArrived(arrived_.cursor().seq(), arrived_.head(), outbox));
      ApplyReached();
    } else if (response.has_diverged()) {
      const bool none = Ask(replica_->Kinds()).empty();
      CarryOut(session_->WatchDiverged(none ? sync::Outbox::kEmpty : sync::Outbox::kWaiting));
    }
  });
}

void SimDevice::CarryOutOne(const sync::effect::StagePage&) {
  staged_.push_back(std::exchange(arrived_, {}));
  staged_places_.push_back(arrived_place_);
  if (staged_.size() > 1) world_.Count("pages staged");
}

void SimDevice::CarryOutOne(const sync::effect::ApplyStaged&) { reached_ = staged_.size(); }

void SimDevice::ApplyReached() {
  if (reached_ == 0) return;
  const auto end = staged_.begin() + static_cast<std::ptrdiff_t>(reached_);
  const std::vector<v1::Page> pages(staged_.begin(), end);
  const Place place = staged_places_[reached_ - 1];
  staged_.erase(staged_.begin(), end);
  staged_places_.erase(staged_places_.begin(), staged_places_.begin() + static_cast<std::ptrdiff_t>(reached_));
  reached_ = 0;
  const bool empty =
      std::all_of(pages.begin(), pages.end(), [](const v1::Page& page) { return page.records().empty(); });
  if (empty && Ask(replica_->Cursor()) == *sync::CursorFromProto(pages.back().cursor())) {
    state_.place = place;
    return;
  }
  Do(
      "apply pages", [&] { return replica_->ApplyPages(pages); },
      [&pages, place](State& state) {
        for (const v1::Page& page : pages) {
          for (const v1::Patch& patch : page.records()) Merge(state.confirmed[KeyOf(patch)], FieldsOf(patch));
        }
        Demand(place.branch != state.place.branch || place.seq >= state.place.seq, "MONO-CURSOR",
               "the cursor went back");
        state.place = place;
      });
  world_.Note("{} is at {}", name_, place.seq);
  CheckView(place);
}

void SimDevice::CheckView(const Place& reached) {
  if (reached.branch != world_.server->branch()) return;
  const ServerFamily& server = world_.server->family(family_.index);
  for (const auto& [key, stored] : server.records) {
    if (stored.seq > reached.seq) continue;
    const auto mine = state_.confirmed.find(key);
    Demand(mine != state_.confirmed.end(), "NO-GAP", name_ + " has a cursor beyond a record it does not have");
    for (const auto& [field, value] : stored.fields) {
      const auto held = mine->second.find(field);
      Demand(held != mine->second.end() && held->second >= value, "NO-GAP",
             name_ + " has a cursor beyond a field it does not have");
    }
  }
}

}  // namespace toward::sim
