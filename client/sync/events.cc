#include "client/sync/events.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "base/check.h"

namespace toward::client {

EventQueue::EventQueue() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { TOWARD_CHECK(fd_ >= 0); }

EventQueue::~EventQueue() { close(fd_); }

void EventQueue::Add(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  TOWARD_CHECK(eventfd_write(fd_, 1) == 0);
}

std::deque<Event> EventQueue::TakeAll() {
  const std::lock_guard lock(mutex_);
  eventfd_t ignored = 0;
  eventfd_read(fd_, &ignored);
  return std::exchange(events_, {});
}

}  // namespace toward::client
