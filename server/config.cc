#include "server/config.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <cstdlib>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/settings.h"

namespace toward::server {
namespace {

constexpr int kMaxPort = 65'535;
constexpr std::string_view kSocketPrefix = "unix:";
// With the zero at its end.
constexpr size_t kMaxSocketPathBytes = sizeof(sockaddr_un::sun_path);

absl::Status BadListen(std::string_view setting) {
  return absl::InvalidArgumentError(fmt::format(
      "{} must be an address and a port from 0 to 65535, for example 127.0.0.1:7340 or [::1]:7340.", setting));
}

absl::Status BadSocketPath() {
  return absl::InvalidArgumentError(fmt::format(
      "listen must name a socket by its whole path, at most {} bytes, for example unix:/run/toward/grpc.sock.",
      kMaxSocketPathBytes - 1));
}

absl::Status SocketWithTls() {
  return absl::InvalidArgumentError(
      "A socket needs no TLS: leave tls_certificate and tls_key to the proxy, or listen on an address.");
}

absl::Status HalfTls() {
  return absl::InvalidArgumentError("tls_certificate and tls_key go together: give both files, or neither.");
}

absl::Status OpenWithoutTls() {
  return absl::InvalidArgumentError(
      "Without tls_certificate and tls_key the server listens only on this machine (127.0.0.1 or [::1]): give both, or "
      "put a proxy in front.");
}

absl::Status OpenHttp(std::string_view setting) {
  return absl::InvalidArgumentError(fmt::format(
      "{} has no TLS, so it must be an address of this machine alone (127.0.0.1 or [::1]): put a proxy in front.",
      setting));
}

absl::Status BadSmtpSecurity() { return absl::InvalidArgumentError("smtp_security must be starttls, tls or none."); }

absl::Status BadRegistration() { return absl::InvalidArgumentError("open_registration must be yes or no."); }

absl::Status BadTrustedProxy() {
  return absl::InvalidArgumentError(
      "trusted_proxy must be the address of the proxy, for example 127.0.0.1 or ::1, or unix where it comes through "
      "the "
      "socket.");
}

absl::Status BadCallLimits() { return absl::InvalidArgumentError("call_limits must be on or off."); }

absl::Status BadLogLevel() { return absl::InvalidArgumentError("log_level must be info, warning or error."); }

bool IsAddress(const std::string& text) {
  in6_addr any{};
  return inet_pton(AF_INET, text.c_str(), &any) == 1 || inet_pton(AF_INET6, text.c_str(), &any) == 1;
}

bool IsLoopback(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == IN_LOOPBACKNET;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

// Empty is fine: it is off.
absl::Status CheckOwnAddress(std::string_view setting, const std::string& listen) {
  if (listen.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ListenAddress address, ParseListen(setting, listen));
  return IsLoopback(address.host) ? absl::OkStatus() : OpenHttp(setting);
}

absl::Status CheckSocket(const std::string& path, const Config& config) {
  if (path.size() >= kMaxSocketPathBytes || !path.starts_with('/') || path.ends_with('/')) return BadSocketPath();
  return config.tls_certificate.empty() ? absl::OkStatus() : SocketWithTls();
}

absl::Status CheckListen(const Config& config) {
  if (config.tls_certificate.empty() != config.tls_key.empty()) return HalfTls();
  if (const auto path = SocketPathOf(config.listen)) return CheckSocket(*path, config);
  ASSIGN_OR_RETURN(const ListenAddress address, ParseListen("listen", config.listen));
  return config.tls_certificate.empty() && !IsLoopback(address.host) ? OpenWithoutTls() : absl::OkStatus();
}

}  // namespace

std::optional<std::string> SocketPathOf(std::string_view listen) {
  if (!listen.starts_with(kSocketPrefix)) return std::nullopt;
  return std::string(listen.substr(kSocketPrefix.size()));
}

absl::StatusOr<ListenAddress> ParseListen(std::string_view setting, const std::string& listen) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0) return BadListen(setting);
  ListenAddress address{.host = listen.substr(0, colon), .port = 0};
  const std::string port = listen.substr(colon + 1);
  if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos) return BadListen(setting);
  if (!absl::SimpleAtoi(port, &address.port) || address.port > kMaxPort) return BadListen(setting);
  const bool bracketed = address.host.front() == '[' && address.host.back() == ']';
  if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);
  if (!bracketed && address.host.find(':') != std::string::npos) return BadListen(setting);
  return address;
}

absl::Status CheckConfig(const Config& config) {
  RETURN_IF_ERROR(CheckSettings(config));
  RETURN_IF_ERROR(CheckListen(config));
  RETURN_IF_ERROR(CheckOwnAddress("http_listen", config.http_listen));
  RETURN_IF_ERROR(CheckOwnAddress("metrics_listen", config.metrics_listen));
  if (!SmtpSecurityOf(config.smtp_security).has_value()) return BadSmtpSecurity();
  if (config.open_registration != "yes" && config.open_registration != "no") return BadRegistration();
  const std::string& proxy = config.trusted_proxy;
  if (!proxy.empty() && proxy != "unix" && !IsAddress(proxy)) return BadTrustedProxy();
  if (config.call_limits != "on" && config.call_limits != "off") return BadCallLimits();
  if (config.log_level != "info" && config.log_level != "warning" && config.log_level != "error") return BadLogLevel();
  return absl::OkStatus();
}

std::optional<SmtpSecurity> SmtpSecurityOf(const std::string& name) {
  if (name == "starttls") return SmtpSecurity::kStartTls;
  if (name == "tls") return SmtpSecurity::kTls;
  return name == "none" ? std::optional(SmtpSecurity::kNone) : std::nullopt;
}

std::string DefaultDataDirectory() {
  const char* data_home = std::getenv("XDG_DATA_HOME");
  if (data_home != nullptr && data_home[0] == '/') return fmt::format("{}/toward-server", data_home);
  const char* home = std::getenv("HOME");
  return fmt::format("{}/.local/share/toward-server", home == nullptr ? "." : home);
}

CallRates RatesOf(const Config& config) {
  if (config.call_limits == "off") return {};
  const auto per_second = [](int64_t tokens, int64_t seconds_at_once) {
    return Rate{tokens, 1'000, tokens * seconds_at_once};
  };
  const auto per_minute = [](int64_t tokens) { return Rate{tokens, 60'000, tokens}; };
  return {.device = per_second(config.device_calls_per_second, 5),
          .family = per_second(config.family_calls_per_second, 5),
          .open = per_second(config.open_calls_per_second, 2),
          .claims = per_minute(config.all_claims_per_minute),
          .challenge_of_address = per_minute(config.sessions_per_minute),
          .session_of_address = per_minute(config.sessions_per_minute),
          .family_of_address = per_minute(config.families_per_minute),
          .claim_of_address = per_minute(config.claims_per_minute),
          .welcome_of_address = per_minute(config.welcomes_per_minute)};
}

LogLevel LogLevelOf(const std::string& name) {
  if (name == "error") return LogLevel::kError;
  return name == "warning" ? LogLevel::kWarning : LogLevel::kInfo;
}

absl::StatusOr<std::variant<Config, Printout, Order, TlsTask>> ReadConfig(int argc, const char* const* argv) {
  ASSIGN_OR_RETURN(CommandLine command_line, ReadCommandLine(argc, argv));
  if (!command_line.printout.empty()) return Printout{std::move(command_line.printout)};
  Config config;
  config.data_directory = DefaultDataDirectory();
  if (!command_line.config_file.empty()) RETURN_IF_ERROR(ApplyFile(command_line.config_file, config));
  RETURN_IF_ERROR(ApplyFlags(command_line, config));
  RETURN_IF_ERROR(CheckConfig(config));
  if (command_line.tls_task.has_value()) {
    TlsTask& task = *command_line.tls_task;
    if (task.directory.empty()) task.directory = fmt::format("{}/tls", config.data_directory);
    return std::move(task);
  }
  if (command_line.task.has_value()) return Order{*std::move(command_line.task), config.data_directory};
  return config;
}

}  // namespace toward::server
