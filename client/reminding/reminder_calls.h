// What a person asks of ReminderService, answered at once. Nothing of it is plan data, so nothing of it waits in the
// outbox: it happens now or not at all.
#ifndef TOWARD_CLIENT_REMINDING_REMINDER_CALLS_H_
#define TOWARD_CLIENT_REMINDING_REMINDER_CALLS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/replica/key_file.h"
#include "client/sync/connection.h"
#include "toward/v1/reminders.pb.h"

namespace toward::client {

// Errors of every call are one sentence for a person; UNAVAILABLE: the server cannot be reached. A call waits for
// kCallTimeoutMs at most, a test for longer. Used from one thread.
class ReminderCalls {
 public:
  // Opens a session of its own. Errors: as OpenSession, and Connection::Open.
  static absl::StatusOr<std::unique_ptr<ReminderCalls>> Open(const Identity& identity);

  // `key`: Nudge.key.
  absl::Status Acknowledge(const std::string& key);
  // When it comes again, milliseconds since 1970-01-01 UTC. `minutes`: 1 to 240. NOT_FOUND: no such reminder today.
  absl::StatusOr<int64_t> Snooze(const std::string& key, uint32_t minutes);

  enum class Baby { kAsleep, kAwake };
  absl::StatusOr<v1::SayAsleepResponse> SayAsleep(Baby baby);

  // RESOURCE_EXHAUSTED: asked again within a minute.
  absl::StatusOr<v1::TestReminderResponse> Test();

  // The secret path of a new link, to be put behind the gateway's address. FAILED_PRECONDITION: the server answers no
  // HTTP.
  absl::StatusOr<std::string> CreateLink(v1::LinkKind kind);
  absl::Status RevokeLink(v1::LinkKind kind);

 private:
  ReminderCalls(std::unique_ptr<Connection> connection, std::string token);

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::ReminderService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                                 Response*),
                               const Request& request, int64_t timeout_ms = kCallTimeoutMs);

  const std::unique_ptr<Connection> connection_;
  const std::string token_;
  Calls calls_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REMINDING_REMINDER_CALLS_H_
