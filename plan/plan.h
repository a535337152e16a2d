// The plan as values: words opened, free of records, stamps and seals.
#ifndef TOWARD_PLAN_PLAN_H_
#define TOWARD_PLAN_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "plan/plan_day.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

// One of the (at most two) partners. `name` is empty when nobody gave one, or its seal does not open here.
struct Member {
  MemberId id;
  bool alive = true;
  std::string name;
};

struct Child {
  RecordId id;
  bool alive = true;
  std::string name;
  v1::Child::Role role = v1::Child::ROLE_OLDER;
};

struct Ritual {
  RecordId id;
  bool alive = true;
  v1::Ritual::Type type = v1::Ritual::TYPE_UNSPECIFIED;
  // A title of the family's own; absent: DefaultTitle(type).
  std::optional<std::string> title;
  v1::Ritual::Cadence cadence;
  // 1 to 240; absent: a mark alone makes it done.
  std::optional<uint32_t> minutes_goal;
  // TYPE_EXTRA: its key in the library; else empty.
  std::string extra;
  // When there may be room for it; absent: the usual windows.
  std::optional<v1::Ritual::Windows> windows;
};

struct Moment {
  RecordId id;
  bool alive = true;
  RecordId ritual;
  PlanDay day;
  MemberId member;
  std::optional<RecordId> child;
  std::optional<uint32_t> minutes;
  v1::Moment::Outcome outcome = v1::Moment::OUTCOME_UNSPECIFIED;
  std::string note;
  // Set while a timer runs.
  std::optional<v1::Moment::Timer> timer;
  // What the child chose; empty when nobody said.
  std::string activity;
  // When the outcome was marked, milliseconds since 1970-01-01 UTC by the marking device: for order within a day only.
  int64_t marked_ms = 0;
};

struct Reflection {
  RecordId id;
  bool alive = true;
  RecordId ritual;
  PlanDay day;
  MemberId member;
  std::string text;
  v1::Reflection::Visibility visibility = v1::Reflection::VISIBILITY_SHARED;
  // The key of the question it answers; empty: none.
  std::string prompt;
};

// Minutes after midnight on the wall clock, 0 to 1439; from the start up to, not including, the end. May span midnight.
struct QuietHours {
  uint32_t start_minute = 0;
  uint32_t end_minute = 0;
};

// Both days included.
struct Pause {
  PlanDay first_day;
  PlanDay last_day;
};

struct Preference {
  RecordId id;
  bool alive = true;
  MemberId member;
  std::optional<QuietHours> quiet_hours;
  // Past, present and to come.
  std::vector<Pause> pauses = {};
  // Empty: no e-mail.
  std::string email;
};

// When one member wants to be reminded of one ritual.
struct Reminder {
  struct When {
    // After midnight on the wall clock: 0 to 1439.
    uint32_t minute = 0;
    bool after_asleep = false;
    // 0: no second one; else 1 to 240.
    uint32_t second_after_minutes = 0;
  };

  RecordId id;
  bool alive = true;
  MemberId member;
  RecordId ritual;
  // Absent: this member wants none.
  std::optional<When> when;
};

// One planned one-on-one time.
struct Slot {
  RecordId id;
  bool alive = true;
  RecordId ritual;
  PlanDay day;
  RecordId child;
  MemberId member;
  // After midnight on the wall clock: 0 to 1439.
  uint32_t start_minute = 0;
  // 1 to 240; 0: nothing says when, and it is not shown.
  uint32_t minutes = 0;
  std::string reason;
};

// A time one member has no room in: one span, or every week; with neither it means nothing.
struct Busy {
  RecordId id;
  bool alive = true;
  MemberId member;
  std::optional<v1::Busy::Span> span;
  std::optional<v1::Busy::Weekly> weekly;
  // Empty: a person wrote it.
  std::string source;
};

struct Plan {
  // Absent until the family's calendar has arrived.
  std::optional<Calendar> calendar;
  std::vector<Member> members;
  std::vector<Child> children;
  std::vector<Ritual> rituals;
  std::vector<Moment> moments;
  std::vector<Reflection> reflections;
  std::vector<Preference> preferences;
  std::vector<Reminder> reminders;
  std::vector<Slot> slots;
  std::vector<Busy> busy;
};

// The part of `everything` that is shown. A record is shown while it is alive and all it belongs to is: a moment hides
// or a slot hides with its ritual or its child, a reflection or a reminder with its ritual. Sorted, so that equal plans
// look equal on every device: members and children by name, rituals by type, title and key, moments in the order of
// their marking, slots by when they are; ids break ties.
Plan Shown(Plan everything);

// Null when the plan does not hold it.
const Member* FindMember(const Plan& plan, const MemberId& id);
const Child* FindChild(const Plan& plan, const RecordId& id);
const Moment* FindMoment(const Plan& plan, const RecordId& id);
const Reflection* FindReflection(const Plan& plan, const RecordId& id);
const Ritual* FindRitual(const Plan& plan, const RecordId& id);
// The one of this member.
const Preference* FindPreference(const Plan& plan, const MemberId& member);
// The first ritual of a type; null when the family has none.
const Ritual* FindRitual(const Plan& plan, v1::Ritual::Type type);

// What to call somebody: the name, or a plain word where there is none.
std::string NameOf(const Plan& plan, const MemberId& id);
std::string NameOf(const Child& child);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_PLAN_H_
