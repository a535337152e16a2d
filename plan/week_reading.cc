#include "plan/week_reading.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "plan/completion.h"
#include "plan/day_clock.h"

namespace toward::plan {
namespace {

constexpr uint32_t kMinutesOfDay = 24 * 60;
constexpr uint32_t kLongestTurnMinutes = 240;
constexpr int64_t kStepMs = 5 * 60'000;
constexpr size_t kMostMembers = 2;

template <typename Weekdays>
bool Has(const Weekdays& weekdays, uint32_t weekday) {
  return std::find(weekdays.begin(), weekdays.end(), weekday) != weekdays.end();
}

template <typename People, typename PersonId>
bool Knows(const People& people, const PersonId& id) {
  return std::any_of(people.begin(), people.end(), [&](const auto& person) { return person.id == id; });
}

// Fills a WeekAhead, step by step.
class Reading {
 public:
  Reading(const Plan& shown, const Plan& everything, const Ritual& ritual, PlanDay day, int64_t now_ms)
      : plan_(shown), everything_(everything), ritual_(ritual), now_ms_(now_ms), today_(shown.calendar->DayOf(now_ms)) {
    ahead_.week.first_day = day.StartOfWeek();
    ahead_.week.minutes = std::clamp<uint32_t>(ritual.minutes_goal.value_or(kUsualTurnMinutes), 1, kLongestTurnMinutes);
    for (int i = 0; i < kDaysOfTurns; ++i) clocks_.emplace_back(*plan_.calendar, week().first_day.Plus(i));
  }

  WeekAhead Read() {
    ReadPeople();
    for (const DayClock& clock : clocks_) {
      ReadPauses(clock.day());
      ReadBusyTimes(clock);
      ReadWindows(clock);
    }
    for (const Moment& moment : plan_.moments) ReadMoment(moment);
    FixWhatWasHeld();
    ReadSlots();
    for (TurnChild& child : week().children) child.turns = AskedFor(child.id);
    return std::move(ahead_);
  }

 private:
  TurnsWeek& week() { return ahead_.week; }
  PlanDay DayAfter() { return week().first_day.Plus(kDaysOfTurns); }
  bool IsInWeek(PlanDay day) { return week().first_day <= day && day < DayAfter(); }

  void ReadPeople() {
    for (const Member& member : plan_.members) week().members.push_back({member.id, NameOf(plan_, member.id)});
    for (const Child& child : plan_.children) {
      if (child.role == v1::Child::ROLE_BABY) {
        week().baby_needs_a_parent = true;
      } else {
        week().children.push_back({.id = child.id, .name = NameOf(child)});
      }
    }
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::sort(week().members.begin(), week().members.end(), by_id);
    std::sort(week().children.begin(), week().children.end(), by_id);
    if (week().members.size() > kMostMembers) week().members.resize(kMostMembers);
    if (week().children.size() > kMostTurnChildren) week().children.resize(kMostTurnChildren);
  }

  void ReadPauses(PlanDay day) {
    for (const TurnMember& member : week().members) {
      if (IsPaused(plan_, member.id, day)) week().member_busy.push_back({member.id, {day, 0, kMinutesOfDay}});
    }
  }

  void ReadBusyTimes(const DayClock& clock) {
    for (const Busy& busy : plan_.busy) {
      if (!Knows(week().members, busy.member)) continue;
      for (const DaySpan& span : BusyOn(clock, busy)) week().member_busy.push_back({busy.member, span});
    }
  }

  std::vector<DaySpan> BusyOn(const DayClock& clock, const Busy& busy) const {
    if (busy.weekly) {
      return clock.Spans([&](uint32_t minute) {
        return busy.weekly->start_minute() <= minute && minute < busy.weekly->end_minute() &&
               Has(busy.weekly->weekdays(), clock.Weekday(minute));
      });
    }
    if (!busy.span || busy.span->end_time_ms() <= plan_.calendar->StartMs(clock.day()) ||
        plan_.calendar->StartMs(clock.day().Plus(1)) <= busy.span->start_time_ms()) {
      return {};
    }
    return clock.Spans([&](uint32_t minute) {
      return clock.StartMs(minute) < busy.span->end_time_ms() &&
             busy.span->start_time_ms() < clock.StartMs(minute) + 60'000;
    });
  }

  bool IsDueOn(PlanDay day) const {
    const v1::Ritual::Cadence& cadence = ritual_.cadence;
    return cadence.times_per_week() > 0 || Has(cadence.weekdays(), static_cast<uint32_t>(day.Weekday()));
  }

  void ReadWindows(const DayClock& clock) {
    if (!IsDueOn(clock.day())) return;
    const int64_t earliest_ms = (now_ms_ + kTurnLeadMs + kStepMs - 1) / kStepMs * kStepMs;
    const v1::Ritual::Windows windows = WindowsOf(ritual_);
    for (const v1::Ritual::Windows::Window& window : windows.windows()) {
      const std::vector<DaySpan> spans = clock.Stretches([&](uint32_t minute) {
        return window.start_minute() <= minute && minute < window.end_minute() &&
               Has(window.weekdays(), clock.Weekday(minute)) && clock.StartMs(minute) >= earliest_ms;
      });
      for (const DaySpan& span : spans) {
        for (const TurnMember& member : week().members) week().windows.push_back({.member = member.id, .span = span});
        if (span.end_minute - span.start_minute >= week().minutes) days_with_windows_.insert(clock.day());
      }
    }
  }

  void ReadMoment(const Moment& moment) {
    if (moment.ritual != ritual_.id || !moment.child || !Knows(week().children, *moment.child)) return;
    const bool in_week = IsInWeek(moment.day);
    if (moment.outcome == v1::Moment::OUTCOME_SKIPPED && in_week) {
      week().child_busy.push_back({.child = *moment.child, .span = {moment.day, 0, kMinutesOfDay}});
      skipped_.emplace(*moment.child, moment.day);
    }
    if (!Knows(week().members, moment.member)) return;
    if (moment.outcome == v1::Moment::OUTCOME_CHILD_DECLINED && in_week) {
      week().declined.push_back({*moment.child, moment.member, moment.day});
    }
    if (!Happened(moment)) return;
    const uint32_t minutes = std::clamp<uint32_t>(moment.minutes.value_or(week().minutes), 1, kMinutesOfDay);
    if (in_week) {
      held_[{*moment.child, moment.day}][moment.member] += minutes;
    } else if (moment.day < week().first_day) {
      week().held.push_back({*moment.child, moment.member, moment.day, minutes});
    }
  }

  void FixWhatWasHeld() {
    const auto begins_minute = static_cast<uint32_t>(plan_.calendar->day_start_hour()) * 60;
    for (const auto& [when, minutes_by_member] : held_) {
      const auto most = std::max_element(minutes_by_member.begin(), minutes_by_member.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
      week().fixed.push_back(
          {when.first, most->first, when.second, begins_minute, std::min(most->second, kLongestTurnMinutes)});
    }
  }

  std::optional<Turn> TurnOf(const Slot& slot) {
    const bool is_ours = slot.ritual == ritual_.id && IsInWeek(slot.day) && !held_.contains({slot.child, slot.day});
    if (!is_ours || !Knows(week().children, slot.child) || !Knows(week().members, slot.member)) return std::nullopt;
    return Turn{slot.child, slot.member, slot.day, slot.start_minute, slot.minutes};
  }

  void ReadSlots() {
    for (const Slot& slot : plan_.slots) {
      const bool is_ahead = plan_.calendar->WallMs(slot.day, slot.start_minute) >= now_ms_;
      const std::optional<Turn> turn = TurnOf(slot);
      if (turn && is_ahead) ahead_.settled.push_back({*turn, slot.reason});
    }
    std::sort(ahead_.settled.begin(), ahead_.settled.end(), [](const ProposedTurn& a, const ProposedTurn& b) {
      const auto order = [](const Turn& turn) { return std::tie(turn.day, turn.start_minute, turn.child); };
      return order(a.turn) < order(b.turn);
    });
    for (const Slot& slot : everything_.slots) {
      const std::optional<Turn> turn = TurnOf(slot);
      if (turn && !slot.alive && slot.minutes > 0) ahead_.fallen_out.push_back(*turn);
    }
    std::sort(ahead_.fallen_out.begin(), ahead_.fallen_out.end());
  }

  bool IsSettledOn(const RecordId& child, PlanDay day) const {
    return std::any_of(ahead_.settled.begin(), ahead_.settled.end(), [&](const ProposedTurn& proposed) {
      return proposed.turn.child == child && proposed.turn.day == day;
    });
  }

  bool IsAskedOn(const RecordId& child, PlanDay day) {
    const bool has_passed = day < today_ || (day == today_ && !days_with_windows_.contains(day));
    if (held_.contains({child, day}) || skipped_.contains({child, day})) return false;
    if (IsSettledOn(child, day)) return true;
    return !has_passed && IsDueOn(day) &&
           !IsAskedOfNobody(plan_, {.ritual = ritual_, .member = {}, .child = child}, day);
  }

  uint32_t AskedFor(const RecordId& child) {
    uint32_t days = 0;
    for (PlanDay day = week().first_day; day < DayAfter(); day = day.Plus(1)) {
      if (held_.contains({child, day}) || IsAskedOn(child, day)) ++days;
    }
    const uint32_t times = ritual_.cadence.times_per_week();
    const auto a_week = times > 0 ? times : static_cast<uint32_t>(ritual_.cadence.weekdays_size());
    return std::min({days, a_week, static_cast<uint32_t>(kDaysOfTurns)});
  }

  const Plan& plan_;
  const Plan& everything_;
  const Ritual& ritual_;
  const int64_t now_ms_;
  const PlanDay today_;
  std::vector<DayClock> clocks_;
  WeekAhead ahead_;
  std::set<PlanDay> days_with_windows_;
  std::set<std::pair<RecordId, PlanDay>> skipped_;
  std::map<std::pair<RecordId, PlanDay>, std::map<MemberId, uint32_t>> held_;
};

}  // namespace

WeekAhead ReadWeek(const Plan& shown, const Plan& everything, const Ritual& ritual, PlanDay day, int64_t now_ms) {
  return Reading(shown, everything, ritual, day, now_ms).Read();
}

}  // namespace toward::plan
