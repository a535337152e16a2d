#include "plan/today.h"

#include <algorithm>
#include <set>
#include <utility>

#include "plan/rituals.h"

namespace toward::plan {
namespace {

// Those whose marks made the state: once something happened, a skip of the same day is not in the picture.
std::vector<std::string> WhoOf(const Plan& plan, State state, const std::vector<const Moment*>& moments) {
  const bool happened = state == State::kDone || state == State::kPart;
  std::set<MemberId> members;
  for (const Moment* moment : moments) {
    const bool is_mark = moment->outcome != v1::Moment::OUTCOME_UNSPECIFIED;
    if (is_mark && Happened(*moment) == happened) members.insert(moment->member);
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
    if (!moment->activity.empty()) words.push_back({.author = "", .text = moment->activity});
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
    if (CompletionOf(plan, subject, day, MomentsOn(plan, subject, day)).state == State::kDone) days.push_back(day);
  }
  return days;
}

bool HasBegun(const std::vector<const Moment*>& moments) {
  return std::any_of(moments.begin(), moments.end(), [](const Moment* moment) {
    return moment->timer && moment->outcome == v1::Moment::OUTCOME_UNSPECIFIED;
  });
}

Item ItemOf(const Plan& plan, const Subject& subject, PlanDay day) {
  const std::vector<const Moment*> moments = MomentsOn(plan, subject, day);
  const Completion completion = CompletionOf(plan, subject, day, moments);
  Item item;
  item.ritual = subject.ritual.id;
  item.type = subject.ritual.type;
  item.extra = subject.ritual.extra;
  item.title = TitleOf(plan, subject);
  item.member = subject.member;
  item.child = subject.child;
  item.state = completion.state;
  item.begun = item.state == State::kOpen && HasBegun(moments);
  if (!subject.member) item.who = WhoOf(plan, item.state, moments);
  item.minutes = completion.minutes;
  item.minutes_goal = subject.ritual.minutes_goal;
  item.words = WordsOf(plan, subject, day, moments);
  return item;
}

bool IsAskedFor(const Plan& plan, const Subject& subject, PlanDay day, PlanDay present) {
  return day >= present && !IsAskedOfNobody(plan, subject, day) &&
         IsDue(subject.ritual, day, DoneDays(plan, subject, day.StartOfWeek()));
}

std::vector<std::string> PausedOn(const Plan& plan, PlanDay day) {
  std::vector<std::string> names;
  for (const Member& member : plan.members) {
    if (IsPaused(plan, member.id, day)) names.push_back(NameOf(plan, member.id));
  }
  return names;
}

bool HasHappened(const Plan& plan, const Slot& slot) {
  return std::any_of(plan.moments.begin(), plan.moments.end(), [&](const Moment& moment) {
    return moment.ritual == slot.ritual && moment.day == slot.day && moment.child == slot.child && Happened(moment);
  });
}

std::vector<PlannedTime> PlannedOn(const Plan& plan, PlanDay day) {
  std::vector<PlannedTime> planned;
  for (const Slot& slot : plan.slots) {
    if (slot.day != day || HasHappened(plan, slot)) continue;
    planned.push_back({.start_minute = slot.start_minute,
                       .minutes = slot.minutes,
                       .child = NameOf(*FindChild(plan, slot.child)),
                       .member = NameOf(plan, slot.member)});
  }
  return planned;
}

}  // namespace

DayView ViewOf(const Plan& plan, PlanDay day, PlanDay present) {
  DayView view{.day = day, .items = {}, .paused = PausedOn(plan, day)};
  if (day >= present) view.planned = PlannedOn(plan, day);
  for (const Ritual& ritual : plan.rituals) {
    for (const Subject& subject : SubjectsOf(plan, ritual)) {
      Item item = ItemOf(plan, subject, day);
      const bool has_something = item.state != State::kOpen || item.begun || !item.words.empty();
      if (has_something || IsAskedFor(plan, subject, day, present)) view.items.push_back(std::move(item));
    }
  }
  return view;
}

}  // namespace toward::plan
