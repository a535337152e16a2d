// What every call has in common, whatever its method: who is let in, and how a status becomes gRPC's.
#ifndef TOWARD_SERVER_SERVICE_CALL_H_
#define TOWARD_SERVER_SERVICE_CALL_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "server/service/completion_queues.h"
#include "server/sessions.h"
#include "toward/v1/options.pb.h"

namespace toward::server {

// Who calls. A method with ACCESS_DEVICE always has a session.
struct Caller {
  std::optional<Session> session;
};

// Where a call lives.
struct CallPlace {
  grpc::ServerCompletionQueue* queue = nullptr;
  LiveCalls* live_calls = nullptr;
  const Sessions* sessions = nullptr;
};

// The one gate before every handler. UNAUTHENTICATED: a session is needed. PERMISSION_DENIED: nobody may.
absl::StatusOr<Caller> Admit(v1::Access access, const Sessions& sessions, const grpc::ServerContext& context);

grpc::Status ToGrpc(const absl::Status& status);

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_CALL_H_
