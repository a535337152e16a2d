#include "plan/completion.h"

#include <algorithm>

#include "fmt/format.h"
#include "plan/extras.h"
#include "plan/rituals.h"

namespace toward::plan {
namespace {

// What a part is worth where its minutes say nothing.
constexpr double kPartOfUnknownLength = 0.5;

bool IsAbout(const Moment& moment, const Subject& subject) {
  return moment.ritual == subject.ritual.id && (!subject.member || moment.member == *subject.member) &&
         (!subject.child || moment.child == subject.child);
}

bool Has(absl::Span<const Moment* const> moments, v1::Moment::Outcome outcome) {
  return std::any_of(moments.begin(), moments.end(), [&](const Moment* moment) { return moment->outcome == outcome; });
}

std::optional<uint32_t> MinutesOf(absl::Span<const Moment* const> moments) {
  std::optional<uint32_t> minutes;
  for (const Moment* moment : moments) {
    if (Happened(*moment) && moment->minutes) minutes = minutes.value_or(0) + *moment->minutes;
  }
  return minutes;
}

bool HasPartOfUnknownLength(const Ritual& ritual, absl::Span<const Moment* const> moments) {
  return std::any_of(moments.begin(), moments.end(), [&](const Moment* moment) {
    return moment->outcome == v1::Moment::OUTCOME_PART && (!ritual.minutes_goal || !moment->minutes);
  });
}

// Absent: no minutes at all.
std::optional<double> ValueOfPart(const Ritual& ritual, absl::Span<const Moment* const> moments) {
  const double least = HasPartOfUnknownLength(ritual, moments) ? kPartOfUnknownLength : 0;
  const double goal = std::max(ritual.minutes_goal.value_or(0), uint32_t{1});
  const double reached = ritual.minutes_goal ? std::min(1.0, MinutesOf(moments).value_or(0) / goal) : 0;
  const double value = std::max(least, reached);
  return value > 0 ? std::optional(value) : std::nullopt;
}

State StateOf(const Ritual& ritual, absl::Span<const Moment* const> moments, std::optional<uint32_t> minutes) {
  if (Has(moments, v1::Moment::OUTCOME_DONE)) return State::kDone;
  if (Has(moments, v1::Moment::OUTCOME_PART)) {
    const bool enough = ritual.minutes_goal && minutes.value_or(0) >= *ritual.minutes_goal;
    return enough ? State::kDone : State::kPart;
  }
  if (Has(moments, v1::Moment::OUTCOME_CHILD_DECLINED)) return State::kChildDeclined;
  return Has(moments, v1::Moment::OUTCOME_SKIPPED) ? State::kSkipped : State::kOpen;
}

}  // namespace

bool Happened(const Moment& moment) {
  return moment.outcome == v1::Moment::OUTCOME_DONE || moment.outcome == v1::Moment::OUTCOME_PART;
}

std::vector<Subject> SubjectsOf(const Plan& plan, const Ritual& ritual) {
  std::vector<Subject> subjects;
  switch (CountingOf(ritual)) {
    case Counting::kJoint:
      return {{.ritual = ritual, .member = {}, .child = {}}};
    case Counting::kEach:
      for (const Member& member : plan.members)
        subjects.push_back({.ritual = ritual, .member = member.id, .child = {}});
      return subjects;
    case Counting::kEither:
      for (const Child& child : plan.children) {
        if (child.role == v1::Child::ROLE_BABY) continue;
        subjects.push_back({.ritual = ritual, .member = {}, .child = child.id});
      }
      return subjects;
  }
  return subjects;
}

std::string TitleOf(const Plan& plan, const Subject& subject) {
  const std::string title = TitleOf(subject.ritual);
  if (subject.child) return fmt::format("{} with {}", title, NameOf(*FindChild(plan, *subject.child)));
  if (!subject.member) return title;
  const Extra* extra = FindExtra(subject.ritual.extra);
  const bool for_self = extra != nullptr && extra->for_whom == ForWhom::kSelf;
  return fmt::format("{} {} {}", title, for_self ? "for" : "from", NameOf(plan, *subject.member));
}

std::vector<const Moment*> MomentsOn(const Plan& plan, const Subject& subject, PlanDay day) {
  std::vector<const Moment*> moments;
  for (const Moment& moment : plan.moments) {
    if (moment.day == day && IsAbout(moment, subject)) moments.push_back(&moment);
  }
  return moments;
}

Completion CompletionOf(const Plan& plan, const Subject& subject, PlanDay day,
                        absl::Span<const Moment* const> moments) {
  Completion completion;
  completion.minutes = MinutesOf(moments);
  completion.state = StateOf(subject.ritual, moments, completion.minutes);
  if (completion.state == State::kDone) completion.value = 1.0;
  if (completion.state == State::kPart) completion.value = ValueOfPart(subject.ritual, moments);
  completion.frozen = Has(moments, v1::Moment::OUTCOME_SKIPPED) || Has(moments, v1::Moment::OUTCOME_CHILD_DECLINED) ||
                      IsFrozenByPause(plan, subject, day);
  return completion;
}

bool IsPaused(const Plan& plan, const MemberId& member, PlanDay day) {
  const Preference* preference = FindPreference(plan, member);
  if (preference == nullptr) return false;
  return std::any_of(preference->pauses.begin(), preference->pauses.end(),
                     [&](const Pause& pause) { return pause.first_day <= day && day <= pause.last_day; });
}

bool IsFrozenByPause(const Plan& plan, const Subject& subject, PlanDay day) {
  if (subject.member) return IsPaused(plan, *subject.member, day);
  return std::any_of(plan.members.begin(), plan.members.end(),
                     [&](const Member& member) { return IsPaused(plan, member.id, day); });
}

bool IsAskedOfNobody(const Plan& plan, const Subject& subject, PlanDay day) {
  if (subject.member) return IsPaused(plan, *subject.member, day);
  return !plan.members.empty() && std::all_of(plan.members.begin(), plan.members.end(),
                                              [&](const Member& member) { return IsPaused(plan, member.id, day); });
}

}  // namespace toward::plan
