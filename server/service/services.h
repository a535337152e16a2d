// The gRPC services of the server: which method is served by which handler.
#ifndef TOWARD_SERVER_SERVICE_SERVICES_H_
#define TOWARD_SERVER_SERVICE_SERVICES_H_

#include <functional>
#include <string_view>
#include <vector>

#include "grpcpp/server_builder.h"
#include "server/service/account_handlers.h"
#include "server/service/invite_handlers.h"
#include "server/service/listen_call.h"
#include "server/service/push_handler.h"
#include "server/service/reminder_handlers.h"
#include "server/service/roster_handlers.h"
#include "server/service/watch_call.h"
#include "toward/v1/account.grpc.pb.h"
#include "toward/v1/invites.grpc.pb.h"
#include "toward/v1/reminders.grpc.pb.h"
#include "toward/v1/roster.grpc.pb.h"
#include "toward/v1/sync.grpc.pb.h"

namespace toward::server {

class Services {
 public:
  // Registers the services with a server that is about to be built. `context` outlives this.
  Services(const HandlerContext& context, ReminderChannels channels, grpc::ServerBuilder& builder);

  // Lets every method wait for its first call in this place.
  void Wait(const CallPlace& place) const;

 private:
  // Raw: requests and responses pass as bytes, so that what is not a message gets an answer of ours, and stored pages
  // go out as they are.
  template <typename Service>
  using RawFamilies =
      v1::AccountService::WithRawMethod_CreateFamily<v1::AccountService::WithRawMethod_RegisterReplica<Service>>;
  template <typename Service>
  using RawSessions = v1::AccountService::WithRawMethod_CreateChallenge<v1::AccountService::WithRawMethod_OpenSession<
      v1::AccountService::WithRawMethod_CloseSession<v1::AccountService::WithRawMethod_ErasePrivate<Service>>>>;
  using RawAccount = RawFamilies<RawSessions<v1::AccountService::Service>>;
  using RawRosters = v1::RosterService::WithRawMethod_GetRoster<
      v1::RosterService::WithRawMethod_AppendRoster<v1::RosterService::Service>>;
  template <typename Service>
  using RawInviting = v1::InviteService::WithRawMethod_OpenInvite<
      v1::InviteService::WithRawMethod_GetInvite<v1::InviteService::WithRawMethod_RevealInvite<
          v1::InviteService::WithRawMethod_ConfirmInvite<v1::InviteService::WithRawMethod_EndInvite<Service>>>>>;
  using RawInvites = RawInviting<v1::InviteService::WithRawMethod_ClaimInvite<
      v1::InviteService::WithRawMethod_FetchWelcome<v1::InviteService::Service>>>;
  using RawSync = v1::SyncService::WithRawMethod_Push<v1::SyncService::WithRawMethod_Watch<v1::SyncService::Service>>;

  template <typename Service>
  using RawShown = v1::ReminderService::WithRawMethod_Listen<v1::ReminderService::WithRawMethod_Acknowledge<Service>>;
  template <typename Service>
  using RawAsked = v1::ReminderService::WithRawMethod_Snooze<
      v1::ReminderService::WithRawMethod_SayAsleep<v1::ReminderService::WithRawMethod_TestReminder<Service>>>;
  template <typename Service>
  using RawWays = v1::ReminderService::WithRawMethod_SetWebPush<
      v1::ReminderService::WithRawMethod_CreateLink<v1::ReminderService::WithRawMethod_RevokeLink<Service>>>;
  using RawReminders = RawShown<RawAsked<RawWays<v1::ReminderService::Service>>>;

  void ServeRosters();
  void ServeInvites();
  void ServeReminders(const HandlerContext& context);

  template <typename NextCall, typename Handlers, typename Request, typename Response>
  void Serve(std::string_view method, NextCall next_call,
             absl::Status (Handlers::*handle)(const Caller&, const Request&, const Answer<Response>&) const,
             const Handlers* handlers);

  const AccountHandlers account_handlers_;
  const RosterHandlers roster_handlers_;
  const InviteHandlers invite_handlers_;
  const PushHandler push_handler_;
  const ReminderHandlers reminder_handlers_;
  RawAccount account_;
  RawRosters rosters_;
  RawInvites invites_;
  RawSync sync_;
  RawReminders reminders_;
  WatchMethod watch_;
  ListenMethod listen_;
  std::vector<std::function<void(const CallPlace&)>> waits_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_SERVICES_H_
