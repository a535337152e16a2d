// What one round of the engine writes, in one transaction, and does once that is on disk.
#ifndef TOWARD_SERVER_REMINDERS_ROUND_H_
#define TOWARD_SERVER_REMINDERS_ROUND_H_

#include <functional>
#include <utility>
#include <vector>

#include "server/reminders/engine.h"

namespace toward::server {

struct Engine::Round {
  std::vector<std::function<absl::Status(ReminderWrites&)>> writes;
  std::vector<std::function<void()>> afterwards;
  // Letters that `afterwards` hands over.
  int letters = 0;

  void Plan(const Delivery& delivery) {
    writes.push_back([delivery](ReminderWrites& rows) { return rows.Plan(delivery); });
  }
  void Update(const Delivery& delivery) {
    writes.push_back([delivery](ReminderWrites& rows) { return rows.Update(delivery); });
  }
  void End(Delivery delivery, DeliveryState state) {
    delivery.state = state;
    Update(delivery);
  }
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_ROUND_H_
