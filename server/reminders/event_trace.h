// What the reminder engine does, for whoever wants to judge it from outside: one line of JSON for each event, with ids,
// numbers, times and words of a closed list, never anybody's text. docs/operating.md lists the events and their fields.
//
// What goes out is written once it is in the ledger and before it goes; all else before it is in the ledger. So after a
// death at any moment nothing is missing, and a line of the second sort may come twice.
#ifndef TOWARD_SERVER_REMINDERS_EVENT_TRACE_H_
#define TOWARD_SERVER_REMINDERS_EVENT_TRACE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "plan/reminding/nudges.h"
#include "server/channels/notice.h"
#include "server/store/reminder_store.h"

namespace toward::server {

// When a piece of work of the engine began, before it read anything: the time it works with, and the machine's
// boottime. Milliseconds.
struct TraceMoment {
  int64_t at_ms = 0;
  int64_t since_up_ms = 0;
};

// One thread at a time.
class EventTrace {
 public:
  // Appends to the file, and makes it, for its owner only, when it is not there. `clock` outlives it. UNAVAILABLE: it
  // cannot be written.
  static absl::StatusOr<std::unique_ptr<EventTrace>> Open(const std::string& path, const Clock& clock);
  ~EventTrace();
  EventTrace(const EventTrace&) = delete;
  EventTrace& operator=(const EventTrace&) = delete;

  TraceMoment Begin(int64_t at_ms) const { return {at_ms, clock_.Now().boottime_ms}; }

  // Each makes one whole line, with its line break, for Write.
  std::string Started(const TraceMoment& moment, const EngineRow& row, bool held) const;
  std::string ClockSetBack(const TraceMoment& moment, int64_t by_ms) const;
  std::string ClockCameUp(const TraceMoment& moment) const;
  std::string Looked(const TraceMoment& moment, const DueMember& member, std::optional<int64_t> next_ms) const;
  std::string Asleep(const TraceMoment& moment, FamilyNumber family, const MemberId& member, int32_t day,
                     std::optional<int64_t> asleep_ms) const;
  std::string Listens(const TraceMoment& moment, const Session& session) const;
  // planned, sent, repeated, shown, withdrawn, expired, merged, failed, waiting.
  std::string OfDelivery(const TraceMoment& moment, std::string_view event, const Delivery& delivery) const;
  std::string Decided(const TraceMoment& moment, const Delivery& delivery, const plan::Decision& decision) const;
  std::string Answered(const TraceMoment& moment, const Delivery& delivery, SendOutcome outcome) const;

  // One write for each line. What the disk refuses is lost, and the log says so once.
  void Write(std::string_view line);

 private:
  EventTrace(int file, const Clock& clock) : file_(file), clock_(clock) {}
  std::string Line(const TraceMoment& moment, std::string_view event, std::string_view fields) const;

  const int file_;
  const Clock& clock_;
  bool complained_ = false;
};

// Of a delivery that has come to `state`; empty: the line of another event says it.
std::string_view EventOf(ChannelKind channel, DeliveryState state);

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_EVENT_TRACE_H_
