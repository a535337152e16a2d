// One attempt to exchange with the server: a stream, and the pushes beside it, until one of them fails.
#ifndef TOWARD_CLIENT_SYNC_ATTEMPT_H_
#define TOWARD_CLIENT_SYNC_ATTEMPT_H_

#include <optional>
#include <string>
#include <thread>

#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/sync/connection.h"
#include "client/sync/events.h"
#include "toward/v1/sync.pb.h"

namespace toward::client {

// Its threads only wait for the network and report to the queue. Used from one thread.
class Attempt {
 public:
  // Does nothing yet. All references must outlive it. `number` marks its events.
  Attempt(int number, Connection& connection, const Identity& identity, EventQueue& events);
  // Gives up what is under way and waits for the threads.
  ~Attempt();
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  int number() const { return number_; }

  // Opens a session first when `token` is empty, and asks for a first number when the request has none; then the watch.
  // At most once.
  void StartWatch(std::string token, v1::WatchRequest request);
  // With the session that `token` stands for. One push, or one registration, at a time.
  void Push(const std::string& token, v1::PushRequest request);
  void RegisterReplica(const std::string& token);
  // LevelRoster, from `identity` as it is now. Once at a time, beside the others.
  void LevelRoster(const std::string& token, Identity identity, Random& random);

 private:
  void RunWatch(std::string token, v1::WatchRequest request);
  absl::Status Watch(const std::string& token, const v1::WatchRequest& request);
  template <typename What>
  void Report(What what) {
    events_.Add({.attempt = number_, .what = std::move(what)});
  }

  const int number_;
  Connection& connection_;
  const Identity& identity_;
  EventQueue& events_;
  Calls calls_;
  std::thread unary_;
  std::thread watch_;
  std::thread roster_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_ATTEMPT_H_
