#include "client/reminding/reminder_calls.h"

#include <utility>

#include "base/status_macros.h"
#include "client/sync/account.h"

namespace toward::client {
namespace {

using Stub = v1::ReminderService::Stub;

// A mail server may think for a while before it takes a letter.
constexpr int64_t kTestTimeoutMs = 90'000;

}  // namespace

absl::StatusOr<std::unique_ptr<ReminderCalls>> ReminderCalls::Open(const Identity& identity) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(identity.server));
  Calls calls;
  ASSIGN_OR_RETURN(SessionToken session, OpenSession(*connection, calls, identity));
  return std::unique_ptr<ReminderCalls>(new ReminderCalls(std::move(connection), std::move(session.token)));
}

ReminderCalls::ReminderCalls(std::unique_ptr<Connection> connection, std::string token)
    : connection_(std::move(connection)), token_(std::move(token)) {}

template <typename Request, typename Response>
absl::StatusOr<Response> ReminderCalls::Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                                         Response*),
                                            const Request& request, int64_t timeout_ms) {
  Call call(calls_, token_, timeout_ms);
  Response response;
  RETURN_IF_ERROR(FromGrpc((connection_->reminders().*method)(call.context(), request, &response)));
  return response;
}

absl::Status ReminderCalls::Acknowledge(const std::string& key) {
  v1::AcknowledgeRequest request;
  request.set_key(key);
  return Ask(&Stub::Acknowledge, request).status();
}

absl::StatusOr<int64_t> ReminderCalls::Snooze(const std::string& key, uint32_t minutes) {
  v1::SnoozeRequest request;
  request.set_key(key);
  request.set_minutes(minutes);
  ASSIGN_OR_RETURN(const v1::SnoozeResponse response, Ask(&Stub::Snooze, request));
  return response.due_time_ms();
}

absl::StatusOr<v1::SayAsleepResponse> ReminderCalls::SayAsleep(Baby baby) {
  v1::SayAsleepRequest request;
  request.set_awake(baby == Baby::kAwake);
  return Ask(&Stub::SayAsleep, request);
}

absl::StatusOr<v1::TestReminderResponse> ReminderCalls::Test() {
  return Ask(&Stub::TestReminder, v1::TestReminderRequest(), kTestTimeoutMs);
}

absl::StatusOr<std::string> ReminderCalls::CreateLink(v1::LinkKind kind) {
  v1::CreateLinkRequest request;
  request.set_kind(kind);
  ASSIGN_OR_RETURN(const v1::CreateLinkResponse response, Ask(&Stub::CreateLink, request));
  return response.path();
}

absl::Status ReminderCalls::RevokeLink(v1::LinkKind kind) {
  v1::RevokeLinkRequest request;
  request.set_kind(kind);
  return Ask(&Stub::RevokeLink, request).status();
}

}  // namespace toward::client
