// The wall clock of one plan day, minute by minute.
#ifndef TOWARD_PLAN_DAY_CLOCK_H_
#define TOWARD_PLAN_DAY_CLOCK_H_

#include <array>
#include <cstdint>
#include <vector>

#include "plan/plan_day.h"
#include "plan/turns/turns.h"

namespace toward::plan {

// Minutes are after midnight, 0 to 1439; those before the hour at which the day begins are of its night, as in
// Calendar::WallMs.
class DayClock {
 public:
  DayClock(const Calendar& calendar, PlanDay day);

  PlanDay day() const { return day_; }
  // When this minute begins.
  int64_t StartMs(uint32_t minute) const { return start_ms_[minute]; }
  // Whether a clock shows it at all on this day.
  bool IsShown(uint32_t minute) const { return shown_[minute]; }
  // Of the calendar date it lies on: 1 = Monday to 7 = Sunday.
  uint32_t Weekday(uint32_t minute) const;

  // The minutes that `is_in`, as spans.
  template <typename Rule>
  std::vector<DaySpan> Spans(const Rule& is_in) const {
    return SpansOf(is_in, [](uint32_t) { return false; });
  }
  // The same of minutes that clocks show, each span one stretch of time: cut where clocks jump, and where the day
  // begins.
  template <typename Rule>
  std::vector<DaySpan> Stretches(const Rule& is_in) const {
    return SpansOf([&](uint32_t minute) { return shown_[minute] && is_in(minute); },
                   [this](uint32_t minute) { return start_ms_[minute] != start_ms_[minute - 1] + 60'000; });
  }

 private:
  static constexpr uint32_t kMinutes = 24 * 60;

  // `is_cut(minute)`: no span goes on from the minute before it.
  template <typename Rule, typename Cut>
  std::vector<DaySpan> SpansOf(const Rule& is_in, const Cut& is_cut) const {
    std::vector<DaySpan> spans;
    for (uint32_t minute = 0; minute < kMinutes; ++minute) {
      if (!is_in(minute)) continue;
      if (!spans.empty() && spans.back().end_minute == minute && !is_cut(minute)) {
        spans.back().end_minute = minute + 1;
      } else {
        spans.push_back({day_, minute, minute + 1});
      }
    }
    return spans;
  }

  PlanDay day_;
  uint32_t begins_minute_;
  std::array<int64_t, kMinutes> start_ms_;
  std::array<bool, kMinutes> shown_;
};

}  // namespace toward::plan

#endif  // TOWARD_PLAN_DAY_CLOCK_H_
