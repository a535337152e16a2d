#include "tests/bench/connected_families.h"

namespace toward::bench {

ConnectedFamilies::ConnectedFamilies(EventLoop& loop, Side& side, int count)
    : side_(side), is_caught_up_(2 * static_cast<size_t>(count)) {
  for (size_t i = 0; i < is_caught_up_.size(); ++i) {
    lines_.push_back(std::make_unique<Line>(loop, device(i).access));
    lines_.back()->Watch({}, [this, i](const PageSeen& page) { Seen(i, page); });
  }
  loop.RunUntil([this] { return caught_up_ == devices(); });
}

void ConnectedFamilies::Seen(size_t device, const PageSeen& page) {
  if (is_caught_up_[device]) {
    received_ += page.records;
    if (page.records > 0) on_records(device);
  } else if (page.reaches_head()) {
    is_caught_up_[device] = true;
    ++caught_up_;
  }
}

}  // namespace toward::bench
