// Virtual time: what happens, in the order of its time.
#ifndef TOWARD_TESTS_SIM_TIMELINE_H_
#define TOWARD_TESTS_SIM_TIMELINE_H_

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "tests/sim/chance.h"

namespace toward::sim {

inline constexpr int64_t kSecondMs = 1000;
inline constexpr int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;

class Timeline {
 public:
  // 2026-03-01, on a clock that is right.
  static constexpr int64_t kStartMs = 1'772'323'200'000;

  // What happens at the same time happens in an order that chance decides.
  explicit Timeline(Chance chance) : chance_(chance) {}

  // Since the world began.
  int64_t now_ms() const { return now_ms_; }
  int64_t true_wall_ms() const { return kStartMs + now_ms_; }

  void In(int64_t delay_ms, std::function<void()> what) { At(now_ms_ + delay_ms, std::move(what)); }
  void At(int64_t time_ms, std::function<void()> what) {
    queue_.push({time_ms, chance_.Number(), count_++, std::move(what)});
  }

  void RunUntil(int64_t time_ms) {
    while (!queue_.empty() && queue_.top().time_ms <= time_ms) {
      Entry next = std::move(const_cast<Entry&>(queue_.top()));
      queue_.pop();
      now_ms_ = std::max(now_ms_, next.time_ms);
      next.what();
    }
    now_ms_ = std::max(now_ms_, time_ms);
  }

 private:
  struct Entry {
    int64_t time_ms = 0;
    uint64_t tie = 0;
    uint64_t count = 0;
    std::function<void()> what;
    friend bool operator<(const Entry& a, const Entry& b) {
      return std::tie(a.time_ms, a.tie, a.count) > std::tie(b.time_ms, b.tie, b.count);
    }
  };

  Chance chance_;
  int64_t now_ms_ = 0;
  uint64_t count_ = 0;
  std::priority_queue<Entry> queue_;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_TIMELINE_H_
