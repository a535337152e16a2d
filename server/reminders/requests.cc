// What devices ask the engine for.

#include <algorithm>
#include <mutex>
#include <set>

#include "base/status_macros.h"
#include "server/refusals.h"
#include "server/reminders/calendar_feed.h"
#include "server/reminders/engine.h"
#include "server/reminders/nudge_words.h"
#include "server/reminders/round.h"

namespace toward::server {
namespace {

using What = plan::Decision::What;

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kSnoozeUseMs = 30 * kMinuteMs;
// As many as a long evening has room for.
constexpr int kMostSnoozes = 20;
// Two who say the same within this have seen the same baby fall asleep.
constexpr int64_t kSameSleepMs = 5 * kMinuteMs;

// Early enough for any plan day of now, whatever the zone.
int32_t RecentDay(int64_t now_ms) { return static_cast<int32_t>(now_ms / kDayMs) - 3; }

bool IsDueOpen(const Delivery& delivery, int64_t now_ms) {
  const bool open = delivery.state == DeliveryState::kWaiting || delivery.state == DeliveryState::kSent;
  return open && delivery.due_ms <= now_ms;
}

}  // namespace

absl::Status Engine::Acknowledge(const Session& session, const std::string& key, int64_t now_ms) {
  ASSIGN_OR_RETURN(const auto deliveries, world_.reader->DeliveriesFrom(session.family, RecentDay(now_ms)));
  Round round(world_.trace, now_ms);
  for (const Delivery& delivery : deliveries) {
    const bool of_device = delivery.key.member == session.member && delivery.key.channel.device == session.device;
    if (!of_device || IsUnderWay(delivery.key) || !IsDueOpen(delivery, now_ms)) continue;
    const bool sent_letter =
        delivery.key.channel.kind == ChannelKind::kWebPush && delivery.state == DeliveryState::kSent;
    if (!sent_letter && NudgeKeyOf(delivery.key) == key) round.End(delivery, DeliveryState::kShown);
  }
  return Finish(round);
}

absl::StatusOr<int64_t> Engine::Snooze(const Session& session, const std::string& key, int64_t minutes,
                                       int64_t now_ms) {
  ASSIGN_OR_RETURN(const auto deliveries, world_.reader->DeliveriesFrom(session.family, RecentDay(now_ms)));
  std::optional<DeliveryKey> base;
  int stage = kFirstSnooze;
  for (const Delivery& delivery : deliveries) {
    if (delivery.key.member != session.member || IsDigest(delivery.key) || NudgeKeyOf(delivery.key) != key) continue;
    base = delivery.key;
    if (delivery.key.stage < kFirstSnooze) continue;
    // One that has not come yet is moved; after one that has, a further one is made.
    const bool comes_yet = delivery.state == DeliveryState::kWaiting && delivery.attempts == 0;
    stage = std::max(stage, delivery.key.stage + (comes_yet && now_ms < delivery.due_ms ? 0 : 1));
  }
  if (!base.has_value()) return UnknownReminder();
  if (stage >= kFirstSnooze + kMostSnoozes) return PutOffTooOften();
  ASSIGN_OR_RETURN(const FamilyView view, ReadFamilyView(*world_.reader, session.family, now_ms));
  if (!view.plan.calendar.has_value() || !view.Knows(plan::PlanDay(base->day))) return UnknownReminder();
  const int64_t due_ms = now_ms + minutes * kMinuteMs;
  ASSIGN_OR_RETURN(const std::vector<Channel> channels, ChannelsOf(view, session.member));
  Round round(world_.trace, now_ms);
  for (const Channel& channel : channels) {
    if (channel.kind == ChannelKind::kEmail) continue;
    Delivery delivery{
        .key = *base, .due_ms = due_ms, .useful_until_ms = due_ms + kSnoozeUseMs, .not_before_ms = due_ms};
    delivery.key.stage = stage;
    delivery.key.channel = channel;
    round.Plan(delivery);
  }
  RETURN_IF_ERROR(Finish(round));
  NoteOpen(session.family, due_ms + kSnoozeUseMs);
  return due_ms;
}

absl::StatusOr<std::optional<int64_t>> Engine::PendingAsleep(const FamilyView& view, const plan::DayEvents& events) {
  ASSIGN_OR_RETURN(const auto deliveries, world_.reader->DeliveriesFrom(view.family, view.today.number()));
  std::set<MemberId> members;
  for (const ReachableDevice& device : view.devices) members.insert(device.member);
  std::optional<int64_t> due_ms;
  for (const MemberId& member : members) {
    for (const plan::Nudge& nudge : plan::NudgesOf(view.plan, member, view.today, events)) {
      if (!nudge.after_asleep || nudge.id.stage != plan::Stage::kFirst) continue;
      const bool reminded = std::any_of(deliveries.begin(), deliveries.end(), [&](const Delivery& delivery) {
        const DeliveryKey& key = delivery.key;
        return key.member == member && key.day == view.today.number() && key.ritual == nudge.id.ritual &&
               key.stage == 1 && delivery.attempts > 0;
      });
      const plan::Decision decision = plan::Decide(view.plan, nudge, nudge.due_ms, plan::Asked::kExplicitly);
      if (!reminded && decision.what == What::kSend) due_ms = std::min(due_ms.value_or(nudge.due_ms), nudge.due_ms);
    }
  }
  return due_ms;
}

absl::StatusOr<v1::SayAsleepResponse> Engine::SayAsleep(FamilyNumber family, const MemberId& member, bool awake,
                                                        int64_t now_ms) {
  v1::SayAsleepResponse response;
  response.set_outcome(v1::SayAsleepResponse::OUTCOME_NOTHING_TO_DO);
  ASSIGN_OR_RETURN(const FamilyView view, ReadFamilyView(*world_.reader, family, now_ms));
  if (!view.plan.calendar.has_value()) return response;
  const plan::DayEvents before = view.EventsOf(view.today);
  plan::DayEvents events = before;
  if (!awake) {
    const bool same = before.asleep_ms && *before.asleep_ms <= now_ms && now_ms - *before.asleep_ms < kSameSleepMs;
    if (!same) events.asleep_ms = now_ms;
  }
  ASSIGN_OR_RETURN(const std::optional<int64_t> due_ms, PendingAsleep(view, events));
  if (!due_ms.has_value()) return response;
  response.set_outcome(awake ? v1::SayAsleepResponse::OUTCOME_CALLED_OFF : v1::SayAsleepResponse::OUTCOME_SCHEDULED);
  if (awake) {
    events.asleep_ms.reset();
  } else {
    response.set_due_time_ms(*due_ms);
  }
  if (events.asleep_ms == before.asleep_ms) return response;
  if (world_.trace != nullptr) {
    const TraceMoment moment = world_.trace->Begin(now_ms);
    world_.trace->Write(world_.trace->Asleep(moment, family, member, view.today.number(), events.asleep_ms));
  }
  RETURN_IF_ERROR(world_.write([&, day = view.today.number()](StoreWrites& writes) {
    return writes.reminders().SetAsleep(family, day, member, events.asleep_ms);
  }));
  return response;
}

absl::StatusOr<std::string> Engine::Calendar(FamilyNumber family, const MemberId& member, int64_t now_ms) {
  const SlotDays days{.before = kFeedDaysBefore, .ahead = kFeedDaysAhead};
  ASSIGN_OR_RETURN(const FamilyView view, ReadFamilyView(*world_.reader, family, now_ms, days));
  return CalendarFeed(view, member);
}

absl::Status Engine::Welcome(const Session& session, int64_t now_ms) {
  Round round(world_.trace, now_ms);
  if (world_.trace != nullptr) world_.trace->Write(world_.trace->Listens(round.moment, session));
  ASSIGN_OR_RETURN(const FamilyView view, ReadFamilyView(*world_.reader, session.family, now_ms));
  if (!view.plan.calendar.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto deliveries, world_.reader->DeliveriesFrom(session.family, view.today.Plus(-1).number()));
  for (Delivery delivery : deliveries) {
    const Channel& channel = delivery.key.channel;
    const bool waits = delivery.state == DeliveryState::kWaiting && delivery.held_until_ms == 0;
    const bool sent = delivery.state == DeliveryState::kSent;
    if (channel.kind != ChannelKind::kStream || channel.device != session.device || !(waits || sent)) continue;
    if (now_ms > delivery.useful_until_ms) continue;
    if (waits) {
      // It was put aside until the device comes.
      delivery.not_before_ms = std::max(now_ms, delivery.due_ms);
      round.Update(delivery);
      continue;
    }
    ASSIGN_OR_RETURN(const Judgement judgement, Judge(view, delivery, now_ms));
    if (judgement.decision.what == What::kSend || IsDigest(delivery.key)) {
      round.Trace("repeated", delivery);
      round.afterwards.emplace_back([this, device = session.device, delivery, kind = judgement.kind, now_ms] {
        Show(device, delivery, kind, now_ms);
      });
    }
  }
  return Finish(round);
}

}  // namespace toward::server
