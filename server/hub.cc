#include "server/hub.h"

#include <utility>

#include "base/check.h"

namespace toward::server {

void Hub::Add(std::unique_ptr<Watcher> watcher) {
  FeedStream* const stream = watcher->stream;
  {
    const std::lock_guard lock(mutex_);
    families_[watcher->session.family].insert(stream);
    const bool added = entries_.try_emplace(stream, Entry{.watcher = std::move(watcher)}).second;
    TOWARD_CHECK(added);
    ready_.push_back(stream);
  }
  somebody_ready_.notify_one();
}

void Hub::FeedMoved(const FeedKey& feed) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = families_.find(feed.family);
    if (found == families_.end()) return;
    for (FeedStream* stream : found->second) {
      Entry& entry = entries_.at(stream);
      if (entry.watcher->feed == feed) MarkEntry(stream, entry);
    }
  }
  somebody_ready_.notify_one();
}

void Hub::FamilyMoved(FamilyNumber family) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = families_.find(family);
    if (found == families_.end()) return;
    for (FeedStream* stream : found->second) MarkEntry(stream, entries_.at(stream));
  }
  somebody_ready_.notify_one();
}

void Hub::Sent(FeedStream* stream) {
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_.at(stream);
    TOWARD_CHECK(!entry.resting);
    entry.resting = true;
    if (!entry.marked) return;
    ready_.push_back(stream);
  }
  somebody_ready_.notify_one();
}

void Hub::Gone(FeedStream* stream) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(stream);
    if (found == entries_.end()) return;
    found->second.gone = true;
    MarkEntry(stream, found->second);
  }
  somebody_ready_.notify_one();
}

void Hub::EndAll() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (auto& [stream, entry] : entries_) MarkEntry(stream, entry);
  }
  somebody_ready_.notify_one();
}

void Hub::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  somebody_ready_.notify_one();
}

std::optional<std::vector<Hub::Ready>> Hub::Take(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  somebody_ready_.wait_until(lock, deadline, [this] { return closed_ || !ready_.empty(); });
  if (closed_) return std::nullopt;
  std::vector<Ready> taken;
  if (std::chrono::steady_clock::now() < deadline) {
    for (FeedStream* stream : ready_) taken.push_back(HandOut(entries_.at(stream)));
  } else {
    for (auto& [stream, entry] : entries_) {
      if (entry.resting) taken.push_back(HandOut(entry));
    }
  }
  ready_.clear();
  return taken;
}

void Hub::Mark(const Watcher& watcher) {
  const std::lock_guard lock(mutex_);
  entries_.at(watcher.stream).marked = true;
}

void Hub::Remove(const Watcher& watcher) {
  const std::lock_guard lock(mutex_);
  FeedStream* const stream = watcher.stream;
  const auto family = families_.find(watcher.session.family);
  family->second.erase(stream);
  if (family->second.empty()) families_.erase(family);
  entries_.erase(stream);
}

bool Hub::ending() const {
  const std::lock_guard lock(mutex_);
  return ending_;
}

size_t Hub::watchers() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

void Hub::MarkEntry(FeedStream* stream, Entry& entry) {
  if (entry.resting && !entry.marked) ready_.push_back(stream);
  entry.marked = true;
}

Hub::Ready Hub::HandOut(Entry& entry) {
  entry.resting = false;
  return {.watcher = entry.watcher.get(), .marked = std::exchange(entry.marked, false), .gone = entry.gone};
}

}  // namespace toward::server
