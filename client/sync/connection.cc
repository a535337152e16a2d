#include "client/sync/connection.h"

#include <chrono>
#include <string_view>

#include "sync/limits.h"

namespace toward::client {
namespace {

constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";

absl::Status NotAServer() {
  return absl::InvalidArgumentError(
      "This is not a server's address. It looks like https://toward.example or http://127.0.0.1:7340.");
}

absl::Status ServerNotReached() {
  return absl::UnavailableError("The server cannot be reached now. Check the network and try again.");
}

absl::Status SessionRefused() {
  return absl::UnauthenticatedError(
      "The server does not know this device. Join again with a new invite; nothing here is lost.");
}

absl::Status AppTooOld() {
  return absl::UnimplementedError("The server does not understand this app. Update both to the same version.");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& server) {
  const std::string_view view = server;
  const bool tls = view.starts_with(kTls);
  if (!tls && !view.starts_with(kPlain)) return NotAServer();
  const std::string address(view.substr(tls ? kTls.size() : kPlain.size()));
  if (address.empty() || address.find('/') != std::string::npos) return NotAServer();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(sync::kMaxMessageBytes));
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // The session's own backoff decides when to try again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  const auto credentials =
      tls ? grpc::SslCredentials(grpc::SslCredentialsOptions()) : grpc::InsecureChannelCredentials();
  return std::unique_ptr<Connection>(new Connection(grpc::CreateCustomChannel(address, credentials, arguments)));
}

Connection::Connection(const std::shared_ptr<grpc::Channel>& channel)
    : account_(v1::AccountService::NewStub(channel)),
      sync_(v1::SyncService::NewStub(channel)),
      reminders_(v1::ReminderService::NewStub(channel)) {}

void Calls::Cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (grpc::ClientContext* context : contexts_) context->TryCancel();
}

Call::Call(Calls& calls, const std::string& token, int64_t timeout_ms) : calls_(calls) {
  if (timeout_ms != 0) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(timeout_ms));
  }
  if (!token.empty()) context_.AddMetadata("authorization", "Bearer " + token);
  const std::lock_guard lock(calls_.mutex_);
  if (calls_.cancelled_) context_.TryCancel();
  calls_.contexts_.insert(&context_);
}

Call::~Call() {
  const std::lock_guard lock(calls_.mutex_);
  calls_.contexts_.erase(&context_);
}

absl::Status FromGrpc(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return absl::OkStatus();
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
      return ServerNotReached();
    case grpc::StatusCode::UNAUTHENTICATED:
      return SessionRefused();
    case grpc::StatusCode::UNIMPLEMENTED:
      return AppTooOld();
    default:
      return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  }
}

sync::Failure FailureOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      return sync::Failure::kUnauthenticated;
    case absl::StatusCode::kUnavailable:
      return sync::Failure::kTransient;
    default:
      return sync::Failure::kRefused;
  }
}

}  // namespace toward::client
