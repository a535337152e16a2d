#include "client/sync/errand.h"

#include <utility>

#include "base/status_macros.h"

namespace toward::client {
namespace {

constexpr int64_t kPartingTimeoutMs = 1'000;

}  // namespace

absl::StatusOr<std::unique_ptr<Errand>> Errand::Begin(const Identity& identity) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(identity.server, TrustOf(identity)));
  std::unique_ptr<Errand> errand(new Errand(std::move(connection)));
  ASSIGN_OR_RETURN(const SessionToken session, OpenSession(*errand->connection_, errand->calls_, identity));
  errand->token_ = session.token;
  return errand;
}

Errand::~Errand() {
  if (token_.empty()) return;
  // A session that stays open ends by itself within a day, so this is not worth a long wait.
  Call call(calls_, token_, kPartingTimeoutMs);
  v1::CloseSessionResponse response;
  connection_->account().CloseSession(call.context(), {}, &response);
}

}  // namespace toward::client
