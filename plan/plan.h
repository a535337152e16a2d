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
};

struct Plan {
  // Absent until the family's calendar has arrived.
  std::optional<Calendar> calendar;
  std::vector<Member> members;
  std::vector<Child> children;
  std::vector<Ritual> rituals;
  std::vector<Moment> moments;
  std::vector<Reflection> reflections;
};

// The part of `everything` that is shown. A record is shown while it is alive and all it belongs to is: a moment hides
// with its ritual or its child, a reflection with its ritual. Sorted, so that equal plans look equal on every device:
// members and children by name, rituals by type and title, moments in the order of their marking; ids break ties.
Plan Shown(Plan everything);

// Null when the plan does not hold it.
const Member* FindMember(const Plan& plan, const MemberId& id);
const Child* FindChild(const Plan& plan, const RecordId& id);
const Moment* FindMoment(const Plan& plan, const RecordId& id);
const Reflection* FindReflection(const Plan& plan, const RecordId& id);
// The first ritual of a type; null when the family has none.
const Ritual* FindRitual(const Plan& plan, v1::Ritual::Type type);

// What to call somebody: the name, or a plain word where there is none.
std::string NameOf(const Plan& plan, const MemberId& id);
std::string NameOf(const Child& child);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_PLAN_H_
