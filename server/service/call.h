// What every call has in common, whatever its method: who is let in, and how a status becomes gRPC's.
#ifndef TOWARD_SERVER_SERVICE_CALL_H_
#define TOWARD_SERVER_SERVICE_CALL_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "server/limits/call_limits.h"
#include "server/service/completion_queues.h"
#include "server/sessions.h"
#include "toward/v1/options.pb.h"

namespace toward::server {

// Who calls. A method with ACCESS_DEVICE always has a session.
struct Caller {
  std::optional<Session> session;
};

// Who may call a method, and how often.
struct CallPolicy {
  v1::Access access = v1::ACCESS_UNSPECIFIED;
  OpenCall open_call = OpenCall::kOther;
};

// What the schema says of the method, by its full name.
CallPolicy PolicyOf(std::string_view full_method_name);

// What every call passes before its handler.
struct Gate {
  const Sessions& sessions;
  CallLimits& limits;
  const Clock& clock;
  // Whose word about addresses counts (CallerAddress); empty: nobody's.
  std::string trusted_proxy;
};

// Where a call lives.
struct CallPlace {
  grpc::ServerCompletionQueue* queue = nullptr;
  LiveCalls* live_calls = nullptr;
  const Gate* gate = nullptr;
};

// Admit, and then the limits. RESOURCE_EXHAUSTED: too many calls; the call's trailing metadata `retry-after` says after
// how many seconds the next is welcome.
absl::StatusOr<Caller> LetIn(const CallPolicy& policy, const Gate& gate, grpc::ServerContext& context);

// Who calls, by the session alone. UNAUTHENTICATED: a session is needed. PERMISSION_DENIED: nobody may, or no
// sheet of paper.
absl::StatusOr<Caller> Admit(v1::Access access, const Sessions& sessions, const grpc::ServerContext& context);

// A device that went while its call waited has no session any more.
absl::Status ForSession(const absl::Status& status);

grpc::Status ToGrpc(const absl::Status& status);

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_CALL_H_
