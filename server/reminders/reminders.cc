#include "server/reminders/reminders.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"

namespace toward::server {
namespace {

// The longest wait at once: a wall clock that is set is noticed after it, and a session that has ended.
constexpr int64_t kSliceMs = 1'000;

}  // namespace

Reminders::Reminders(World world)
    : clock_(world.clock),
      listeners_(world.heartbeat_ms, std::move(world.is_open)),
      courier_(std::move(world.courier)),
      trace_(std::move(world.trace)),
      engine_({.reader = std::move(world.reader),
               .write = std::move(world.write),
               .courier = *courier_,
               .streams = listeners_,
               .metrics = world.metrics,
               .zone_data = world.zone_data,
               .wake = [this] { Wake(); },
               .trace = trace_.get()}),
      zone_data_(std::move(world.zone_data)),
      thread_([this] { Run(); }) {}

Reminders::~Reminders() { Stop(); }

void Reminders::FamilyMoved(FamilyNumber family, const PushAnswer& answer) {
  if (!answer.plan_moved && !answer.marks_moved) return;
  engine_.FamilyMoved(family, clock_.WallMs());
  if (answer.plan_moved) Wake();
}

void Reminders::Ask(Request request) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_) {
      requests_.push_back(std::move(request));
      something_to_do_.notify_one();
      return;
    }
  }
  request(nullptr, 0);
}

void Reminders::Listen(const Session& session, NudgeStream* stream) {
  listeners_.Add(session, stream);
  Ask([session](Engine* engine, int64_t now_ms) {
    if (engine == nullptr) return;
    const absl::Status status = engine->Welcome(session, now_ms);
    if (!status.ok()) Log::Error("a device could not be shown its reminders", {{"code", status.code()}});
  });
}

void Reminders::Wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  something_to_do_.notify_one();
}

// False: it is time to stop.
bool Reminders::Wait(int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  something_to_do_.wait_for(lock, std::chrono::milliseconds(std::clamp<int64_t>(wait_ms, 0, kSliceMs)),
                            [this] { return stopping_ || woken_ || !requests_.empty(); });
  woken_ = false;
  return !stopping_;
}

void Reminders::Serve(Engine* engine) {
  std::vector<Request> requests;
  {
    const std::lock_guard lock(mutex_);
    requests.swap(requests_);
  }
  for (const Request& request : requests) request(engine, clock_.WallMs());
}

void Reminders::Run() {
  bool started = false;
  int64_t wait_ms = 0;
  while (Wait(wait_ms)) {
    const int64_t boottime_ms = clock_.Now().boottime_ms;
    listeners_.Tend(boottime_ms);
    zone_data_.Look(boottime_ms);
    wait_ms = kSliceMs;
    if (!started) {
      const absl::Status status = engine_.Start(clock_.Now());
      started = status.ok();
      if (!started) Log::Error("reminders could not start", {{"code", status.code()}});
      if (!started) continue;
    }
    Serve(&engine_);
    const ClockReading now = clock_.Now();
    const auto next_ms = engine_.Step(now);
    if (!next_ms.ok()) Log::Error("reminders had trouble with the store", {{"code", next_ms.status().code()}});
    if (next_ms.ok()) wait_ms = *next_ms - now.wall_ms;
  }
  listeners_.EndAll();
  courier_->Stop();
  if (started) engine_.Step(clock_.Now()).IgnoreError();
}

void Reminders::Stop() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopping_, true)) return;
    something_to_do_.notify_one();
  }
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  Serve(nullptr);
}

}  // namespace toward::server
