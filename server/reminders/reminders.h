// The reminder engine at work in a server: its thread, its clock, and the ways in for everybody else.
#ifndef TOWARD_SERVER_REMINDERS_REMINDERS_H_
#define TOWARD_SERVER_REMINDERS_REMINDERS_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/clock.h"
#include "server/reminders/engine.h"
#include "server/reminders/event_trace.h"
#include "server/reminders/listeners.h"
#include "server/reminders/zone_data.h"

namespace toward::server {

class Reminders {
 public:
  struct World {
    std::unique_ptr<ReminderReader> reader;
    Engine::Write write;
    std::unique_ptr<Courier> courier;
    // These outlive it.
    const Clock& clock;
    Metrics& metrics;
    std::string zone_data;
    int64_t heartbeat_ms = 30'000;
    Listeners::IsOpen is_open;
    // Null: nobody reads along.
    std::unique_ptr<EventTrace> trace;
  };
  explicit Reminders(World world);
  // Stops.
  ~Reminders();
  Reminders(const Reminders&) = delete;
  Reminders& operator=(const Reminders&) = delete;

  // Thread-safe, all that follows.

  // A push of the family's is on disk.
  void FamilyMoved(FamilyNumber family, const PushAnswer& answer);

  // Runs on the engine's thread, soon; null: the server is stopping, and there is no engine any more.
  using Request = std::function<void(Engine* engine, int64_t now_ms)>;
  void Ask(Request request);

  // The stream is a device's from now on.
  void Listen(const Session& session, NudgeStream* stream);
  Listeners& listeners() { return listeners_; }
  const Courier& courier() const { return *courier_; }

  // Ends every stream, lets letters under way end, writes what came of them, and refuses requests from now on.
  void Stop();

 private:
  void Run();
  bool Wait(int64_t wait_ms);
  void Serve(Engine* engine);
  void Wake();

  const Clock& clock_;
  Listeners listeners_;
  const std::unique_ptr<Courier> courier_;
  const std::unique_ptr<EventTrace> trace_;
  Engine engine_;
  // The thread's own.
  ZoneDataWatch zone_data_;

  std::mutex mutex_;
  std::condition_variable something_to_do_;
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_REMINDERS_H_
