#include "server/service/reminder_handlers.h"

#include <utility>

#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/refusals.h"
#include "server/reminders/nudge_words.h"
#include "server/service/validate.h"
#include "server/service/write_job.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

constexpr uint32_t kMostMinutes = 240;
constexpr size_t kLinkTokenBytes = 32;

absl::StatusOr<StoredLinkKind> ReadKind(v1::LinkKind kind) {
  switch (kind) {
    case v1::LINK_KIND_CALENDAR_FEED:
      return StoredLinkKind::kCalendar;
    case v1::LINK_KIND_ASLEEP:
      return StoredLinkKind::kAsleep;
    default:
      return OutOfRange("kind", v1::LINK_KIND_CALENDAR_FEED, v1::LINK_KIND_ASLEEP);
  }
}

// What the engine met was its store; a person is told as of any other disk.
absl::Status ForCaller(const absl::Status& status) {
  const bool refusal = absl::IsNotFound(status) || absl::IsResourceExhausted(status) || status.ok();
  return refusal ? status : StoreTrouble();
}

}  // namespace

template <typename Response>
void ReminderHandlers::Write(const Caller& caller, std::function<absl::Status(ReminderWrites&)> work, Response response,
                             const Answer<Response>& answer) const {
  WriteAs<Response>(
      context_, caller,
      [work = std::move(work), response = std::move(response)](StoreWrites& writes,
                                                               const Device&) -> absl::StatusOr<Response> {
        RETURN_IF_ERROR(work(writes.reminders()));
        return response;
      },
      answer);
}

template <typename Response>
void ReminderHandlers::Ask(std::function<absl::StatusOr<Response>(Engine&, int64_t)> work,
                           const Answer<Response>& answer) const {
  context_.reminders.Ask([work = std::move(work), answer](Engine* engine, int64_t now_ms) {
    if (engine == nullptr) return answer(ServerStopping());
    absl::StatusOr<Response> response = work(*engine, now_ms);
    response.ok() ? answer(std::move(response)) : answer(ForCaller(response.status()));
  });
}

absl::Status ReminderHandlers::Acknowledge(const Caller& caller, const v1::AcknowledgeRequest& request,
                                           const Answer<v1::AcknowledgeResponse>& answer) const {
  RETURN_IF_ERROR(CheckLength("key", request.key(), kNudgeKeyBytes));
  Ask<v1::AcknowledgeResponse>(
      [session = *caller.session, key = request.key()](Engine& engine,
                                                       int64_t now_ms) -> absl::StatusOr<v1::AcknowledgeResponse> {
        RETURN_IF_ERROR(engine.Acknowledge(session, key, now_ms));
        return v1::AcknowledgeResponse();
      },
      answer);
  return absl::OkStatus();
}

absl::Status ReminderHandlers::Snooze(const Caller& caller, const v1::SnoozeRequest& request,
                                      const Answer<v1::SnoozeResponse>& answer) const {
  RETURN_IF_ERROR(CheckLength("key", request.key(), kNudgeKeyBytes));
  RETURN_IF_ERROR(CheckRange("minutes", request.minutes(), 1, kMostMinutes));
  Ask<v1::SnoozeResponse>(
      [session = *caller.session, key = request.key(), minutes = request.minutes()](
          Engine& engine, int64_t now_ms) -> absl::StatusOr<v1::SnoozeResponse> {
        ASSIGN_OR_RETURN(const int64_t due_ms, engine.Snooze(session, key, minutes, now_ms));
        v1::SnoozeResponse response;
        response.set_due_time_ms(due_ms);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status ReminderHandlers::SayAsleep(const Caller& caller, const v1::SayAsleepRequest& request,
                                         const Answer<v1::SayAsleepResponse>& answer) const {
  Ask<v1::SayAsleepResponse>(
      [session = *caller.session, awake = request.awake()](Engine& engine, int64_t now_ms) {
        return engine.SayAsleep(session.family, session.member, awake, now_ms);
      },
      answer);
  return absl::OkStatus();
}

absl::Status ReminderHandlers::SetWebPush(const Caller& caller, const v1::SetWebPushRequest& request,
                                          const Answer<v1::SetWebPushResponse>& answer) const {
  if (channels_.vapid_public_key.empty()) return NoWebPush();
  std::optional<WebPushRow> row;
  if (!request.endpoint().empty()) {
    row = {request.endpoint(), request.p256dh(), request.auth()};
    RETURN_IF_ERROR(CheckSubscription({row->endpoint, {row->p256dh, row->auth}}, channels_.push_reach));
  }
  v1::SetWebPushResponse response;
  response.set_vapid_public_key(channels_.vapid_public_key);
  Write<v1::SetWebPushResponse>(
      caller, [device = caller.session->device, row](ReminderWrites& rows) { return rows.SetWebPush(device, row); },
      std::move(response), answer);
  return absl::OkStatus();
}

absl::Status ReminderHandlers::TestReminder(const Caller& caller, const v1::TestReminderRequest&,
                                            const Answer<v1::TestReminderResponse>& answer) const {
  context_.reminders.Ask([session = *caller.session, answer](Engine* engine, int64_t now_ms) {
    if (engine == nullptr) return answer(ServerStopping());
    const absl::Status status = engine->Test(session, now_ms, [answer](auto response) { answer(std::move(response)); });
    if (!status.ok()) answer(ForCaller(status));
  });
  return absl::OkStatus();
}

absl::Status ReminderHandlers::CreateLink(const Caller& caller, const v1::CreateLinkRequest& request,
                                          const Answer<v1::CreateLinkResponse>& answer) const {
  ASSIGN_OR_RETURN(const StoredLinkKind kind, ReadKind(request.kind()));
  if (!channels_.links) return NoLinks();
  const std::string token = trust::ToBase64Url(context_.random.Bytes(kLinkTokenBytes));
  v1::CreateLinkResponse response;
  response.set_path(kind == StoredLinkKind::kCalendar ? fmt::format("/calendar/{}.ics", token)
                                                      : fmt::format("/asleep/{}", token));
  const StoredLink link{caller.session->family, caller.session->member, kind};
  Write<v1::CreateLinkResponse>(
      caller, [link, hash = trust::Sha256(token)](ReminderWrites& rows) { return rows.SetLink(link, hash); },
      std::move(response), answer);
  return absl::OkStatus();
}

absl::Status ReminderHandlers::RevokeLink(const Caller& caller, const v1::RevokeLinkRequest& request,
                                          const Answer<v1::RevokeLinkResponse>& answer) const {
  ASSIGN_OR_RETURN(const StoredLinkKind kind, ReadKind(request.kind()));
  const StoredLink link{caller.session->family, caller.session->member, kind};
  Write<v1::RevokeLinkResponse>(
      caller, [link](ReminderWrites& rows) { return rows.SetLink(link, std::nullopt); }, {}, answer);
  return absl::OkStatus();
}

}  // namespace toward::server
