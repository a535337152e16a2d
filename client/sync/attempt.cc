#include "client/sync/attempt.h"

#include <utility>

#include "client/sync/account.h"
#include "client/sync/roster_keeping.h"

namespace toward::client {

Attempt::Attempt(int number, Connection& connection, const Identity& identity, EventQueue& events)
    : number_(number), connection_(connection), identity_(identity), events_(events) {}

Attempt::~Attempt() {
  calls_.Cancel();
  if (watch_.joinable()) watch_.join();
  if (unary_.joinable()) unary_.join();
  if (roster_.joinable()) roster_.join();
}

void Attempt::StartWatch(std::string token, v1::WatchRequest request) {
  watch_ = std::thread([this, token = std::move(token), request = std::move(request)] { RunWatch(token, request); });
}

void Attempt::RunWatch(std::string token, v1::WatchRequest request) {
  if (token.empty()) {
    absl::StatusOr<SessionToken> session = OpenSession(connection_, calls_, identity_);
    if (!session.ok()) return Report(WatchEnded{session.status()});
    token = session->token;
    Report(SessionOpened{*std::move(session)});
  }
  if (request.replica() == 0) {
    const absl::StatusOr<uint32_t> replica = client::RegisterReplica(connection_, calls_, token);
    if (!replica.ok()) return Report(WatchEnded{replica.status()});
    request.set_replica(*replica);
    Report(ReplicaNumbered{*replica});
  }
  Report(WatchEnded{Watch(token, request)});
}

absl::Status Attempt::Watch(const std::string& token, const v1::WatchRequest& request) {
  Call call(calls_, token, /*timeout_ms=*/0);
  const auto reader = connection_.sync().Watch(call.context(), request);
  v1::WatchResponse response;
  while (reader->Read(&response)) Report(WatchArrived{std::exchange(response, {})});
  const absl::Status status = FromGrpc(reader->Finish());
  return status.ok() ? FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "")) : status;
}

void Attempt::Push(const std::string& token, v1::PushRequest request) {
  if (unary_.joinable()) unary_.join();
  unary_ = std::thread([this, token, request = std::move(request)] {
    Call call(calls_, token, kCallTimeoutMs);
    v1::PushResponse response;
    const absl::Status status = FromGrpc(connection_.sync().Push(call.context(), request, &response));
    Report(PushDone{status.ok() ? absl::StatusOr<v1::PushResponse>(std::move(response)) : status});
  });
}

void Attempt::RegisterReplica(const std::string& token) {
  if (unary_.joinable()) unary_.join();
  unary_ =
      std::thread([this, token] { Report(ReplicaRegistered{client::RegisterReplica(connection_, calls_, token)}); });
}

void Attempt::LevelRoster(const std::string& token, Identity identity, Random& random) {
  if (roster_.joinable()) roster_.join();
  roster_ = std::thread([this, token, identity = std::move(identity), &random] {
    Report(RosterLevelled{client::LevelRoster(connection_, calls_, token, identity, random)});
  });
}

}  // namespace toward::client
