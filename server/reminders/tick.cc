// From the plan to deliveries: what comes due in the next two minutes, and when to look again.

#include <algorithm>
#include <limits>

#include "base/status_macros.h"
#include "server/reminders/engine.h"
#include "server/reminders/round.h"

namespace toward::server {
namespace {

constexpr int64_t kDayMs = 86'400'000;
// Further away than any plan change, which makes a member due at once.
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr int64_t kLookAgainMs = (kHorizonDays - 1) * kDayMs;
// More of one member and day than any plan has.
constexpr size_t kMostNudges = 64;
constexpr int kDaysKept = 7;
// When a digest of what a pause of the server has missed may come.
constexpr uint32_t kMorningMinute = 8 * 60;
constexpr uint32_t kEveningMinute = 21 * 60;

// Up to when nudges were seen: those due later are new. A member who was never looked at begins with what is due now.
// After a clock that was ahead nothing is sure, but what is in the ledger is not made twice.
int64_t SeenUntil(const DueMember& member, int64_t now_ms) {
  if (member.looked_ms == 0) return now_ms - 1;
  return member.looked_ms > now_ms ? now_ms - kDayMs : member.looked_ms;
}

bool StillOpen(const FamilyView& view, const plan::Nudge& nudge) {
  return plan::Decide(view.plan, nudge, nudge.due_ms, plan::Asked::kExplicitly).what == plan::Decision::What::kSend;
}

DeliveryKey KeyOf(FamilyNumber family, const plan::NudgeId& id, const Channel& channel) {
  return {.family = family,
          .member = id.member,
          .day = id.day.number(),
          .ritual = id.ritual,
          .child = id.child,
          .stage = static_cast<int>(id.stage),
          .channel = channel};
}

}  // namespace

absl::StatusOr<bool> Engine::Tick(int64_t now_ms) {
  ASSIGN_OR_RETURN(const std::vector<DueMember> due, world_.reader->Due(now_ms, kMembersATick));
  Round round(world_.trace, now_ms);
  std::optional<FamilyView> view;
  for (const DueMember& member : due) {
    if (!view.has_value() || view->family != member.family) {
      ASSIGN_OR_RETURN(view, ReadFamilyView(*world_.reader, member.family, now_ms));
    }
    RETURN_IF_ERROR(TickMember(*view, member, now_ms, round));
  }
  RETURN_IF_ERROR(Finish(round));
  return due.size() == static_cast<size_t>(kMembersATick);
}

absl::Status Engine::TickMember(const FamilyView& view, const DueMember& member, int64_t now_ms, Round& round) {
  const auto look_again = [&](int64_t next_ms) {
    round.writes.push_back(
        [member, next_ms, now_ms](ReminderWrites& rows) { return rows.SetNext(member, next_ms, now_ms); });
    if (round.trace == nullptr) return;
    round.lines.push_back(
        round.trace->Looked(round.moment, member, next_ms == kNever ? std::nullopt : std::optional(next_ms)));
  };
  if (!view.plan.calendar.has_value()) {
    look_again(kNever);
    return absl::OkStatus();
  }
  const int64_t seen_ms = SeenUntil(member, now_ms);
  std::optional<int64_t> next_ms;
  for (int ahead = -1; ahead <= 1; ++ahead) {
    const plan::PlanDay day = view.today.Plus(ahead);
    std::vector<plan::Nudge> nudges = plan::NudgesOf(view.plan, member.member, day, view.EventsOf(day));
    if (nudges.size() > kMostNudges) nudges.resize(kMostNudges);
    for (const plan::Nudge& nudge : nudges) {
      if (nudge.due_ms > now_ms + kEarlyMs) {
        next_ms = std::min(next_ms.value_or(nudge.due_ms), nudge.due_ms);
      } else if (nudge.due_ms > seen_ms && now_ms <= nudge.useful_until_ms) {
        RETURN_IF_ERROR(PlanNudge(view, nudge, now_ms, round));
      } else if (nudge.due_ms > seen_ms && member.next_ms > 0 && nudge.due_ms - kEarlyMs >= member.next_ms) {
        PlanMissed(view, nudge, now_ms, round);
      }
    }
  }
  if (!next_ms.has_value()) {
    next_ms = plan::NextDue(view.plan, member.member, view.EventsOf(view.today), now_ms + kEarlyMs, kHorizonDays);
  }
  const int64_t last_ms = now_ms + kLookAgainMs;
  look_again(next_ms.has_value() ? std::min(*next_ms - kEarlyMs, last_ms) : last_ms);
  if (view.plan.calendar->DayOf(member.looked_ms) < view.today) {
    round.writes.push_back([member, day = view.today.Plus(-kDaysKept)](ReminderWrites& rows) {
      return rows.ForgetBefore(member.family, member.member, day.number());
    });
  }
  return absl::OkStatus();
}

absl::Status Engine::PlanNudge(const FamilyView& view, const plan::Nudge& nudge, int64_t now_ms, Round& round) {
  ASSIGN_OR_RETURN(const std::vector<Channel> channels, ChannelsOf(view, nudge.id.member));
  const bool quiet = plan::QuietUntil(view.plan, nudge.id.member, std::max(nudge.due_ms, now_ms)).has_value();
  for (const Channel& channel : channels) {
    Delivery delivery{.key = KeyOf(view.family, nudge.id, channel),
                      .due_ms = nudge.due_ms,
                      .useful_until_ms = nudge.useful_until_ms,
                      .not_before_ms = LetterMs(view.family, channel, nudge.due_ms, nudge.useful_until_ms)};
    // A device that does not listen is shown it when it comes; nothing is to be done at the due time.
    const bool absent = channel.kind == ChannelKind::kStream && !world_.streams.Listens(channel.device);
    if (absent && !quiet) delivery.not_before_ms = nudge.useful_until_ms + 1;
    round.Plan(delivery);
  }
  NoteOpen(view.family, nudge.useful_until_ms);
  return absl::OkStatus();
}

void Engine::PlanMissed(const FamilyView& view, const plan::Nudge& nudge, int64_t now_ms, Round& round) {
  if (!StillOpen(view, nudge)) return;
  for (const ReachableDevice& device : view.devices) {
    if (device.member != nudge.id.member) continue;
    round.Plan({.key = KeyOf(view.family, nudge.id, {ChannelKind::kStream, device.id}),
                .state = DeliveryState::kExpired,
                .due_ms = nudge.due_ms,
                .useful_until_ms = nudge.useful_until_ms,
                .not_before_ms = nudge.due_ms});
  }
  PlanMissedDigest(view, nudge.id.member, now_ms, round);
}

void Engine::PlanMissedDigest(const FamilyView& view, const MemberId& member, int64_t now_ms, Round& round) {
  const plan::Calendar& calendar = *view.plan.calendar;
  const absl::CivilMinute wall = calendar.WallAt(now_ms);
  absl::CivilDay day(wall);
  const auto minute = static_cast<uint32_t>(wall - absl::CivilMinute(day));
  int64_t at_ms = now_ms;
  if (minute >= kEveningMinute) ++day;
  if (minute < kMorningMinute || minute >= kEveningMinute) {
    at_ms = calendar.MsAt(absl::CivilMinute(day) + kMorningMinute);
  }
  const int64_t until_ms = calendar.MsAt(absl::CivilMinute(day) + kEveningMinute);
  for (const ReachableDevice& device : view.devices) {
    if (device.member == member) {
      PlanDigest(view, member, {ChannelKind::kStream, device.id}, at_ms, until_ms, round);
    }
  }
}

void Engine::PlanDigest(const FamilyView& view, const MemberId& member, const Channel& channel, int64_t at_ms,
                        int64_t useful_until_ms, Round& round) {
  round.Plan({.key = {.family = view.family,
                      .member = member,
                      .day = view.plan.calendar->DayOf(at_ms).number(),
                      .channel = channel},
              .due_ms = at_ms,
              .useful_until_ms = useful_until_ms,
              .not_before_ms = LetterMs(view.family, channel, at_ms, useful_until_ms)});
  NoteOpen(view.family, useful_until_ms);
}

}  // namespace toward::server
