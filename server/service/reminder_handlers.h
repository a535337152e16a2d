// What ReminderService does, but for its stream; proto/toward/v1/reminders.proto says what.
#ifndef TOWARD_SERVER_SERVICE_REMINDER_HANDLERS_H_
#define TOWARD_SERVER_SERVICE_REMINDER_HANDLERS_H_

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "server/store/reminder_store.h"
#include "toward/v1/reminders.pb.h"

namespace toward::server {

// What this server has switched on.
struct ReminderChannels {
  // 65 bytes; empty: no Web Push.
  std::string vapid_public_key;
  PushReach push_reach = PushReach::kPublic;
  bool links = false;
};

// Called on any of the queues' threads at once.
class ReminderHandlers {
 public:
  ReminderHandlers(const HandlerContext& context, ReminderChannels channels)
      : context_(context), channels_(std::move(channels)) {}

  absl::Status Acknowledge(const Caller& caller, const v1::AcknowledgeRequest& request,
                           const Answer<v1::AcknowledgeResponse>& answer) const;
  absl::Status Snooze(const Caller& caller, const v1::SnoozeRequest& request,
                      const Answer<v1::SnoozeResponse>& answer) const;
  absl::Status SayAsleep(const Caller& caller, const v1::SayAsleepRequest& request,
                         const Answer<v1::SayAsleepResponse>& answer) const;
  absl::Status SetWebPush(const Caller& caller, const v1::SetWebPushRequest& request,
                          const Answer<v1::SetWebPushResponse>& answer) const;
  absl::Status TestReminder(const Caller& caller, const v1::TestReminderRequest& request,
                            const Answer<v1::TestReminderResponse>& answer) const;
  absl::Status CreateLink(const Caller& caller, const v1::CreateLinkRequest& request,
                          const Answer<v1::CreateLinkResponse>& answer) const;
  absl::Status RevokeLink(const Caller& caller, const v1::RevokeLinkRequest& request,
                          const Answer<v1::RevokeLinkResponse>& answer) const;

 private:
  // Writes, then answers with `response`.
  template <typename Response>
  void Write(const Caller& caller, std::function<absl::Status(ReminderWrites&)> work, Response response,
             const Answer<Response>& answer) const;
  // Has the engine work, then answers with what it made.
  template <typename Response>
  void Ask(std::function<absl::StatusOr<Response>(Engine&, int64_t)> work, const Answer<Response>& answer) const;

  const HandlerContext& context_;
  const ReminderChannels channels_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_REMINDER_HANDLERS_H_
