// Days of a family at random: people do things, plans and clocks change, servers die; and what must hold whatever
// happens is checked at every letter and at the end.
#ifndef TOWARD_TESTS_SERVER_REMINDERS_REMINDER_TRACE_H_
#define TOWARD_TESTS_SERVER_REMINDERS_REMINDER_TRACE_H_

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/server/reminders/reminder_world.h"

namespace toward::server {

// What may happen in a trace; everything else does.
struct TraceOf {
  bool clocks_are_set = true;
  bool channels_fail = true;
};

// An invariant's number and what broke it.
using Violations = std::multimap<int, std::string>;

class ReminderTrace : public ReminderWorld {
 public:
  ReminderTrace(uint32_t seed, TraceOf of);

  // `steps` things happen, then a quiet day passes.
  Violations Run(int steps);
  int letters() const { return static_cast<int>(courier.sent.size()); }

 private:
  void Act();
  void PassSomeTime();
  void ChangeThePlan();
  void DoSomething();
  void PutSomethingOff();
  void SetTheClock();
  void Die();
  void ListenOrNot();
  SendResult Answer(const SentLetter& letter);
  void CheckLetter(const SentLetter& letter);
  void CheckEnd();
  // By the marks that were made, not by the plan.
  bool IsMarked(const DeliveryKey& key) const;

  int Draw(int below) { return static_cast<int>(engine_() % static_cast<uint32_t>(below)); }
  Phone& Somebody() { return Draw(2) == 0 ? ana : ben; }
  void Broken(int invariant, const std::string& what) { violations_.emplace(invariant, what); }

  std::mt19937 engine_;
  const TraceOf of_;
  Violations violations_;
  std::map<DeviceId, std::pair<int, int>> quiet_;
  std::string zone_ = "Europe/Lisbon";
  // Ritual, plan day, and who.
  std::set<std::tuple<RecordId, int32_t, MemberId>> marks_;
  // Addresses, and when that was said: letters of the same moment were handed over before anybody could know.
  std::map<std::string, int64_t> gone_;
  // Accepted letters by (address, collapse key), and what allows more than one.
  std::map<std::pair<std::string, std::string>, int> accepted_;
  std::map<std::string, int> put_off_;
  std::map<std::string, int> sent_before_a_death_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_REMINDERS_REMINDER_TRACE_H_
