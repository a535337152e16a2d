// The line to a server: a gRPC channel and the two services on it.
#ifndef TOWARD_CLIENT_SYNC_CONNECTION_H_
#define TOWARD_CLIENT_SYNC_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sync/client_session.h"
#include "toward/v1/account.grpc.pb.h"
#include "toward/v1/sync.grpc.pb.h"

namespace toward::client {

// How long one unary call may take.
inline constexpr int64_t kCallTimeoutMs = 15'000;

// Thread-safe. Making one does not yet reach for the server.
class Connection {
 public:
  // `server`: "http://host:port", in clear, or "https://host" with an optional port, TLS with the system's roots.
  // INVALID_ARGUMENT, one sentence, for anything else.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& server);

  v1::AccountService::Stub& account() { return *account_; }
  v1::SyncService::Stub& sync() { return *sync_; }

 private:
  explicit Connection(const std::shared_ptr<grpc::Channel>& channel);

  const std::unique_ptr<v1::AccountService::Stub> account_;
  const std::unique_ptr<v1::SyncService::Stub> sync_;
};

// Gives a call its deadline and, when there is one, the session's token.
void Prepare(grpc::ClientContext& context, const std::string& token, int64_t timeout_ms);

// What a failed call means for a person, in one sentence; the code stays. OK stays OK.
absl::Status FromGrpc(const grpc::Status& status);

// What a failed call means for the session.
sync::Failure FailureOf(const absl::Status& status);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_CONNECTION_H_
