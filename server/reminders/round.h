// What one round of the engine writes, in one transaction, and does once that is on disk.
#ifndef TOWARD_SERVER_REMINDERS_ROUND_H_
#define TOWARD_SERVER_REMINDERS_ROUND_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/reminders/engine.h"
#include "server/reminders/event_trace.h"

namespace toward::server {

struct Engine::Round {
  // Made before anything is read that the round decides by. `engine_trace` may be null.
  Round(const EventTrace* engine_trace, int64_t now_ms)
      : trace(engine_trace), moment(engine_trace == nullptr ? TraceMoment() : engine_trace->Begin(now_ms)) {}

  // Null: nobody reads along.
  const EventTrace* const trace;
  const TraceMoment moment;
  std::vector<std::function<absl::Status(ReminderWrites&)>> writes;
  std::vector<std::function<void()>> afterwards;
  // Letters that `afterwards` hands over.
  int letters = 0;
  // For the trace: before the transaction, and after it for what `afterwards` hands over.
  std::vector<std::string> lines;
  std::vector<std::string> lines_of_sent;

  void Plan(const Delivery& delivery) {
    writes.push_back([delivery](ReminderWrites& rows) { return rows.Plan(delivery); });
    Trace(delivery.state == DeliveryState::kExpired ? "expired" : "planned", delivery);
  }
  void Update(const Delivery& delivery) {
    writes.push_back([delivery](ReminderWrites& rows) { return rows.Update(delivery); });
  }
  void End(Delivery delivery, DeliveryState state) {
    delivery.state = state;
    Update(delivery);
    Trace(EventOf(delivery.key.channel.kind, state), delivery);
  }
  // "sent" and "repeated" go out; an empty event is none.
  void Trace(std::string_view event, const Delivery& delivery) {
    if (trace == nullptr || event.empty()) return;
    auto& whose = event == "sent" || event == "repeated" ? lines_of_sent : lines;
    whose.push_back(trace->OfDelivery(moment, event, delivery));
  }
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_ROUND_H_
