#include "client/sync/connection.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "client/sync/pinned_authority.h"
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

absl::Status CertificateNotTrusted() {
  return absl::UnavailableError(
      "The server cannot prove that it is the right one: its certificate has ended, is for another name, or comes from "
      "an authority this device does not trust. Whoever runs the server sees more with toward-server tls show.");
}

// gRPC has no code for it.
bool IsAboutACertificate(const std::string& message) {
  return absl::StrContains(absl::AsciiStrToLower(message), "certificate verify failed") ||
         absl::StrContains(message, "is not in peer certificate");
}

absl::Status PinWithoutTls() {
  return absl::InvalidArgumentError(
      "This server has a certificate of its own, so its address begins with https://. Check the address.");
}

absl::Status SessionRefused() {
  return absl::UnauthenticatedError(
      "The server does not know this device. Join again with a new invite; nothing here is lost.");
}

absl::Status AppTooOld() {
  return absl::UnimplementedError("The server does not understand this app. Update both to the same version.");
}

// Empty: the system's.
absl::StatusOr<std::string> AuthorityOf(const std::string& server, const ServerTrust& trust) {
  if (trust.spki_pin.empty()) return "";
  if (trust.authority_pem.empty()) return FetchPinnedAuthority(server, trust.spki_pin);
  RETURN_IF_ERROR(CheckPin(trust.authority_pem, trust.spki_pin));
  return trust.authority_pem;
}

grpc::ChannelArguments ChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(sync::kMaxMessageBytes));
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // The session's own backoff decides when to try again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  return arguments;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& server, const ServerTrust& trust) {
  const std::string_view view = server;
  const bool tls = view.starts_with(kTls);
  if (!tls && !view.starts_with(kPlain)) return NotAServer();
  const std::string address(view.substr(tls ? kTls.size() : kPlain.size()));
  if (address.empty() || address.find('/') != std::string::npos) return NotAServer();
  if (!tls && !trust.spki_pin.empty()) return PinWithoutTls();
  ASSIGN_OR_RETURN(std::string authority_pem, AuthorityOf(server, trust));
  const auto credentials =
      tls ? grpc::SslCredentials({.pem_root_certs = authority_pem}) : grpc::InsecureChannelCredentials();
  return std::unique_ptr<Connection>(
      new Connection(grpc::CreateCustomChannel(address, credentials, ChannelArguments()), std::move(authority_pem)));
}

Connection::Connection(const std::shared_ptr<grpc::Channel>& channel, std::string authority_pem)
    : authority_pem_(std::move(authority_pem)),
      account_(v1::AccountService::NewStub(channel)),
      rosters_(v1::RosterService::NewStub(channel)),
      invites_(v1::InviteService::NewStub(channel)),
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
      return IsAboutACertificate(status.error_message()) ? CertificateNotTrusted() : ServerNotReached();
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
    // Too many calls within a while; what is too large for a call never gets into an outbox.
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
      return sync::Failure::kTransient;
    default:
      return sync::Failure::kRefused;
  }
}

}  // namespace toward::client
