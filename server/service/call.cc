#include "server/service/call.h"

#include <string>

#include "base/status_macros.h"
#include "server/refusals.h"

namespace toward::server {

absl::StatusOr<Caller> Admit(v1::Access access, const Sessions& sessions, const grpc::ServerContext& context) {
  switch (access) {
    case v1::ACCESS_OPEN:
      return Caller{};
    case v1::ACCESS_DEVICE: {
      ASSIGN_OR_RETURN(Session session, sessions.Authenticate(context.client_metadata()));
      return Caller{.session = std::move(session)};
    }
    default:
      return ClosedToAll();
  }
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

}  // namespace toward::server
