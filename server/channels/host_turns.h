// Work for several hosts that share a bounded number of places: what is for one host in the order it came, and the
// hosts in turns, so that one with much to do, or a slow one, leaves places for the others.
#ifndef TOWARD_SERVER_CHANNELS_HOST_TURNS_H_
#define TOWARD_SERVER_CHANNELS_HOST_TURNS_H_

#include <cstddef>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"

namespace toward::server {

// Both at least 1.
struct TurnBounds {
  // Places, all hosts together.
  int places = 0;
  // Of those, what one host may have.
  int places_per_host = 0;
};

template <typename Work>
class HostTurns {
 public:
  explicit HostTurns(const TurnBounds& bounds) : bounds_(bounds) {}

  void Add(const std::string& host, Work work) {
    hosts_[host].waiting.push_back(std::move(work));
    ++waiting_;
  }

  // What is to begin now, and its host; it has a place until End. Absent: there is no place, or nothing waits for a
  // host that may have one more.
  std::optional<std::pair<std::string, Work>> Begin() {
    if (taken_ >= bounds_.places || waiting_ == 0) return std::nullopt;
    auto host = hosts_.upper_bound(last_);
    for (size_t i = 0; i < hosts_.size(); ++i, ++host) {
      if (host == hosts_.end()) host = hosts_.begin();
      if (host->second.waiting.empty() || host->second.taken >= bounds_.places_per_host) continue;
      Work work = std::move(host->second.waiting.front());
      host->second.waiting.pop_front();
      --waiting_;
      ++host->second.taken;
      ++taken_;
      last_ = host->first;
      return std::pair(host->first, std::move(work));
    }
    return std::nullopt;
  }

  // Work of this host gives its place back.
  void End(const std::string& host) {
    const auto found = hosts_.find(host);
    TOWARD_CHECK(found != hosts_.end() && found->second.taken > 0);
    --taken_;
    if (--found->second.taken == 0 && found->second.waiting.empty()) hosts_.erase(found);
  }

  // Takes out what waits for a host.
  std::vector<Work> TakeWaiting(const std::string& host) {
    const auto found = hosts_.find(host);
    if (found == hosts_.end()) return {};
    std::vector<Work> taken(std::make_move_iterator(found->second.waiting.begin()),
                            std::make_move_iterator(found->second.waiting.end()));
    waiting_ -= taken.size();
    found->second.waiting.clear();
    if (found->second.taken == 0) hosts_.erase(found);
    return taken;
  }

  // The same of all hosts.
  std::vector<Work> TakeWaiting() {
    std::vector<std::string> names;
    for (const auto& [name, host] : hosts_) names.push_back(name);
    std::vector<Work> all;
    for (const std::string& name : names) {
      std::vector<Work> some = TakeWaiting(name);
      all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
  }

  size_t waiting() const { return waiting_; }

 private:
  // One that has nothing waiting and no place is forgotten.
  struct Host {
    std::deque<Work> waiting;
    int taken = 0;
  };

  const TurnBounds bounds_;
  std::map<std::string, Host> hosts_;
  // Whose turn was last.
  std::string last_;
  size_t waiting_ = 0;
  int taken_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_HOST_TURNS_H_
