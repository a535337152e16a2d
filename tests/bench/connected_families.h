// Families whose two devices are connected and watch, all caught up.
#ifndef TOWARD_TESTS_BENCH_CONNECTED_FAMILIES_H_
#define TOWARD_TESTS_BENCH_CONNECTED_FAMILIES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "tests/bench/sides.h"

namespace toward::bench {

class ConnectedFamilies {
 public:
  // The first `count` families of `side`. Both must outlive this.
  ConnectedFamilies(EventLoop& loop, Side& side, int count);

  size_t size() const { return lines_.size() / 2; }
  size_t devices() const { return lines_.size(); }
  // Devices 2n and 2n + 1 are partners.
  Device& device(size_t index) { return side_.families[index / 2][index % 2]; }
  Line& line(size_t index) { return *lines_[index]; }

  // Records all devices have received since they had caught up.
  int64_t received() const { return received_; }
  // Called when a device receives records.
  std::function<void(size_t device)> on_records = [](size_t) {};

 private:
  void Seen(size_t device, const PageSeen& page);

  Side& side_;
  size_t caught_up_ = 0;
  int64_t received_ = 0;
  std::vector<bool> is_caught_up_;
  std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_CONNECTED_FAMILIES_H_
