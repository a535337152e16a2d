// What InviteService does; proto/toward/v1/invites.proto says what.
#ifndef TOWARD_SERVER_SERVICE_INVITE_HANDLERS_H_
#define TOWARD_SERVER_SERVICE_INVITE_HANDLERS_H_

#include "absl/status/status.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "toward/v1/invites.pb.h"

namespace toward::server {

// Called on any of the queues' threads at once.
class InviteHandlers {
 public:
  explicit InviteHandlers(const HandlerContext& context) : context_(context) {}

  absl::Status OpenInvite(const Caller& caller, const v1::OpenInviteRequest& request,
                          const Answer<v1::OpenInviteResponse>& answer) const;
  absl::Status ClaimInvite(const Caller& caller, const v1::ClaimInviteRequest& request,
                           const Answer<v1::ClaimInviteResponse>& answer) const;
  absl::Status GetInvite(const Caller& caller, const v1::GetInviteRequest& request,
                         const Answer<v1::GetInviteResponse>& answer) const;
  absl::Status RevealInvite(const Caller& caller, const v1::RevealInviteRequest& request,
                            const Answer<v1::RevealInviteResponse>& answer) const;
  absl::Status ConfirmInvite(const Caller& caller, const v1::ConfirmInviteRequest& request,
                             const Answer<v1::ConfirmInviteResponse>& answer) const;
  absl::Status EndInvite(const Caller& caller, const v1::EndInviteRequest& request,
                         const Answer<v1::EndInviteResponse>& answer) const;
  absl::Status FetchWelcome(const Caller& caller, const v1::FetchWelcomeRequest& request,
                            const Answer<v1::FetchWelcomeResponse>& answer) const;

 private:
  const HandlerContext& context_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_INVITE_HANDLERS_H_
