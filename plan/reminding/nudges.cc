#include "plan/reminding/nudges.h"

#include <algorithm>
#include <tuple>

#include "plan/today.h"

namespace toward::plan {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr uint32_t kUsualCheckInMinute = 21 * 60 + 15;
constexpr uint32_t kUsualAppreciationMinute = 20 * 60;
constexpr int64_t kFixedUseMs = 30 * kMinuteMs;
constexpr int64_t kAsleepUseMs = 45 * kMinuteMs;
constexpr int64_t kSlotUseMs = 15 * kMinuteMs;
constexpr int64_t kBeforeDayEndMs = 30 * kMinuteMs;

bool IsEvening(int64_t asleep_ms, int64_t minute_ms) { return asleep_ms >= minute_ms - kEveningMs; }

// The first nudge of a ritual that is about the day as a whole.
Nudge FirstOf(const Calendar& calendar, const Ritual& ritual, const Reminder::When& when, const NudgeId& id,
              const DayEvents& events) {
  Nudge nudge{.id = id, .type = ritual.type};
  nudge.due_ms = calendar.WallMs(id.day, when.minute);
  if (when.after_asleep && events.asleep_ms && IsEvening(*events.asleep_ms, nudge.due_ms)) {
    nudge.after_asleep = true;
    nudge.due_ms = *events.asleep_ms + kSettleMs;
    nudge.useful_until_ms = nudge.due_ms + kAsleepUseMs;
    return nudge;
  }
  const bool all_evening = ritual.type == v1::Ritual::TYPE_APPRECIATION || ritual.type == v1::Ritual::TYPE_EXTRA;
  const int64_t day_end_ms = calendar.StartMs(id.day.Plus(1));
  nudge.useful_until_ms =
      all_evening ? std::max(nudge.due_ms, day_end_ms - kBeforeDayEndMs) : nudge.due_ms + kFixedUseMs;
  return nudge;
}

Nudge SecondOf(const Nudge& first, uint32_t after_minutes) {
  Nudge second = first;
  second.id.stage = Stage::kSecond;
  second.due_ms += after_minutes * kMinuteMs;
  second.useful_until_ms = std::max(second.useful_until_ms, second.due_ms + kFixedUseMs);
  return second;
}

void AddNudges(const Nudge& first, const std::optional<Reminder::When>& when, std::vector<Nudge>& nudges) {
  nudges.push_back(first);
  if (when && when->second_after_minutes > 0) nudges.push_back(SecondOf(first, when->second_after_minutes));
}

void AddSlots(const Plan& plan, const Ritual& ritual, const MemberId& member, PlanDay day, std::vector<Nudge>& nudges) {
  for (const Slot& slot : plan.slots) {
    if (slot.ritual != ritual.id || slot.member != member || slot.day != day) continue;
    const int64_t start_ms = plan.calendar->WallMs(day, slot.start_minute);
    AddNudges({.id = {.member = member, .ritual = ritual.id, .child = slot.child, .day = day},
               .type = ritual.type,
               .due_ms = start_ms - kSlotLeadMs,
               .useful_until_ms = start_ms + kSlotUseMs},
              std::nullopt, nudges);
  }
}

// For what both do together, either member's pause counts.
bool IsPausedFor(const Plan& plan, const Nudge& nudge) {
  if (nudge.type != v1::Ritual::TYPE_CHECK_IN) return IsPaused(plan, nudge.id.member, nudge.id.day);
  return std::any_of(plan.members.begin(), plan.members.end(),
                     [&](const Member& member) { return IsPaused(plan, member.id, nudge.id.day); });
}

// The item of the day that a nudge is about; null when the day has none.
const Item* ItemOf(const DayView& view, const NudgeId& id) {
  for (const Item& item : view.items) {
    if (item.ritual != id.ritual || (item.member && *item.member != id.member)) continue;
    if (item.child.value_or(RecordId()) == id.child) return &item;
  }
  return nullptr;
}

bool HasSlot(const Plan& plan, const NudgeId& id) {
  return std::any_of(plan.slots.begin(), plan.slots.end(), [&](const Slot& slot) {
    return slot.ritual == id.ritual && slot.member == id.member && slot.child == id.child && slot.day == id.day;
  });
}

// Whether the thing itself still waits to be done.
std::optional<Decision::What> Settled(const Plan& plan, const Nudge& nudge) {
  const Ritual* const ritual = FindRitual(plan, nudge.id.ritual);
  if (ritual == nullptr || IsPausedFor(plan, nudge)) return Decision::What::kNotWanted;
  if (nudge.id.child != RecordId() && !HasSlot(plan, nudge.id)) return Decision::What::kNotWanted;
  const DayView view = ViewOf(plan, nudge.id.day, nudge.id.day);
  const Item* const item = ItemOf(view, nudge.id);
  if (item != nullptr && item->state != State::kOpen) return Decision::What::kDone;
  if (item == nullptr && nudge.id.child == RecordId()) return Decision::What::kNotWanted;
  return std::nullopt;
}

}  // namespace

std::optional<Reminder::When> UsualReminder(v1::Ritual::Type type) {
  switch (type) {
    case v1::Ritual::TYPE_CHECK_IN:
      return Reminder::When{.minute = kUsualCheckInMinute, .after_asleep = true, .second_after_minutes = 0};
    case v1::Ritual::TYPE_APPRECIATION:
      return Reminder::When{.minute = kUsualAppreciationMinute, .after_asleep = false, .second_after_minutes = 0};
    default:
      return std::nullopt;
  }
}

std::optional<Reminder::When> WhenOf(const Plan& plan, const MemberId& member, const Ritual& ritual) {
  for (const Reminder& reminder : plan.reminders) {
    if (reminder.member == member && reminder.ritual == ritual.id) return reminder.when;
  }
  return UsualReminder(ritual.type);
}

std::vector<Nudge> NudgesOf(const Plan& plan, const MemberId& member, PlanDay day, const DayEvents& events) {
  std::vector<Nudge> nudges;
  if (!plan.calendar) return nudges;
  for (const Ritual& ritual : plan.rituals) {
    if (ritual.type == v1::Ritual::TYPE_ONE_ON_ONE) {
      AddSlots(plan, ritual, member, day, nudges);
      continue;
    }
    const std::optional<Reminder::When> when = WhenOf(plan, member, ritual);
    const NudgeId id{.member = member, .ritual = ritual.id, .child = {}, .day = day};
    if (when) AddNudges(FirstOf(*plan.calendar, ritual, *when, id, events), when, nudges);
  }
  std::sort(nudges.begin(), nudges.end(),
            [](const Nudge& a, const Nudge& b) { return std::tie(a.due_ms, a.id) < std::tie(b.due_ms, b.id); });
  return nudges;
}

Decision Decide(const Plan& plan, const Nudge& nudge, int64_t now_ms, Asked asked) {
  using What = Decision::What;
  if (const std::optional<What> settled = Settled(plan, nudge)) return {.what = *settled};
  if (now_ms < nudge.due_ms) return {.what = What::kWait, .again_ms = nudge.due_ms};
  if (now_ms > nudge.useful_until_ms) return {.what = What::kExpired};
  if (asked == Asked::kExplicitly) return {.what = What::kSend};
  const std::optional<int64_t> quiet_until_ms = QuietUntil(plan, nudge.id.member, now_ms);
  if (!quiet_until_ms) return {.what = What::kSend};
  return {.what = *quiet_until_ms <= nudge.useful_until_ms ? What::kWait : What::kMerge, .again_ms = *quiet_until_ms};
}

std::optional<int64_t> QuietUntil(const Plan& plan, const MemberId& member, int64_t now_ms) {
  const Preference* const preference = FindPreference(plan, member);
  if (preference == nullptr || !preference->quiet_hours || !plan.calendar) return std::nullopt;
  const auto [start, end] = *preference->quiet_hours;
  if (start == end) return std::nullopt;
  const absl::CivilMinute wall = plan.calendar->WallAt(now_ms);
  const absl::CivilDay today(wall);
  const auto minute = static_cast<uint32_t>(wall - absl::CivilMinute(today));
  const bool spans_midnight = start > end;
  const bool quiet = spans_midnight ? minute >= start || minute < end : minute >= start && minute < end;
  if (!quiet) return std::nullopt;
  const absl::CivilDay end_day = spans_midnight && minute >= start ? today + 1 : today;
  return std::max(now_ms + 1, plan.calendar->MsAt(absl::CivilMinute(end_day) + end));
}

std::optional<int64_t> NextDue(const Plan& plan, const MemberId& member, const DayEvents& events, int64_t now_ms,
                               int horizon_days) {
  if (!plan.calendar) return std::nullopt;
  const PlanDay today = plan.calendar->DayOf(now_ms);
  std::optional<int64_t> next_ms;
  // The day before may still have a second nudge after its end.
  for (int ahead = -1; ahead < horizon_days && !next_ms; ++ahead) {
    const DayEvents on_day = ahead == 0 ? events : DayEvents();
    for (const Nudge& nudge : NudgesOf(plan, member, today.Plus(ahead), on_day)) {
      if (nudge.due_ms > now_ms) next_ms = std::min(next_ms.value_or(nudge.due_ms), nudge.due_ms);
    }
  }
  return next_ms;
}

}  // namespace toward::plan
