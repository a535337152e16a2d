// What has been done meanwhile, and is not to be asked for any more.

#include <algorithm>
#include <map>

#include "base/status_macros.h"
#include "server/reminders/engine.h"
#include "server/reminders/nudge_words.h"
#include "server/reminders/round.h"

namespace toward::server {
namespace {

using What = plan::Decision::What;

constexpr size_t kFamiliesAtOnce = 500;

bool IsStream(const Delivery& delivery) { return delivery.key.channel.kind == ChannelKind::kStream; }

bool IsOnAScreen(const Delivery& delivery) {
  return IsStream(delivery) && (delivery.state == DeliveryState::kSent || delivery.state == DeliveryState::kShown);
}

}  // namespace

absl::Status Engine::SettleMoved(int64_t now_ms) {
  std::vector<FamilyNumber> families;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = moved_.begin(); it != moved_.end() && families.size() < kFamiliesAtOnce;) {
      families.push_back(*it);
      moved_.erase(it++);
    }
  }
  Round round(world_.trace, now_ms);
  absl::Status status;
  for (const FamilyNumber family : families) {
    status = Settle(family, now_ms, round);
    if (!status.ok()) break;
  }
  if (status.ok()) status = Finish(round);
  if (status.ok()) return status;
  const std::lock_guard lock(mutex_);
  moved_.insert(families.begin(), families.end());
  return status;
}

absl::Status Engine::Settle(FamilyNumber family, int64_t now_ms, Round& round) {
  ASSIGN_OR_RETURN(const FamilyView view, ReadFamilyView(*world_.reader, family, now_ms));
  if (!view.plan.calendar.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto deliveries, world_.reader->DeliveriesFrom(family, view.today.Plus(-1).number()));
  std::map<DeviceId, v1::ListenResponse> closed;
  for (Delivery delivery : deliveries) {
    const bool open = delivery.state == DeliveryState::kWaiting || IsOnAScreen(delivery);
    // A mark that was taken back: what was not sent for its sake is wanted again.
    const bool closed_unsent = delivery.state == DeliveryState::kClosed && delivery.attempts == 0;
    const bool out_of_sight = IsDigest(delivery.key) || IsUnderWay(delivery.key);
    if (out_of_sight || !(open || closed_unsent) || now_ms > delivery.useful_until_ms) continue;
    ASSIGN_OR_RETURN(const Judgement judgement, Judge(view, delivery, now_ms));
    const What what = judgement.decision.what;
    const bool settled = what == What::kDone || what == What::kNotWanted;
    if (open && settled) {
      if (IsOnAScreen(delivery)) closed[delivery.key.channel.device].add_closed_keys(NudgeKeyOf(delivery.key));
      round.End(delivery, DeliveryState::kClosed);
    } else if (closed_unsent && (what == What::kSend || what == What::kWait)) {
      delivery.due_ms = judgement.due_ms;
      delivery.useful_until_ms = judgement.useful_until_ms;
      NoteOpen(family, delivery.useful_until_ms);
      delivery.not_before_ms =
          std::max(now_ms, LetterMs(family, delivery.key.channel, judgement.due_ms, judgement.useful_until_ms));
      round.End(delivery, DeliveryState::kWaiting);
    }
  }
  for (const auto& [device, message] : closed) {
    round.afterwards.emplace_back([this, id = device, text = message] { world_.streams.Show(id, text); });
  }
  return absl::OkStatus();
}

}  // namespace toward::server
