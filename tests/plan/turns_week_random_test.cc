// Any plan, at any time, also where clocks change: what is proposed or repaired is never in the past, in a busy time or
// in a pause, seen minute by minute.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "plan/completion.h"
#include "plan/turns_week.h"
#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

constexpr int64_t kMinuteMs = 60'000;

int Between(int min, int max) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max + 1)); }
MemberId AnyMember() { return Between(0, 1) == 0 ? kAna : kBen; }

// Plan days near the days on which clocks change.
PlanDay AnyDay() {
  static const std::vector<PlanDay> kChanges = {
      PlanDay(absl::CivilDay(2026, 3, 29)), PlanDay(absl::CivilDay(2026, 10, 25)), PlanDay(absl::CivilDay(2026, 3, 8)),
      PlanDay(absl::CivilDay(2026, 11, 1)), PlanDay(absl::CivilDay(2026, 7, 15))};
  return (*rc::gen::elementOf(kChanges)).Plus(Between(-4, 4));
}

Calendar AnyCalendar() {
  static const std::vector<std::string> kZones = {"Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "UTC"};
  return *Calendar::Make(*rc::gen::elementOf(kZones), Between(0, 6));
}

void AddWindows(Plan& plan) {
  v1::Ritual::Windows& windows = plan.rituals[0].windows.emplace();
  for (int i = Between(1, 4); i > 0; --i) {
    v1::Ritual::Windows::Window& window = *windows.add_windows();
    for (uint32_t weekday = 1; weekday <= 7; ++weekday) {
      if (Between(0, 3) > 0) window.add_weekdays(weekday);
    }
    const int start = Between(0, 1) == 0 ? Between(0, 240) : Between(900, 1380);
    window.set_start_minute(static_cast<uint32_t>(start));
    window.set_end_minute(static_cast<uint32_t>(start + Between(1, 60)));
  }
}

void AddBusy(Plan& plan, PlanDay around) {
  Busy busy{.id = ExampleId<RecordId>(static_cast<char>('0' + plan.busy.size())), .member = AnyMember()};
  if (Between(0, 1) == 0) {
    const int64_t start_ms =
        plan.calendar->StartMs(around.Plus(Between(-4, 4))) + Between(0, 1440) * kMinuteMs + Between(0, 59) * 1000;
    busy.span.emplace().set_start_time_ms(start_ms);
    busy.span->set_end_time_ms(start_ms + Between(1, 600) * kMinuteMs);
  } else {
    const int start = Between(0, 1400);
    busy.weekly.emplace().add_weekdays(static_cast<uint32_t>(Between(1, 7)));
    busy.weekly->set_start_minute(static_cast<uint32_t>(start));
    busy.weekly->set_end_minute(static_cast<uint32_t>(Between(start + 1, 1440)));
  }
  plan.busy.push_back(busy);
}

void AddSlot(Plan& plan, PlanDay around) {
  Slot slot{.id = ExampleId<RecordId>(static_cast<char>('a' + plan.slots.size())), .alive = Between(0, 3) > 0};
  slot.ritual = kTime;
  slot.day = around.Plus(Between(-4, 4));
  slot.child = kMia;
  slot.member = AnyMember();
  slot.start_minute = static_cast<uint32_t>(Between(0, 1439));
  slot.minutes = static_cast<uint32_t>(Between(1, 30));
  for (const Slot& other : plan.slots) {
    if (other.day == slot.day) return;
  }
  plan.slots.push_back(slot);
}

Plan AnyPlan(PlanDay around) {
  Plan plan = ExamplePlan();
  plan.calendar = AnyCalendar();
  if (Between(0, 1) == 0) plan.children.push_back({.id = ExampleId<RecordId>('I'), .name = "Ida"});
  if (Between(0, 1) == 0) AddWindows(plan);
  for (int i = Between(0, 5); i > 0; --i) AddBusy(plan, around);
  for (int i = Between(0, 3); i > 0; --i) AddSlot(plan, around);
  if (Between(0, 1) == 0) {
    const PlanDay first = around.Plus(Between(-3, 3));
    plan.preferences.push_back({.id = {}, .member = AnyMember(), .pauses = {{first, first.Plus(Between(0, 4))}}});
  }
  for (int i = Between(0, 4); i > 0; --i) {
    const auto outcome = *rc::gen::element(v1::Moment::OUTCOME_DONE, v1::Moment::OUTCOME_PART,
                                           v1::Moment::OUTCOME_SKIPPED, v1::Moment::OUTCOME_CHILD_DECLINED);
    Mark(plan, kTime, AnyMember(), outcome, around.Plus(-Between(0, 20)));
  }
  return plan;
}

// Whether a busy time of the member covers any of the turn's minutes, as they really pass.
bool IsBusy(const Plan& plan, const Turn& turn) {
  const int64_t start_ms = plan.calendar->WallMs(turn.day, turn.start_minute);
  const int64_t end_ms = start_ms + turn.minutes * kMinuteMs;
  for (const Busy& busy : plan.busy) {
    if (busy.member != turn.member) continue;
    if (busy.span && busy.span->start_time_ms() < end_ms && start_ms < busy.span->end_time_ms()) return true;
    for (int64_t ms = start_ms; busy.weekly && ms < end_ms; ms += kMinuteMs) {
      const absl::CivilMinute wall = plan.calendar->WallAt(ms);
      const auto minute = static_cast<uint32_t>(wall.hour() * 60 + wall.minute());
      const auto weekday = static_cast<uint32_t>(PlanDay(absl::CivilDay(wall)).Weekday());
      if (busy.weekly->weekdays(0) == weekday && busy.weekly->start_minute() <= minute &&
          minute < busy.weekly->end_minute()) {
        return true;
      }
    }
  }
  return false;
}

void CheckThatItCanBe(const Plan& plan, const Turn& turn, int64_t now_ms) {
  RC_ASSERT(plan.calendar->WallMs(turn.day, turn.start_minute) >= now_ms);
  RC_ASSERT_FALSE(IsPaused(plan, turn.member, turn.day));
  RC_ASSERT_FALSE(IsBusy(plan, turn));
}

RC_GTEST_PROP(AnyPlansWeek, IsNeverInABusyTimeAPauseOrThePast, ()) {
  const PlanDay around = AnyDay();
  const Plan plan = AnyPlan(around);
  const int64_t now_ms = plan.calendar->StartMs(around) + Between(0, 1439) * kMinuteMs + Between(0, 59'999);
  const WeekAhead ahead = WeekAheadOf(Shown(plan), plan, around.Plus(Between(0, 1) * 7), now_ms);
  const absl::StatusOr<TurnsPlan> proposed = ProposeTurns(ahead);
  RC_ASSERT(proposed.ok());
  for (const ProposedTurn& turn : proposed->turns) CheckThatItCanBe(plan, turn.turn, now_ms);
  RC_CLASSIFY(!proposed->turns.empty(), "planned");

  const absl::StatusOr<TurnsPlan> repaired = RepairTurns(ahead);
  RC_ASSERT(repaired.ok());
  for (const ProposedTurn& turn : repaired->turns) {
    const bool stays = std::find(ahead.settled.begin(), ahead.settled.end(), turn) != ahead.settled.end();
    if (!stays) CheckThatItCanBe(plan, turn.turn, now_ms);
  }
}

// Accepting a proposal settles it: nothing is left to propose, and nothing to repair.
RC_GTEST_PROP(AnyPlansWeek, OnceAcceptedIsTheSameAgain, ()) {
  const PlanDay around = AnyDay();
  Plan plan = AnyPlan(around);
  plan.slots.clear();
  const int64_t now_ms = plan.calendar->StartMs(around) + Between(0, 1439) * kMinuteMs;
  const absl::StatusOr<TurnsPlan> proposed = ProposeTurns(WeekAheadOf(Shown(plan), plan, around, now_ms));
  RC_ASSERT(proposed.ok());
  for (const ProposedTurn& turn : proposed->turns) plan.slots.push_back(SlotOf(turn, kTime));
  const WeekAhead after = WeekAheadOf(Shown(plan), plan, around, now_ms);
  RC_ASSERT(after.settled.size() == proposed->turns.size());
  RC_ASSERT(InTheWay(after).empty());
  RC_ASSERT(ProposeTurns(after)->turns.empty());
  RC_ASSERT(RepairTurns(after)->turns == after.settled);
}

}  // namespace
}  // namespace toward::plan
