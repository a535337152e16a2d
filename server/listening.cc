#include "server/listening.h"

#include <grpc/compression.h>
#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/cleanup/cleanup.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "sync/limits.h"

namespace toward::server {
namespace {

// Room for what is not transactions, so that a push slightly too large gets a sentence of ours.
constexpr int kMaxReceiveBytes = static_cast<int>(sync::kMaxPushBytes) + 64 * 1024;
// A token has 64 characters; the rest is the client's names for itself.
constexpr int kMaxMetadataBytes = 8 * 1024;
// Streams of one connection; a proxy in front shares one among many devices.
constexpr int kMaxStreamsPerConnection = 1'000;
// A client may ask for life this often, and the server asks an idle connection once a minute.
constexpr int kMinClientPingMs = 10'000;
constexpr int kServerPingMs = 60'000;
constexpr int kServerPingTimeoutMs = 20'000;
constexpr int kMaxPingStrikes = 2;
constexpr int kHandshakeTimeoutMs = 5'000;
// A connection without a call; one that watches has a call.
constexpr int kMaxIdleMs = 15 * 60'000;
constexpr size_t kMegabyte = 1024 * 1024;
constexpr mode_t kOwnerAndGroup = 0660;

absl::StatusOr<std::string> ReadPem(const char* setting, const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (file && text.str().find("-----BEGIN") != std::string::npos) return text.str();
  return absl::NotFoundError(fmt::format("{} names {}, which cannot be read as a PEM file.", setting, path));
}

// Whether somebody takes connections there.
bool IsTaken(const std::string& socket_path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return false;
  const absl::Cleanup close_it = [fd] { close(fd); };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(socket_path.begin(), socket_path.end(), address.sun_path);
  const bool refused = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0;
  return !refused || errno == EAGAIN;
}

bool IsSomethingElse(const std::string& path) {
  struct stat there {};
  return lstat(path.c_str(), &there) == 0 && !S_ISSOCK(there.st_mode);
}

}  // namespace

void PrepareGrpc() {
  unsetenv("GRPC_TRACE");
  unsetenv("GRPC_VERBOSITY");
  gpr_set_log_function([](gpr_log_func_args*) {});
  grpc::EnableDefaultHealthCheckService(true);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ReadCredentials(const Config& config) {
  if (config.tls_certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  ASSIGN_OR_RETURN(pair.private_key, ReadPem("tls_key", config.tls_key));
  ASSIGN_OR_RETURN(pair.cert_chain, ReadPem("tls_certificate", config.tls_certificate));
  options.pem_key_cert_pairs.push_back(std::move(pair));
  return grpc::SslServerCredentials(options);
}

void SetTransportLimits(grpc::ServerBuilder& builder, const Config& config) {
  grpc::ResourceQuota quota;
  quota.Resize(static_cast<size_t>(config.network_memory_mb) * kMegabyte);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinClientPingMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxIdleMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kServerPingMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kServerPingTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
}

absl::Status FreeSocket(const Config& config) {
  const std::optional<std::string> path = SocketPathOf(config.listen);
  return path.has_value() && (IsSomethingElse(*path) || IsTaken(*path)) ? CannotListen(config) : absl::OkStatus();
}

absl::Status OpenSocketToGroup(const Config& config) {
  const std::optional<std::string> path = SocketPathOf(config.listen);
  return path.has_value() && chmod(path->c_str(), kOwnerAndGroup) != 0 ? CannotListen(config) : absl::OkStatus();
}

std::string AddressOf(const Config& config, int port) {
  if (SocketPathOf(config.listen).has_value()) return config.listen;
  return fmt::format("{}:{}", config.listen.substr(0, config.listen.rfind(':')), port);
}

absl::Status CannotListen(const Config& config) {
  if (const std::optional<std::string> path = SocketPathOf(config.listen)) {
    return absl::UnavailableError(
        fmt::format("Cannot listen on {}: another server or a file has this name, or its directory is missing or not "
                    "this user's to write.",
                    *path));
  }
  const char* const tls = config.tls_certificate.empty() ? "" : ", or the TLS files are not a certificate and its key";
  return absl::UnavailableError(fmt::format(
      "Cannot listen on {}: the port is taken, or the address is not this machine's{}.", config.listen, tls));
}

}  // namespace toward::server
