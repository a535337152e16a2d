// A session of its own for a few calls, beside the exchange.
#ifndef TOWARD_CLIENT_SYNC_ERRAND_H_
#define TOWARD_CLIENT_SYNC_ERRAND_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/replica/key_file.h"
#include "client/sync/account.h"
#include "client/sync/connection.h"

namespace toward::client {

class Errand {
 public:
  // Errors: those of Connection::Open and OpenSession.
  static absl::StatusOr<std::unique_ptr<Errand>> Begin(const Identity& identity);
  // Ends the session, if the server is still there.
  ~Errand();
  Errand(const Errand&) = delete;
  Errand& operator=(const Errand&) = delete;

  Connection& connection() { return *connection_; }
  Calls& calls() { return calls_; }
  const std::string& token() const { return token_; }

  // One unary call of a service of the connection, in the session.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Ask(Stub& stub,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    Response response;
    Call call(calls_, token_, kCallTimeoutMs);
    const absl::Status asked = FromGrpc((stub.*method)(call.context(), request, &response));
    if (!asked.ok()) return asked;
    return response;
  }

 private:
  explicit Errand(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

  const std::unique_ptr<Connection> connection_;
  Calls calls_;
  std::string token_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_ERRAND_H_
