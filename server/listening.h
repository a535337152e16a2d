// How the server meets the network: its certificate, and gRPC's settings.
#ifndef TOWARD_SERVER_LISTENING_H_
#define TOWARD_SERVER_LISTENING_H_

#include <memory>

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

// Bounds on what one connection and one message may cost, and what makes small messages quick.
void SetTransportLimits(grpc::ServerBuilder& builder);

absl::Status CannotListen(const Config& config);

}  // namespace toward::server

#endif  // TOWARD_SERVER_LISTENING_H_
