// How the server meets the network: its certificate, and gRPC's settings.
#ifndef TOWARD_SERVER_LISTENING_H_
#define TOWARD_SERVER_LISTENING_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "server/config.h"

namespace toward::server {

// Must run before anything of gRPC: silences its log, which may name peers, and its tracing, which would print
// requests, tokens among them; switches on its health service.
void PrepareGrpc();

// TLS when the config has a certificate. NOT_FOUND: a file cannot be read.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ReadCredentials(const Config& config);

// Bounds on what one connection, one message and all of them together may cost, and what makes small messages quick.
void SetTransportLimits(grpc::ServerBuilder& builder, const Config& config);

// Around the start of gRPC when the config names a socket; nothing when it names an address. Before: makes sure that no
// other server answers there and that nothing else has the name. UNAVAILABLE: CannotListen.
absl::Status FreeSocket(const Config& config);
// After: this user and its group may connect, nobody else. Until then only this user may.
absl::Status OpenSocketToGroup(const Config& config);

// Where a server listens that got this port: "127.0.0.1:7340", "unix:/run/toward/grpc.sock".
std::string AddressOf(const Config& config, int port);

absl::Status CannotListen(const Config& config);

}  // namespace toward::server

#endif  // TOWARD_SERVER_LISTENING_H_
