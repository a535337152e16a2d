// One day of the plan, as a person wants to see it: what was done, by whom, in which words, and what is still open.
//
// An open item is just open, and one that was missed is not there at all. Nothing is counted, compared or scored.
#ifndef TOWARD_PLAN_TODAY_H_
#define TOWARD_PLAN_TODAY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "plan/completion.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::plan {

struct Words {
  // Whose words they are; empty for a note that belongs to both.
  std::string author;
  std::string text;
};

// A ritual on one day: the family's check-in, one member's thank-you, the time with one child, or an extra the family
// has chosen, once for both or once for each as the library says.
struct Item {
  RecordId ritual;
  v1::Ritual::Type type = v1::Ritual::TYPE_UNSPECIFIED;
  // The key of an extra; else empty.
  std::string extra;
  // "Check-in", "Thank-you from Ana", "Time with Mia", "A long hug", "A short walk for Ana".
  std::string title;
  // What each member does: whose it is.
  std::optional<MemberId> member;
  // One-on-one time: with which child.
  std::optional<RecordId> child;

  State state = State::kOpen;
  // Whether somebody has begun, and a timer runs. Open then.
  bool begun = false;
  // Names of those who made the day's marks, sorted. Not for what is one member's own: the title says it.
  std::vector<std::string> who;
  // Of the day, all marks together; absent when nobody gave any.
  std::optional<uint32_t> minutes;
  std::optional<uint32_t> minutes_goal;
  // What a child chose first, then notes, then each member's own words.
  std::vector<Words> words;
};

// One-on-one time that is planned on the day.
struct PlannedTime {
  // After midnight on the wall clock: 0 to 1439.
  uint32_t start_minute = 0;
  uint32_t minutes = 0;
  // Names.
  std::string child;
  std::string member;
};

struct DayView {
  PlanDay day;
  std::vector<Item> items;
  // What is planned, in the order of time; without what has happened already, and on a day before `present` nothing.
  std::vector<PlannedTime> planned = {};
  // Names of the members who are on a pause that day, sorted.
  std::vector<std::string> paused;
};

// The day's items: check-in, thank-yous by member, time by older child, extras, each if it is due on `day` or if
// something was marked or written then. Open items of a day before `present` are left out, and so are those that a
// pause leaves nobody for (IsAskedOfNobody). `plan` is one that Shown returned.
DayView ViewOf(const Plan& plan, PlanDay day, PlanDay present);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_TODAY_H_
