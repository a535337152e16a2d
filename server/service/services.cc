#include "server/service/services.h"

#include <memory>
#include <utility>

namespace toward::server {

template <typename NextCall, typename Handlers, typename Request, typename Response>
void Services::Serve(std::string_view method, NextCall next_call,
                     absl::Status (Handlers::*handle)(const Caller&, const Request&, const Answer<Response>&) const,
                     const Handlers* handlers) {
  const auto served = std::make_shared<UnaryMethod<Request, Response>>();
  served->policy = PolicyOf(method);
  served->next_call = std::move(next_call);
  served->handle = std::bind_front(handle, handlers);
  waits_.push_back([served](const CallPlace& place) { UnaryCall<Request, Response>::Wait(*served, place); });
}

Services::Services(const HandlerContext& context, ReminderChannels channels, grpc::ServerBuilder& builder)
    : account_handlers_(context),
      roster_handlers_(context),
      invite_handlers_(context),
      push_handler_(context),
      reminder_handlers_(context, std::move(channels)) {
  using A = AccountHandlers;
  const A* const account = &account_handlers_;
  const auto next = [this](auto request) { return std::bind_front(request, &account_); };
  Serve("toward.v1.AccountService.CreateFamily", next(&RawAccount::RequestCreateFamily), &A::CreateFamily, account);
  Serve("toward.v1.AccountService.CreateChallenge", next(&RawAccount::RequestCreateChallenge), &A::CreateChallenge,
        account);
  Serve("toward.v1.AccountService.OpenSession", next(&RawAccount::RequestOpenSession), &A::OpenSession, account);
  Serve("toward.v1.AccountService.RegisterReplica", next(&RawAccount::RequestRegisterReplica), &A::RegisterReplica,
        account);
  Serve("toward.v1.AccountService.CloseSession", next(&RawAccount::RequestCloseSession), &A::CloseSession, account);
  Serve("toward.v1.AccountService.ErasePrivate", next(&RawAccount::RequestErasePrivate), &A::ErasePrivate, account);
  Serve("toward.v1.SyncService.Push", std::bind_front(&RawSync::RequestPush, &sync_), &PushHandler::Push,
        &push_handler_);
  watch_ = {.policy = PolicyOf("toward.v1.SyncService.Watch"),
            .next_call = std::bind_front(&RawSync::RequestWatch, &sync_),
            .hub = &context.hub};
  waits_.push_back([this](const CallPlace& place) { WatchCall::Wait(watch_, place); });
  ServeRosters();
  ServeInvites();
  ServeReminders(context);
  builder.RegisterService(&account_);
  builder.RegisterService(&rosters_);
  builder.RegisterService(&invites_);
  builder.RegisterService(&sync_);
  builder.RegisterService(&reminders_);
}

void Services::ServeRosters() {
  const auto next = [this](auto request) { return std::bind_front(request, &rosters_); };
  Serve("toward.v1.RosterService.GetRoster", next(&RawRosters::RequestGetRoster), &RosterHandlers::GetRoster,
        &roster_handlers_);
  Serve("toward.v1.RosterService.AppendRoster", next(&RawRosters::RequestAppendRoster), &RosterHandlers::AppendRoster,
        &roster_handlers_);
}

void Services::ServeInvites() {
  using I = InviteHandlers;
  const I* const handlers = &invite_handlers_;
  const auto next = [this](auto request) { return std::bind_front(request, &invites_); };
  Serve("toward.v1.InviteService.OpenInvite", next(&RawInvites::RequestOpenInvite), &I::OpenInvite, handlers);
  Serve("toward.v1.InviteService.ClaimInvite", next(&RawInvites::RequestClaimInvite), &I::ClaimInvite, handlers);
  Serve("toward.v1.InviteService.GetInvite", next(&RawInvites::RequestGetInvite), &I::GetInvite, handlers);
  Serve("toward.v1.InviteService.RevealInvite", next(&RawInvites::RequestRevealInvite), &I::RevealInvite, handlers);
  Serve("toward.v1.InviteService.ConfirmInvite", next(&RawInvites::RequestConfirmInvite), &I::ConfirmInvite, handlers);
  Serve("toward.v1.InviteService.EndInvite", next(&RawInvites::RequestEndInvite), &I::EndInvite, handlers);
  Serve("toward.v1.InviteService.FetchWelcome", next(&RawInvites::RequestFetchWelcome), &I::FetchWelcome, handlers);
}

void Services::ServeReminders(const HandlerContext& context) {
  using R = ReminderHandlers;
  const R* const handlers = &reminder_handlers_;
  const auto next = [this](auto request) { return std::bind_front(request, &reminders_); };
  Serve("toward.v1.ReminderService.Acknowledge", next(&RawReminders::RequestAcknowledge), &R::Acknowledge, handlers);
  Serve("toward.v1.ReminderService.Snooze", next(&RawReminders::RequestSnooze), &R::Snooze, handlers);
  Serve("toward.v1.ReminderService.SayAsleep", next(&RawReminders::RequestSayAsleep), &R::SayAsleep, handlers);
  Serve("toward.v1.ReminderService.SetWebPush", next(&RawReminders::RequestSetWebPush), &R::SetWebPush, handlers);
  Serve("toward.v1.ReminderService.TestReminder", next(&RawReminders::RequestTestReminder), &R::TestReminder, handlers);
  Serve("toward.v1.ReminderService.CreateLink", next(&RawReminders::RequestCreateLink), &R::CreateLink, handlers);
  Serve("toward.v1.ReminderService.RevokeLink", next(&RawReminders::RequestRevokeLink), &R::RevokeLink, handlers);
  listen_ = {.policy = PolicyOf("toward.v1.ReminderService.Listen"),
             .next_call = std::bind_front(&RawReminders::RequestListen, &reminders_),
             .reminders = &context.reminders};
  waits_.push_back([this](const CallPlace& place) { ListenCall::Wait(listen_, place); });
}

void Services::Wait(const CallPlace& place) const {
  for (const auto& wait : waits_) wait(place);
}

}  // namespace toward::server
