#include "plan/today.h"

#include <algorithm>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "plan/rituals.h"

namespace toward::plan {
namespace {

// Which marks an item is about: those of a ritual, and, where set, of one member or with one child.
struct Subject {
  const Ritual& ritual;
  std::optional<MemberId> member;
  std::optional<RecordId> child;
};

bool IsAbout(const Moment& moment, const Subject& subject) {
  return moment.ritual == subject.ritual.id && (!subject.member || moment.member == *subject.member) &&
         (!subject.child || moment.child == subject.child);
}

std::vector<const Moment*> MomentsOn(const Plan& plan, const Subject& subject, PlanDay day) {
  std::vector<const Moment*> moments;
  for (const Moment& moment : plan.moments) {
    if (moment.day == day && IsAbout(moment, subject)) moments.push_back(&moment);
  }
  return moments;
}

bool Happened(const Moment& moment) {
  return moment.outcome == v1::Moment::OUTCOME_DONE || moment.outcome == v1::Moment::OUTCOME_PART;
}

std::optional<uint32_t> MinutesOf(const std::vector<const Moment*>& moments) {
  std::optional<uint32_t> minutes;
  for (const Moment* moment : moments) {
    if (Happened(*moment) && moment->minutes) minutes = minutes.value_or(0) + *moment->minutes;
  }
  return minutes;
}

State StateOf(const Ritual& ritual, const std::vector<const Moment*>& moments) {
  const auto has = [&](v1::Moment::Outcome outcome) {
    return std::any_of(moments.begin(), moments.end(),
                       [&](const Moment* moment) { return moment->outcome == outcome; });
  };
  if (has(v1::Moment::OUTCOME_DONE)) return State::kDone;
  if (has(v1::Moment::OUTCOME_PART)) {
    const bool enough = ritual.minutes_goal && MinutesOf(moments).value_or(0) >= *ritual.minutes_goal;
    return enough ? State::kDone : State::kPart;
  }
  if (has(v1::Moment::OUTCOME_CHILD_DECLINED)) return State::kChildDeclined;
  return has(v1::Moment::OUTCOME_SKIPPED) ? State::kSkipped : State::kOpen;
}

// Those whose marks made the state: once something happened, a skip of the same day is not in the picture.
std::vector<std::string> WhoOf(const Plan& plan, State state, const std::vector<const Moment*>& moments) {
  const bool happened = state == State::kDone || state == State::kPart;
  std::set<MemberId> members;
  for (const Moment* moment : moments) {
    if (Happened(*moment) == happened) members.insert(moment->member);
  }
  std::vector<std::string> names;
  for (const MemberId& member : members) names.push_back(NameOf(plan, member));
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Words> WordsOf(const Plan& plan, const Subject& subject, PlanDay day,
                           const std::vector<const Moment*>& moments) {
  std::vector<Words> words;
  for (const Moment* moment : moments) {
    if (!moment->note.empty()) words.push_back({.author = "", .text = moment->note});
  }
  if (subject.member || subject.child) return words;
  for (const Member& member : plan.members) {
    for (const Reflection& reflection : plan.reflections) {
      if (reflection.ritual != subject.ritual.id || reflection.day != day || reflection.member != member.id) continue;
      if (!reflection.text.empty()) words.push_back({.author = NameOf(plan, member.id), .text = reflection.text});
    }
  }
  return words;
}

std::vector<PlanDay> DoneDays(const Plan& plan, const Subject& subject, PlanDay week) {
  std::vector<PlanDay> days;
  for (PlanDay day = week; day < week.Plus(7); day = day.Plus(1)) {
    if (StateOf(subject.ritual, MomentsOn(plan, subject, day)) == State::kDone) days.push_back(day);
  }
  return days;
}

Item ItemOf(const Plan& plan, const Subject& subject, std::string title, PlanDay day) {
  const std::vector<const Moment*> moments = MomentsOn(plan, subject, day);
  Item item;
  item.ritual = subject.ritual.id;
  item.type = subject.ritual.type;
  item.title = std::move(title);
  item.member = subject.member;
  item.child = subject.child;
  item.state = StateOf(subject.ritual, moments);
  if (!subject.member) item.who = WhoOf(plan, item.state, moments);
  item.minutes = MinutesOf(moments);
  item.minutes_goal = subject.ritual.minutes_goal;
  item.words = WordsOf(plan, subject, day, moments);
  return item;
}

void AddItem(const Plan& plan, const Subject& subject, std::string title, PlanDay present, DayView& view) {
  Item item = ItemOf(plan, subject, std::move(title), view.day);
  const bool has_something = item.state != State::kOpen || !item.words.empty();
  const bool is_due =
      view.day >= present && IsDue(subject.ritual, view.day, DoneDays(plan, subject, view.day.StartOfWeek()));
  if (has_something || is_due) view.items.push_back(std::move(item));
}

void AddRitual(const Plan& plan, const Ritual& ritual, PlanDay present, DayView& view) {
  const std::string title = TitleOf(ritual);
  switch (ritual.type) {
    case v1::Ritual::TYPE_APPRECIATION:
      for (const Member& member : plan.members) {
        AddItem(plan, {.ritual = ritual, .member = member.id, .child = {}},
                fmt::format("{} from {}", title, NameOf(plan, member.id)), present, view);
      }
      return;
    case v1::Ritual::TYPE_ONE_ON_ONE:
      for (const Child& child : plan.children) {
        if (child.role == v1::Child::ROLE_BABY) continue;
        AddItem(plan, {.ritual = ritual, .member = {}, .child = child.id},
                fmt::format("{} with {}", title, NameOf(child)), present, view);
      }
      return;
    default:
      AddItem(plan, {.ritual = ritual, .member = {}, .child = {}}, title, present, view);
  }
}

}  // namespace

DayView ViewOf(const Plan& plan, PlanDay day, PlanDay present) {
  DayView view{.day = day, .items = {}};
  for (const Ritual& ritual : plan.rituals) AddRitual(plan, ritual, present, view);
  return view;
}

}  // namespace toward::plan
