#include "client/cli/watching.h"

#include <utility>

#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/timer.h"

namespace toward::client {
namespace {

std::string_view WhatOf(v1::Ritual::Type type) {
  switch (type) {
    case v1::Ritual::TYPE_CHECK_IN:
      return "check-in";
    case v1::Ritual::TYPE_APPRECIATION:
      return "thank-you";
    case v1::Ritual::TYPE_ONE_ON_ONE:
      return "time";
    default:
      return "ritual";
  }
}

std::string SubjectOf(const plan::Plan& plan, const plan::Moment& moment) {
  v1::Ritual::Type type = v1::Ritual::TYPE_UNSPECIFIED;
  for (const plan::Ritual& ritual : plan.rituals) {
    if (ritual.id == moment.ritual) type = ritual.type;
  }
  const plan::Child* child = moment.child ? FindChild(plan, *moment.child) : nullptr;
  return std::string(WhatOf(type)) + (child == nullptr ? "" : " with " + SafeLine(NameOf(*child)));
}

// Of a moment that is not marked yet.
enum class Timing { kNone, kRuns, kPaused };

Timing TimingOf(const plan::Moment& moment) {
  if (!moment.timer || moment.outcome != v1::Moment::OUTCOME_UNSPECIFIED) return Timing::kNone;
  return plan::IsPaused(*moment.timer) ? Timing::kPaused : Timing::kRuns;
}

std::string_view TimingWords(Timing timing) {
  switch (timing) {
    case Timing::kRuns:
      return ", the timer runs";
    case Timing::kPaused:
      return ", the timer is paused";
    case Timing::kNone:
      break;
  }
  return "";
}

std::string_view OutcomeOf(const plan::Moment& moment) {
  switch (moment.outcome) {
    case v1::Moment::OUTCOME_DONE:
      return " done";
    case v1::Moment::OUTCOME_PART:
      return " begun";
    case v1::Moment::OUTCOME_SKIPPED:
      return " skipped";
    case v1::Moment::OUTCOME_CHILD_DECLINED:
      return ", would rather not";
    default:
      return TimingWords(TimingOf(moment));
  }
}

std::string Marked(const plan::Plan& plan, const plan::Moment& moment) {
  const std::string minutes = moment.minutes ? ", " + Count(*moment.minutes, "minute") : "";
  const std::string outcome = moment.child && !minutes.empty() ? "" : std::string(OutcomeOf(moment));
  return fmt::format("{}: {}{}{}", SafeLine(NameOf(plan, moment.member)), SubjectOf(plan, moment), outcome, minutes);
}

bool SameMark(const plan::Moment& a, const plan::Moment& b) {
  return a.outcome == b.outcome && a.minutes == b.minutes && a.member == b.member && TimingOf(a) == TimingOf(b);
}

void AddMoments(const plan::Plan& before, const plan::Plan& after, std::vector<std::string>& lines) {
  for (const plan::Moment& moment : after.moments) {
    const plan::Moment* earlier = FindMoment(before, moment.id);
    if (earlier == nullptr || !SameMark(*earlier, moment)) {
      lines.push_back(Marked(after, moment));
    } else if (earlier->note != moment.note) {
      lines.push_back("New words: " + SubjectOf(after, moment));
    }
  }
  for (const plan::Moment& moment : before.moments) {
    const bool child_is_gone = moment.child && FindChild(after, *moment.child) == nullptr;
    if (!child_is_gone && FindMoment(after, moment.id) == nullptr) {
      lines.push_back("Removed: " + SubjectOf(before, moment));
    }
  }
}

void AddReflections(const plan::Plan& before, const plan::Plan& after, std::vector<std::string>& lines) {
  for (const plan::Reflection& reflection : after.reflections) {
    const plan::Reflection* earlier = FindReflection(before, reflection.id);
    if (earlier != nullptr && earlier->text == reflection.text) continue;
    lines.push_back(SafeLine(NameOf(after, reflection.member)) + ": words for the check-in");
  }
}

void AddPeople(const plan::Plan& before, const plan::Plan& after, std::vector<std::string>& lines) {
  for (const plan::Member& member : after.members) {
    if (FindMember(before, member.id) == nullptr) lines.push_back(SafeLine(NameOf(after, member.id)) + " has joined");
  }
  for (const plan::Child& child : after.children) {
    if (FindChild(before, child.id) == nullptr) lines.push_back(SafeLine(NameOf(child)) + " is in the plan now");
  }
  for (const plan::Child& child : before.children) {
    if (FindChild(after, child.id) == nullptr)
      lines.push_back(SafeLine(NameOf(child)) + " is not in the plan any more");
  }
}

}  // namespace

std::vector<std::string> Differences(const plan::Plan& before, const plan::Plan& after) {
  std::vector<std::string> lines;
  AddPeople(before, after, lines);
  AddMoments(before, after, lines);
  AddReflections(before, after, lines);
  return lines;
}

}  // namespace toward::client
