// From deliveries to letters and streams: each is judged once more just before it goes out.

#include <algorithm>

#include "base/status_macros.h"
#include "server/reminders/engine.h"
#include "server/reminders/nudge_words.h"
#include "server/reminders/round.h"

namespace toward::server {
namespace {

using What = plan::Decision::What;

// How long after the end of quiet hours their digest is of use.
constexpr int64_t kDigestUseMs = 2 * 60 * 60'000;
constexpr size_t kMostShownKept = 10'000;
constexpr int64_t kShownKeptMs = 60'000;

bool IsLetter(const DeliveryKey& key) { return key.channel.kind != ChannelKind::kStream; }

bool SameThing(const DeliveryKey& a, const DeliveryKey& b) {
  return a.member == b.member && a.day == b.day && a.ritual == b.ritual && a.child == b.child;
}

}  // namespace

absl::StatusOr<bool> Engine::Dispatch(int64_t now_ms) {
  ASSIGN_OR_RETURN(std::vector<Delivery> waiting, world_.reader->Waiting(now_ms, kDeliveriesAtOnce));
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const Delivery& a, const Delivery& b) { return a.key.family < b.key.family; });
  Round round(world_.trace, now_ms);
  std::optional<FamilyView> view;
  for (const Delivery& delivery : waiting) {
    if (!view.has_value() || view->family != delivery.key.family) {
      ASSIGN_OR_RETURN(view, ReadFamilyView(*world_.reader, delivery.key.family, now_ms));
    }
    RETURN_IF_ERROR(DispatchOne(*view, delivery, now_ms, round));
  }
  const bool moved = !round.writes.empty();
  RETURN_IF_ERROR(Finish(round));
  return moved && waiting.size() == static_cast<size_t>(kDeliveriesAtOnce);
}

absl::Status Engine::DispatchOne(const FamilyView& view, Delivery delivery, int64_t now_ms, Round& round) {
  const DeliveryKey& key = delivery.key;
  if (IsUnderWay(key)) {
    delivery.not_before_ms = now_ms + kLeaseMs;
    round.Update(delivery);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Judgement judgement, Judge(view, delivery, now_ms));
  delivery.due_ms = judgement.due_ms;
  delivery.useful_until_ms = judgement.useful_until_ms;
  if (round.trace != nullptr) round.lines.push_back(round.trace->Decided(round.moment, delivery, judgement.decision));
  switch (judgement.decision.what) {
    case What::kSend:
      return Hand(view, delivery, judgement.kind, now_ms, round);
    case What::kWait: {
      const int64_t again_ms = judgement.decision.again_ms;
      delivery.held_until_ms = now_ms < delivery.due_ms ? 0 : again_ms;
      delivery.not_before_ms =
          std::min(LetterMs(key.family, key.channel, again_ms, delivery.useful_until_ms), delivery.useful_until_ms + 1);
      round.Update(delivery);
      return absl::OkStatus();
    }
    case What::kMerge: {
      const int64_t at_ms = judgement.decision.again_ms;
      round.End(delivery, DeliveryState::kMerged);
      PlanDigest(view, key.member, key.channel, at_ms, at_ms + kDigestUseMs, round);
      return absl::OkStatus();
    }
    case What::kExpired:
      round.End(delivery, DeliveryState::kExpired);
      if (IsLetter(key) && delivery.attempts == 0 && !IsDigest(key) && view.plan.calendar.has_value()) {
        PlanMissedDigest(view, key.member, now_ms, round);
      }
      return absl::OkStatus();
    case What::kDone:
    case What::kNotWanted:
      round.End(delivery, DeliveryState::kClosed);
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<Engine::Judgement> Engine::Judge(const FamilyView& view, const Delivery& delivery, int64_t now_ms) {
  const DeliveryKey& key = delivery.key;
  Judgement judgement{
      .decision = {.what = What::kNotWanted}, .due_ms = delivery.due_ms, .useful_until_ms = delivery.useful_until_ms};
  if (!view.plan.calendar.has_value()) return judgement;
  if (IsDigest(key)) {
    judgement.kind = NoticeKind::kDigest;
    ASSIGN_OR_RETURN(judgement.decision, JudgeDigest(view, delivery, now_ms));
    return judgement;
  }
  // What is of a day whose marks are not known any more is too late; what is further ahead comes to be known.
  if (!view.Knows(plan::PlanDay(key.day))) {
    const bool ahead = now_ms < delivery.due_ms;
    judgement.decision = {.what = ahead ? What::kWait : What::kExpired, .again_ms = delivery.due_ms};
    return judgement;
  }
  const std::optional<plan::Nudge> nudge = NudgeOf(view, delivery);
  if (!nudge.has_value()) return judgement;
  judgement.kind = KindOf(*nudge);
  judgement.due_ms = nudge->due_ms;
  judgement.useful_until_ms = nudge->useful_until_ms;
  judgement.decision = plan::Decide(view.plan, *nudge, now_ms, AskedFor(delivery));
  const bool maybe_replaced = delivery.held_until_ms > 0 || key.stage == static_cast<int>(plan::Stage::kSecond);
  if (judgement.decision.what != What::kSend || !maybe_replaced) return judgement;
  return JudgeBesideOthers(delivery, judgement);
}

absl::StatusOr<Engine::Judgement> Engine::JudgeBesideOthers(const Delivery& delivery, Judgement judgement) {
  const DeliveryKey& key = delivery.key;
  ASSIGN_OR_RETURN(const auto others, world_.reader->DeliveriesFrom(key.family, key.day - 1));
  for (const Delivery& other : others) {
    if (other.key == key || other.key.member != key.member) continue;
    // Put off to later than this: the second one has become the one that was asked for.
    const bool put_off = other.key.stage >= kFirstSnooze && SameThing(other.key, key);
    if (put_off && key.stage < kFirstSnooze && other.due_ms >= delivery.due_ms) {
      judgement.decision.what = What::kNotWanted;
      return judgement;
    }
    // Several that were held until the same moment are one digest.
    const bool held = delivery.held_until_ms > 0 && other.key.channel == key.channel &&
                      (other.held_until_ms == delivery.held_until_ms ||
                       (IsDigest(other.key) && other.due_ms == delivery.held_until_ms));
    const bool open = other.state == DeliveryState::kWaiting || other.state == DeliveryState::kMerged;
    if (held && open) judgement.decision = {.what = What::kMerge, .again_ms = delivery.held_until_ms};
  }
  return judgement;
}

absl::StatusOr<plan::Decision> Engine::JudgeDigest(const FamilyView& view, const Delivery& delivery, int64_t now_ms) {
  const DeliveryKey& key = delivery.key;
  if (now_ms < delivery.due_ms) return plan::Decision{.what = What::kWait, .again_ms = delivery.due_ms};
  if (now_ms > delivery.useful_until_ms) return plan::Decision{.what = What::kExpired};
  if (const auto quiet_ms = plan::QuietUntil(view.plan, key.member, now_ms)) {
    return plan::Decision{.what = What::kWait, .again_ms = *quiet_ms};
  }
  ASSIGN_OR_RETURN(const auto others, world_.reader->DeliveriesFrom(key.family, view.today.Plus(-1).number()));
  for (const Delivery& other : others) {
    const bool held_back = other.state == DeliveryState::kMerged || other.state == DeliveryState::kExpired;
    if (other.key.member != key.member || IsDigest(other.key) || !held_back || other.attempts > 0) continue;
    if (!view.Knows(plan::PlanDay(other.key.day))) continue;
    const std::optional<plan::Nudge> nudge = NudgeOf(view, other);
    if (!nudge.has_value()) continue;
    const plan::Decision decision = plan::Decide(view.plan, *nudge, nudge->due_ms, plan::Asked::kExplicitly);
    if (decision.what == What::kSend) return decision;
  }
  return plan::Decision{.what = What::kDone};
}

absl::Status Engine::Hand(const FamilyView& view, Delivery delivery, NoticeKind kind, int64_t now_ms, Round& round) {
  if (delivery.key.channel.kind == ChannelKind::kStream) {
    HandToStream(std::move(delivery), kind, now_ms, round);
    return absl::OkStatus();
  }
  const bool by_mail = delivery.key.channel.kind == ChannelKind::kEmail;
  Letter letter{.notice = NoticeOf(kind, NudgeKeyOf(delivery.key), delivery.useful_until_ms)};
  if (!world_.courier.Carries(delivery.key.channel.kind)) {
    round.End(delivery, DeliveryState::kFailed);
    return absl::OkStatus();
  }
  if (by_mail) {
    letter.to = MailAddress{view.MailOf(delivery.key.member)};
  } else {
    const ReachableDevice* const device = view.FindDevice(delivery.key.channel.device);
    if (device != nullptr && device->web_push.has_value()) {
      letter.to = Subscription{device->web_push->endpoint, {device->web_push->p256dh, device->web_push->auth}};
    }
  }
  const bool reachable = std::visit([](const auto& to) { return IsSet(to); }, letter.to);
  if (!reachable) {
    round.End(delivery, DeliveryState::kClosed);
    return absl::OkStatus();
  }
  if (!by_mail && WaitsToBeShown(delivery, now_ms, round)) return absl::OkStatus();
  if (round.letters < world_.courier.room()) Lease(std::move(delivery), std::move(letter), now_ms, round);
  return absl::OkStatus();
}

void Engine::HandToStream(Delivery delivery, NoticeKind kind, int64_t now_ms, Round& round) {
  const DeviceId device = delivery.key.channel.device;
  if (!world_.streams.Listens(device)) {
    // Until it comes.
    delivery.not_before_ms = delivery.useful_until_ms + 1;
    delivery.held_until_ms = 0;
    round.Update(delivery);
    return;
  }
  ++delivery.attempts;
  round.End(delivery, DeliveryState::kSent);
  round.afterwards.emplace_back([this, device, delivery, kind, now_ms] {
    Show(device, delivery, kind, now_ms);
    world_.metrics.ReminderSent(ReminderChannel::kStream, SendOutcome::kAccepted);
    world_.metrics.ReminderLate(std::chrono::milliseconds(now_ms - delivery.due_ms));
  });
}

void Engine::Show(const DeviceId& device, const Delivery& delivery, NoticeKind kind, int64_t now_ms) {
  if (shown_ms_.size() > kMostShownKept) {
    std::erase_if(shown_ms_, [now_ms](const auto& shown) { return now_ms - shown.second > kShownKeptMs; });
  }
  v1::ListenResponse message;
  *message.mutable_nudge() = ToMessage(delivery, kind);
  shown_ms_[{device, message.nudge().key()}] = now_ms;
  world_.streams.Show(device, message);
}

// A device that listens is asked first whether it has shown the reminder.
bool Engine::WaitsToBeShown(Delivery& delivery, int64_t now_ms, Round& round) {
  const DeviceId& device = delivery.key.channel.device;
  if (delivery.attempts > 0 || !world_.streams.Listens(device)) return false;
  const int64_t shown_ms = shown_ms_.try_emplace({device, NudgeKeyOf(delivery.key)}, now_ms).first->second;
  const int64_t until_ms = shown_ms + kShowMs;
  if (now_ms >= until_ms || shown_ms > now_ms) return false;
  delivery.not_before_ms = std::min(until_ms, delivery.useful_until_ms);
  if (delivery.not_before_ms <= now_ms) return false;
  round.Update(delivery);
  return true;
}

}  // namespace toward::server
