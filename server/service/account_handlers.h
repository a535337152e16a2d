// What AccountService does. Each handler reads: validate, resolve, act, convert; proto/toward/v1/account.proto says
// what.
#ifndef TOWARD_SERVER_SERVICE_ACCOUNT_HANDLERS_H_
#define TOWARD_SERVER_SERVICE_ACCOUNT_HANDLERS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "server/store/roster_store.h"
#include "toward/v1/account.pb.h"

namespace toward::server {

// Called on any of the queues' threads at once.
class AccountHandlers {
 public:
  explicit AccountHandlers(const HandlerContext& context) : context_(context) {}

  absl::Status CreateFamily(const Caller& caller, const v1::CreateFamilyRequest& request,
                            const Answer<v1::CreateFamilyResponse>& answer) const;
  absl::Status CreateChallenge(const Caller& caller, const v1::CreateChallengeRequest& request,
                               const Answer<v1::CreateChallengeResponse>& answer) const;
  absl::Status OpenSession(const Caller& caller, const v1::OpenSessionRequest& request,
                           const Answer<v1::OpenSessionResponse>& answer) const;
  absl::Status CloseSession(const Caller& caller, const v1::CloseSessionRequest& request,
                            const Answer<v1::CloseSessionResponse>& answer) const;
  absl::Status ErasePrivate(const Caller& caller, const v1::ErasePrivateRequest& request,
                            const Answer<v1::ErasePrivateResponse>& answer) const;
  absl::Status RegisterReplica(const Caller& caller, const v1::RegisterReplicaRequest& request,
                               const Answer<v1::RegisterReplicaResponse>& answer) const;

 private:
  absl::StatusOr<Registration> ReadRegistration(const std::string& ticket) const;
  uint32_t NewReplicaHint() const;

  const HandlerContext& context_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_ACCOUNT_HANDLERS_H_
