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
#include "toward/v1/invites.grpc.pb.h"
#include "toward/v1/reminders.grpc.pb.h"
#include "toward/v1/roster.grpc.pb.h"
#include "toward/v1/sync.grpc.pb.h"

namespace toward::client {

// How long one unary call may take.
inline constexpr int64_t kCallTimeoutMs = 15'000;

// Whom an https server's certificate must come from.
struct ServerTrust {
  // What the invite says of the server's own authority: the SHA-256 of its SubjectPublicKeyInfo, 32 bytes. Empty: any
  // authority that the system trusts will do.
  std::string spki_pin;
  // That authority's certificate, PEM, from Connection::authority_pem of an earlier one. Empty: the server is asked for
  // it, and what it says is held against the pin.
  std::string authority_pem;
};

// Thread-safe.
class Connection {
 public:
  // `server`: "http://host:port", in clear, or "https://host" with an optional port. With a pin the one authority it
  // names is trusted and no other, and the server must be an https one. Reaches for the server only when there is a pin
  // without its authority; that blocks for at most ten seconds.
  //
  // Each error is one sentence for a person. INVALID_ARGUMENT: not a server's address. With a pin, as for
  // FetchPinnedAuthority and CheckPin.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& server, const ServerTrust& trust = {});

  // The authority that a pin named, to be kept beside it; empty without a pin.
  const std::string& authority_pem() const { return authority_pem_; }

  v1::AccountService::Stub& account() { return *account_; }
  v1::RosterService::Stub& rosters() { return *rosters_; }
  v1::InviteService::Stub& invites() { return *invites_; }
  v1::SyncService::Stub& sync() { return *sync_; }
  v1::ReminderService::Stub& reminders() { return *reminders_; }

 private:
  Connection(const std::shared_ptr<grpc::Channel>& channel, std::string authority_pem);

  const std::string authority_pem_;
  const std::unique_ptr<v1::AccountService::Stub> account_;
  const std::unique_ptr<v1::RosterService::Stub> rosters_;
  const std::unique_ptr<v1::InviteService::Stub> invites_;
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
