#include "server/service/call.h"

#include <string>

#include "base/status_macros.h"
#include "server/access.h"
#include "server/errors.h"
#include "server/limits/caller_address.h"
#include "server/refusals.h"

namespace toward::server {
namespace {

std::string_view ForwardedFor(const grpc::ServerContext& context) {
  const auto& metadata = context.client_metadata();
  if (metadata.count("x-forwarded-for") != 1) return {};
  const grpc::string_ref value = metadata.find("x-forwarded-for")->second;
  return {value.data(), value.size()};
}

}  // namespace

absl::StatusOr<Caller> Admit(v1::Access access, const Sessions& sessions, const grpc::ServerContext& context) {
  switch (access) {
    case v1::ACCESS_OPEN:
      return Caller{};
    case v1::ACCESS_DEVICE:
    case v1::ACCESS_ANY_DEVICE: {
      ASSIGN_OR_RETURN(Session session, sessions.Authenticate(context.client_metadata()));
      if (session.paper && access != v1::ACCESS_ANY_DEVICE) return PaperMayNot();
      return Caller{.session = std::move(session)};
    }
    default:
      return ClosedToAll();
  }
}

CallPolicy PolicyOf(std::string_view full_method_name) {
  return {AccessOf(full_method_name), OpenCallOf(full_method_name)};
}

absl::StatusOr<Caller> LetIn(const CallPolicy& policy, const Gate& gate, grpc::ServerContext& context) {
  ASSIGN_OR_RETURN(Caller caller, Admit(policy.access, gate.sessions, context));
  const int64_t now_ms = gate.clock.Now().boottime_ms;
  const int64_t wait_ms =
      caller.session.has_value()
          ? gate.limits.TakeForDevice(caller.session->device, caller.session->family, now_ms)
          : gate.limits.TakeForAddress(
                policy.open_call, CallerAddress(context.peer(), ForwardedFor(context), gate.trusted_proxy), now_ms);
  if (wait_ms == 0) return caller;
  context.AddTrailingMetadata("retry-after", std::to_string((wait_ms + 999) / 1000));
  return TooManyCalls();
}

absl::Status ForSession(const absl::Status& status) { return status == UnknownDevice() ? SessionRequired() : status; }

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

}  // namespace toward::server
