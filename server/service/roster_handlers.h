// What RosterService does; proto/toward/v1/roster.proto says what.
#ifndef TOWARD_SERVER_SERVICE_ROSTER_HANDLERS_H_
#define TOWARD_SERVER_SERVICE_ROSTER_HANDLERS_H_

#include "absl/status/status.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "toward/v1/roster.pb.h"

namespace toward::server {

// Called on any of the queues' threads at once.
class RosterHandlers {
 public:
  explicit RosterHandlers(const HandlerContext& context) : context_(context) {}

  absl::Status GetRoster(const Caller& caller, const v1::GetRosterRequest& request,
                         const Answer<v1::GetRosterResponse>& answer) const;
  absl::Status AppendRoster(const Caller& caller, const v1::AppendRosterRequest& request,
                            const Answer<v1::AppendRosterResponse>& answer) const;

 private:
  const HandlerContext& context_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_ROSTER_HANDLERS_H_
