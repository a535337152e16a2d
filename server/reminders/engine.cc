#include "server/reminders/engine.h"

#include <algorithm>

#include "base/log.h"
#include "base/status_macros.h"
#include "server/reminders/round.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

// A machine that starts with its clock so far behind what the engine has seen does not know the time yet.
constexpr int64_t kBehindMs = 2 * 60'000;
constexpr int64_t kPatienceMs = 10 * 60'000;
// Clocks are nudged back by less than this all the time.
constexpr int64_t kStepBackMs = 2'000;
constexpr int kFamiliesReplannedAtOnce = 2'000;
constexpr int64_t kLongestRestMs = 7 * int64_t{86'400'000};
constexpr int64_t kSweepMs = 3 * 60 * 60'000;
// While every letter that may be under way is.
constexpr int64_t kCourierBusyMs = 200;
// So many families beside each other in the ledger send at the same moment.
constexpr uint64_t kNeighbours = 32;
// 2^64 divided by the golden ratio: multiples of it are spread evenly.
constexpr uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;

}  // namespace

Engine::Engine(World world) : world_(std::move(world)), inbox_(std::make_shared<Inbox>()) {}

Engine::~Engine() = default;

absl::Status Engine::Start(const ClockReading& now) {
  ASSIGN_OR_RETURN(row_, world_.reader->Engine());
  if (now.wall_ms < row_.high_water_ms - kBehindMs) {
    Log::Warning("the clock is behind what it was; reminders wait", {{"behind_ms", row_.high_water_ms - now.wall_ms}});
    held_since_ms_ = now.boottime_ms;
  }
  if (world_.trace != nullptr) {
    world_.trace->Write(world_.trace->Started({now.wall_ms, now.boottime_ms}, row_, held_since_ms_.has_value()));
  }
  if (row_.zone_data != world_.zone_data) {
    if (!row_.zone_data.empty()) Log::Info("time zone data has changed; all due times are computed anew");
    RETURN_IF_ERROR(ReplanAll());
    row_.zone_data = world_.zone_data;
    RETURN_IF_ERROR(world_.write([row = row_](StoreWrites& writes) { return writes.reminders().SaveEngine(row); }));
  }
  return LookAtOpenFamilies(now.wall_ms);
}

absl::Status Engine::LookAtOpenFamilies(int64_t now_ms) {
  ASSIGN_OR_RETURN(const auto open, world_.reader->OpenFamilies(now_ms));
  for (const auto& family : open) NoteOpen(family.family, family.until_ms);
  const std::lock_guard lock(mutex_);
  for (const auto& family : open) moved_.insert(family.family);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Engine::Step(const ClockReading& now) {
  RETURN_IF_ERROR(NoticeClock(now));
  const int64_t now_ms = now.wall_ms;
  if (IsHeld(now)) return now_ms + 1'000;
  ForgetClosedFamilies(now_ms);
  RETURN_IF_ERROR(TakeOutcomes(now_ms));
  RETURN_IF_ERROR(SettleMoved(now_ms));
  ASSIGN_OR_RETURN(const bool more_members, Tick(now_ms));
  ASSIGN_OR_RETURN(const bool more_deliveries, Dispatch(now_ms));
  if (more_members || more_deliveries || HasMovedFamilies()) return now_ms;
  ASSIGN_OR_RETURN(const std::optional<int64_t> next_ms, world_.reader->Next());
  const int64_t earliest_ms = world_.courier.room() > 0 ? now_ms : now_ms + kCourierBusyMs;
  return std::clamp(next_ms.value_or(now_ms + kLongestRestMs), earliest_ms, now_ms + kLongestRestMs);
}

absl::Status Engine::NoticeClock(const ClockReading& now) {
  const std::optional<ClockReading> last = std::exchange(last_, now);
  if (!last.has_value() || now.wall_ms >= last->wall_ms - kStepBackMs) return absl::OkStatus();
  Log::Warning("the clock was set back; all due times are computed anew", {{"by_ms", last->wall_ms - now.wall_ms}});
  if (world_.trace != nullptr) {
    world_.trace->Write(world_.trace->ClockSetBack({now.wall_ms, now.boottime_ms}, last->wall_ms - now.wall_ms));
  }
  row_.high_water_ms = std::min(row_.high_water_ms, now.wall_ms);
  const absl::Status saved = world_.write([row = row_, now_ms = now.wall_ms](StoreWrites& writes) -> absl::Status {
    RETURN_IF_ERROR(writes.reminders().WaitAnew(now_ms));
    return writes.reminders().SaveEngine(row);
  });
  RETURN_IF_ERROR(saved);
  RETURN_IF_ERROR(ReplanAll());
  return LookAtOpenFamilies(now.wall_ms);
}

bool Engine::IsHeld(const ClockReading& now) {
  if (!held_since_ms_.has_value()) return false;
  const bool patient = now.boottime_ms - *held_since_ms_ <= kPatienceMs;
  if (now.wall_ms >= row_.high_water_ms - (patient ? kBehindMs : 0)) {
    Log::Info("the clock has come up; reminders go on");
    if (world_.trace != nullptr) world_.trace->Write(world_.trace->ClockCameUp({now.wall_ms, now.boottime_ms}));
    held_since_ms_.reset();
    return false;
  }
  if (!patient && !std::exchange(complained_, true)) {
    Log::Error("the clock is still behind what it was, so no reminder is sent; set it");
  }
  return true;
}

absl::Status Engine::ReplanAll() {
  std::optional<FamilyNumber> last = FamilyNumber{0};
  absl::Status status;
  while (status.ok() && last.has_value()) {
    std::optional<FamilyNumber> next;
    status = world_.write([&next, after = *last](StoreWrites& writes) {
      auto reached = writes.reminders().ReplanFrom(after, kFamiliesReplannedAtOnce);
      if (reached.ok()) next = *reached;
      return reached.status();
    });
    last = next;
  }
  return status;
}

absl::Status Engine::Finish(Round& round) {
  for (const std::string& line : round.lines) world_.trace->Write(line);
  if (!round.writes.empty()) {
    if (last_.has_value()) row_.high_water_ms = std::max(row_.high_water_ms, last_->wall_ms);
    const absl::Status saved = world_.write([&round, this](StoreWrites& writes) -> absl::Status {
      for (const auto& write : round.writes) RETURN_IF_ERROR(write(writes.reminders()));
      return writes.reminders().SaveEngine(row_);
    });
    if (!saved.ok()) return saved;
  }
  for (const std::string& line : round.lines_of_sent) world_.trace->Write(line);
  for (const auto& then : round.afterwards) then();
  return absl::OkStatus();
}

void Engine::FamilyMoved(FamilyNumber family, int64_t now_ms) {
  {
    const std::lock_guard lock(mutex_);
    const auto open = open_until_ms_.find(family);
    if (open == open_until_ms_.end() || open->second < now_ms) return;
    moved_.insert(family);
  }
  world_.wake();
}

bool Engine::HasMovedFamilies() {
  const std::lock_guard lock(mutex_);
  return !moved_.empty();
}

void Engine::NoteOpen(FamilyNumber family, int64_t until_ms) {
  const std::lock_guard lock(mutex_);
  int64_t& open_until_ms = open_until_ms_[family];
  open_until_ms = std::max(open_until_ms, until_ms);
}

void Engine::ForgetClosedFamilies(int64_t now_ms) {
  if (swept_ms_ <= now_ms && now_ms < swept_ms_ + kSweepMs) return;
  swept_ms_ = now_ms;
  const std::lock_guard lock(mutex_);
  // A clock may go back by an hour or two.
  absl::erase_if(open_until_ms_, [now_ms](const auto& open) { return open.second < now_ms - kSweepMs; });
}

absl::StatusOr<std::vector<Channel>> Engine::ChannelsOf(const FamilyView& view, const MemberId& member) {
  std::vector<Channel> channels;
  for (const ReachableDevice& device : view.devices) {
    if (device.member != member) continue;
    channels.push_back({ChannelKind::kStream, device.id});
    const bool pushes = device.web_push.has_value() && world_.courier.Carries(ChannelKind::kWebPush);
    if (pushes) channels.push_back({ChannelKind::kWebPush, device.id});
  }
  const std::string mail = view.MailOf(member);
  if (mail.empty() || !world_.courier.Carries(ChannelKind::kEmail)) return channels;
  ASSIGN_OR_RETURN(const std::string gone, world_.reader->GoneMail(view.family, member));
  if (gone != trust::Sha256(mail)) channels.push_back({ChannelKind::kEmail, DeviceId()});
  return channels;
}

std::optional<plan::Nudge> NudgeOf(const FamilyView& view, const Delivery& delivery) {
  const DeliveryKey& key = delivery.key;
  const plan::PlanDay day(key.day);
  if (key.stage >= kFirstSnooze) {
    const plan::Ritual* const ritual = plan::FindRitual(view.plan, key.ritual);
    if (ritual == nullptr) return std::nullopt;
    return plan::Nudge{.id = {.member = key.member, .ritual = key.ritual, .child = key.child, .day = day},
                       .type = ritual->type,
                       .due_ms = delivery.due_ms,
                       .useful_until_ms = delivery.useful_until_ms};
  }
  for (const plan::Nudge& nudge : plan::NudgesOf(view.plan, key.member, day, view.EventsOf(day))) {
    const bool same = nudge.id.ritual == key.ritual && nudge.id.child == key.child;
    if (same && static_cast<int>(nudge.id.stage) == key.stage) return nudge;
  }
  return std::nullopt;
}

plan::Asked AskedFor(const Delivery& delivery) {
  return delivery.key.stage >= kFirstSnooze ? plan::Asked::kExplicitly : plan::Asked::kByPlan;
}

int64_t LetterMs(FamilyNumber family, const Channel& channel, int64_t due_ms, int64_t useful_until_ms) {
  if (channel.kind == ChannelKind::kStream) return due_ms;
  const uint64_t group = static_cast<uint64_t>(family) / kNeighbours;
  const auto jitter_ms = static_cast<int64_t>(((group * kGoldenRatio) >> 32U) % uint64_t{kJitterMs});
  return std::max(due_ms, std::min(due_ms + jitter_ms, useful_until_ms));
}

}  // namespace toward::server
