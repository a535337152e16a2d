// The line to a server: a gRPC channel and the services on it.
#ifndef TOWARD_CLIENT_SYNC_CONNECTION_H_
#define TOWARD_CLIENT_SYNC_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sync/client_session.h"
#include "toward/v1/account.grpc.pb.h"
#include "toward/v1/reminders.grpc.pb.h"
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
  v1::ReminderService::Stub& reminders() { return *reminders_; }

 private:
  explicit Connection(const std::shared_ptr<grpc::Channel>& channel);

  const std::unique_ptr<v1::AccountService::Stub> account_;
  const std::unique_ptr<v1::SyncService::Stub> sync_;
  const std::unique_ptr<v1::ReminderService::Stub> reminders_;
};

// Calls that are given up together. Thread-safe; must outlive its calls.
class Calls {
 public:
  // Ends every call of the group at once, and every later one as soon as it starts.
  void Cancel();

 private:
  friend class Call;
  std::mutex mutex_;
  // Guarded by mutex_.
  bool cancelled_ = false;
  std::set<grpc::ClientContext*> contexts_;
};

// One call under way: its deadline and, when there is one, the session's token.
class Call {
 public:
  // `timeout_ms` 0: no deadline.
  Call(Calls& calls, const std::string& token, int64_t timeout_ms);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  grpc::ClientContext* context() { return &context_; }

 private:
  Calls& calls_;
  grpc::ClientContext context_;
};

// What a failed call means for a person, in one sentence; the code stays. OK stays OK.
absl::Status FromGrpc(const grpc::Status& status);

// What a failed call means for the session.
sync::Failure FailureOf(const absl::Status& status);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_CONNECTION_H_
