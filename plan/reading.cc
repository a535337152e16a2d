#include "plan/reading.h"

#include <algorithm>

#include "base/status_macros.h"

namespace toward::plan {
namespace {

constexpr uint32_t kMinutesOfADay = 24 * 60;
constexpr uint32_t kLastHour = 23;
constexpr uint32_t kLongestSlotMinutes = 240;
constexpr uint32_t kLongestSecondMinutes = 240;

template <typename IdType>
IdType IdOrNone(const std::string& bytes) {
  return IdType::FromBytes(bytes).value_or(IdType());
}

uint32_t MinuteOfDay(uint32_t minute) { return std::min(minute, kMinutesOfADay - 1); }

}  // namespace

absl::StatusOr<std::optional<Calendar>> ReadCalendar(const v1::Calendar& message) {
  if (!message.alive() || !message.has_plan_day()) return std::nullopt;
  const uint32_t hour = std::min(message.plan_day().day_start_hour(), kLastHour);
  ASSIGN_OR_RETURN(Calendar calendar, Calendar::Make(message.plan_day().time_zone(), static_cast<int>(hour)));
  return calendar;
}

Member ReadMember(const RecordId& id, const v1::Member& message) {
  return {.id = IdCast<MemberId>(id), .alive = message.alive(), .name = message.name()};
}

Child ReadChild(const RecordId& id, const v1::Child& message) {
  return {.id = id, .alive = message.alive(), .name = message.name(), .role = message.role()};
}

Ritual ReadRitual(const RecordId& id, const v1::Ritual& message) {
  Ritual ritual{.id = id, .alive = message.alive(), .type = message.type()};
  if (message.has_title()) ritual.title = message.title();
  ritual.cadence = message.cadence();
  if (message.has_minutes_goal()) ritual.minutes_goal = message.minutes_goal();
  ritual.extra = message.extra();
  if (message.has_windows()) ritual.windows = message.windows();
  return ritual;
}

Moment ReadMoment(const RecordId& id, const v1::Moment& message, int64_t marked_ms) {
  Moment moment{.id = id, .alive = message.alive()};
  moment.ritual = IdOrNone<RecordId>(message.ritual_id());
  moment.day = PlanDay(message.day());
  moment.member = IdOrNone<MemberId>(message.member_id());
  if (message.has_child_id()) moment.child = IdOrNone<RecordId>(message.child_id());
  if (message.has_minutes()) moment.minutes = std::min(message.minutes(), kMinutesOfADay);
  moment.outcome = message.outcome();
  moment.note = message.note();
  if (message.has_timer()) moment.timer = message.timer();
  moment.activity = message.activity();
  moment.marked_ms = marked_ms;
  return moment;
}

Reflection ReadReflection(const RecordId& id, const v1::Reflection& message) {
  Reflection reflection{.id = id, .alive = message.alive()};
  reflection.ritual = IdOrNone<RecordId>(message.ritual_id());
  reflection.day = PlanDay(message.day());
  reflection.member = IdOrNone<MemberId>(message.member_id());
  reflection.text = message.text();
  if (message.visibility() != v1::Reflection::VISIBILITY_UNSPECIFIED) reflection.visibility = message.visibility();
  reflection.prompt = message.prompt();
  return reflection;
}

Preference ReadPreference(const RecordId& id, const v1::Preference& message) {
  Preference preference{.id = id, .alive = message.alive()};
  preference.member = IdOrNone<MemberId>(message.member_id());
  if (message.has_quiet_hours()) {
    preference.quiet_hours = {MinuteOfDay(message.quiet_hours().start_minute()),
                              MinuteOfDay(message.quiet_hours().end_minute())};
  }
  for (const v1::Preference::Pauses::Days& days : message.pauses().days()) {
    preference.pauses.push_back({PlanDay(days.first_day()), PlanDay(days.last_day())});
  }
  preference.email = message.email().address();
  return preference;
}

Reminder ReadReminder(const RecordId& id, const v1::Reminder& message) {
  Reminder reminder{.id = id, .alive = message.alive()};
  reminder.member = IdOrNone<MemberId>(message.member_id());
  reminder.ritual = IdOrNone<RecordId>(message.ritual_id());
  if (!message.has_when()) return reminder;
  reminder.when = {.minute = MinuteOfDay(message.when().minute()),
                   .after_asleep = message.when().after_asleep(),
                   .second_after_minutes = std::min(message.when().second_after_minutes(), kLongestSecondMinutes)};
  return reminder;
}

Slot ReadSlot(const RecordId& id, const v1::Slot& message) {
  Slot slot{.id = id, .alive = message.alive()};
  slot.ritual = IdOrNone<RecordId>(message.ritual_id());
  slot.day = PlanDay(message.day());
  slot.child = IdOrNone<RecordId>(message.child_id());
  slot.member = IdOrNone<MemberId>(message.member_id());
  slot.reason = message.reason();
  if (!message.has_when()) return slot;
  slot.start_minute = MinuteOfDay(message.when().start_minute());
  slot.minutes = std::clamp(message.when().minutes(), uint32_t{1}, kLongestSlotMinutes);
  return slot;
}

Busy ReadBusy(const RecordId& id, const v1::Busy& message) {
  Busy busy{.id = id, .alive = message.alive()};
  busy.member = IdOrNone<MemberId>(message.member_id());
  if (message.has_span()) busy.span = message.span();
  if (message.has_weekly()) busy.weekly = message.weekly();
  busy.source = message.source();
  return busy;
}

}  // namespace toward::plan
