#include "server/probe.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <chrono>
#include <memory>
#include <utility>

#include "toward/v1/account.grpc.pb.h"

namespace toward::server {
namespace {

constexpr std::chrono::seconds kPatience(5);

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(Wire wire) {
  if (wire == Wire::kPlain) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::experimental::TlsCredentials(options);
}

// A server on every address is also on this machine's own.
std::string Reachable(const std::string& address) {
  for (const auto& [any, own] : {std::pair<std::string, std::string>("0.0.0.0:", "127.0.0.1:"), {"[::]:", "[::1]:"}}) {
    if (address.starts_with(any)) return own + address.substr(any.size());
  }
  return address;
}

}  // namespace

bool Answers(const std::string& address, Wire wire) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto channel = grpc::CreateCustomChannel(Reachable(address), CredentialsFor(wire), arguments);
  const auto stub = v1::AccountService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  v1::RegisterReplicaResponse response;
  return stub->RegisterReplica(&context, {}, &response).error_code() == grpc::StatusCode::UNAUTHENTICATED;
}

}  // namespace toward::server
