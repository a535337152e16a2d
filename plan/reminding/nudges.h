// Which reminders a member is to get on a plan day, when, and whether one still makes sense. Pure: the server's engine
// asks with the time as a value, and so do the tests.
//
// A nudge is one reminder of one thing on one plan day: a ritual, and for planned one-on-one time its child. Its
// identity is (member, ritual, child, day, stage), never an instant: so a changed time, a changed zone or a clock set
// back cannot make a second one of the same day.
//
//   ritual            first nudge at                                        useful until
//   check-in          the reminder's minute; or, after_asleep, kSettleMs     fixed time: due + 30 min
//                     after somebody said so, else at the minute            asleep: due + 45 min
//   appreciation      the reminder's minute                                 the plan day's end - 30 min
//   one-on-one        each planned slot of this member, kSlotLeadMs before  the slot's start + 15 min
//   extra             the reminder's minute, when there is a reminder        the plan day's end - 30 min
//
// At most two nudges for one thing, a day and a member: the second, when asked for, some minutes after the first.
#ifndef TOWARD_PLAN_REMINDING_NUDGES_H_
#define TOWARD_PLAN_REMINDING_NUDGES_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::plan {

// From "the baby sleeps" to the nudge.
inline constexpr int64_t kSettleMs = 10 * 60'000;
// A sleep that begins longer before the reminder's minute is a nap, and triggers nothing.
inline constexpr int64_t kEveningMs = 4 * 60 * 60'000;
// How long before a slot begins.
inline constexpr int64_t kSlotLeadMs = 10 * 60'000;

// What is on one plan day beside the plan itself.
struct DayEvents {
  // When somebody said that the baby sleeps, by the server's clock; absent: nobody has, or it woke up again. Only the
  // newest counts.
  std::optional<int64_t> asleep_ms;
};

enum class Stage { kFirst = 1, kSecond = 2 };

struct NudgeId {
  MemberId member;
  RecordId ritual;
  // All zero: not about one child.
  RecordId child;
  PlanDay day;
  Stage stage = Stage::kFirst;

  friend auto operator<=>(const NudgeId&, const NudgeId&) = default;
};

struct Nudge {
  NudgeId id;
  v1::Ritual::Type type = v1::Ritual::TYPE_UNSPECIFIED;
  // Milliseconds since 1970-01-01 UTC.
  int64_t due_ms = 0;
  int64_t useful_until_ms = 0;
  // Because somebody said that the baby sleeps.
  bool after_asleep = false;
};

// When a member who has said nothing is reminded of a ritual of this type: the check-in after the baby sleeps or at
// 21:15, the thank-you at 20:00. Absent: not at all (one-on-one time is reminded of by its slots).
std::optional<Reminder::When> UsualReminder(v1::Ritual::Type type);

// What a member has said about a ritual, or else what is usual. Absent: not at all.
std::optional<Reminder::When> WhenOf(const Plan& plan, const MemberId& member, const Ritual& ritual);

// The nudges of a member on `day`, by due time, whatever has been done meanwhile. `plan` is one that Shown returned and
// holds that day's slots. Empty without a calendar.
std::vector<Nudge> NudgesOf(const Plan& plan, const MemberId& member, PlanDay day, const DayEvents& events);

// What to do with a nudge now.
struct Decision {
  enum class What {
    kSend,
    // It is not time yet, or quiet hours hold it: ask again at `again_ms`.
    kWait,
    // Marked done or skipped, by whoever's mark counts.
    kDone,
    // This member, or for what both do together either member, is paused that day; or the ritual is gone or not due.
    kNotWanted,
    // It is too late to be of use.
    kExpired,
    // Quiet hours last longer than it is of use: it becomes part of the one digest at their end, `again_ms`.
    kMerge,
  };
  What what = What::kSend;
  int64_t again_ms = 0;
};

// `explicitly`: somebody asked for it to come at its due time (a snooze), so quiet hours do not hold it. `plan` holds
// the marks of the nudge's whole ISO week.
enum class Asked { kByPlan, kExplicitly };
Decision Decide(const Plan& plan, const Nudge& nudge, int64_t now_ms, Asked asked);

// The end of the quiet hours of a member that `now_ms` lies in, on the wall clock of the family's zone; absent: it lies
// in none. Half-open: at their end it is not quiet any more.
std::optional<int64_t> QuietUntil(const Plan& plan, const MemberId& member, int64_t now_ms);

// The earliest moment after `now_ms` at which a nudge of this member may be due, looking `horizon_days` plan days ahead
// (1 to 14); absent: none in sight. Never too late; it may be too early.
std::optional<int64_t> NextDue(const Plan& plan, const MemberId& member, const DayEvents& events, int64_t now_ms,
                               int horizon_days);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_REMINDING_NUDGES_H_
