#include "plan/plan.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace toward::plan {
namespace {

template <typename Thing, typename Rule>
void KeepOnly(std::vector<Thing>& things, const Rule& shown) {
  things.erase(std::remove_if(things.begin(), things.end(), [&](const Thing& thing) { return !shown(thing); }),
               things.end());
}

template <typename Thing, typename Key>
void SortBy(std::vector<Thing>& things, const Key& key) {
  std::sort(things.begin(), things.end(), [&](const Thing& a, const Thing& b) { return key(a) < key(b); });
}

template <typename Thing, typename IdType>
const Thing* Find(const std::vector<Thing>& things, const IdType& id) {
  const auto found = std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.id == id; });
  return found == things.end() ? nullptr : &*found;
}

void Sort(Plan& plan) {
  SortBy(plan.members, [](const Member& member) { return std::tie(member.name, member.id); });
  SortBy(plan.children, [](const Child& child) { return std::tie(child.name, child.id); });
  SortBy(plan.rituals,
         [](const Ritual& ritual) { return std::tie(ritual.type, ritual.title, ritual.extra, ritual.id); });
  SortBy(plan.moments, [](const Moment& moment) { return std::tie(moment.marked_ms, moment.id); });
  SortBy(plan.reflections, [](const Reflection& reflection) { return std::tie(reflection.day, reflection.id); });
  SortBy(plan.preferences, [](const Preference& preference) { return std::tie(preference.member, preference.id); });
  SortBy(plan.reminders, [](const Reminder& reminder) { return std::tie(reminder.member, reminder.id); });
  SortBy(plan.slots, [](const Slot& slot) { return std::tie(slot.day, slot.start_minute, slot.id); });
  SortBy(plan.busy, [](const Busy& busy) { return std::tie(busy.member, busy.id); });
}

}  // namespace

Plan Shown(Plan everything) {
  Plan plan = std::move(everything);
  const auto is_alive = [](const auto& thing) { return thing.alive; };
  KeepOnly(plan.members, is_alive);
  KeepOnly(plan.children, is_alive);
  KeepOnly(plan.rituals, is_alive);
  KeepOnly(plan.moments, [&](const Moment& moment) {
    return moment.alive && Find(plan.rituals, moment.ritual) && (!moment.child || Find(plan.children, *moment.child));
  });
  KeepOnly(plan.reflections, [&](const Reflection& reflection) {
    return reflection.alive && Find(plan.rituals, reflection.ritual) != nullptr;
  });
  KeepOnly(plan.preferences, is_alive);
  KeepOnly(plan.reminders,
           [&](const Reminder& reminder) { return reminder.alive && Find(plan.rituals, reminder.ritual) != nullptr; });
  KeepOnly(plan.slots, [&](const Slot& slot) {
    return slot.alive && slot.minutes > 0 && Find(plan.rituals, slot.ritual) && Find(plan.children, slot.child);
  });
  KeepOnly(plan.busy, is_alive);
  Sort(plan);
  return plan;
}

const Member* FindMember(const Plan& plan, const MemberId& id) { return Find(plan.members, id); }
const Child* FindChild(const Plan& plan, const RecordId& id) { return Find(plan.children, id); }
const Moment* FindMoment(const Plan& plan, const RecordId& id) { return Find(plan.moments, id); }
const Reflection* FindReflection(const Plan& plan, const RecordId& id) { return Find(plan.reflections, id); }

const Ritual* FindRitual(const Plan& plan, const RecordId& id) { return Find(plan.rituals, id); }

const Preference* FindPreference(const Plan& plan, const MemberId& member) {
  const auto found = std::find_if(plan.preferences.begin(), plan.preferences.end(),
                                  [&](const Preference& preference) { return preference.member == member; });
  return found == plan.preferences.end() ? nullptr : &*found;
}

const Ritual* FindRitual(const Plan& plan, v1::Ritual::Type type) {
  const auto found =
      std::find_if(plan.rituals.begin(), plan.rituals.end(), [&](const Ritual& ritual) { return ritual.type == type; });
  return found == plan.rituals.end() ? nullptr : &*found;
}

std::string NameOf(const Plan& plan, const MemberId& id) {
  const Member* member = FindMember(plan, id);
  return member == nullptr || member->name.empty() ? "Somebody" : member->name;
}

std::string NameOf(const Child& child) { return child.name.empty() ? "a child" : child.name; }

}  // namespace toward::plan
