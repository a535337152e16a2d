// What a server is told at its start: flags, and a TOML file whose values flags override.
#ifndef TOWARD_SERVER_CONFIG_H_
#define TOWARD_SERVER_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/log.h"
#include "server/channels/smtp.h"
#include "server/channels/web_push.h"
#include "server/limits/call_limits.h"
#include "server/maintenance/task.h"
#include "server/tls/tls_task.h"

namespace toward::server {

struct Config {
  // "host:port"; "[::1]:7340" for IPv6. Port 0: any free one. Or "unix:/run/toward/grpc.sock", a socket that this user
  // and its group may use.
  std::string listen = "127.0.0.1:7340";
  std::string data_directory;
  // The name sessions are signed for. Empty: the store's own, random one.
  std::string origin;
  int64_t max_families = 1'000'000;
  int64_t max_records_per_family = 200'000;
  int64_t heartbeat_seconds = 30;
  // How much all connections together may hold of what is on its way in or out.
  int64_t network_memory_mb = 128;
  // PEM files; both or neither.
  std::string tls_certificate;
  std::string tls_key;
  // Whether anybody may make a family here: "yes"; "no": only with a ticket.
  std::string open_registration = "yes";
  // The address of the proxy in front, or "unix" where it comes through the socket. Only its word counts for whom a
  // call comes from. Empty: nobody's.
  std::string trusted_proxy;
  // "off": calls may be made as often as anybody likes, for a server that only measures or tests.
  std::string call_limits = "on";
  // How often calls may be made (RatesOf has the rest). 0: as often as anybody likes.
  int64_t device_calls_per_second = 10;
  int64_t family_calls_per_second = 20;
  int64_t open_calls_per_second = 50;
  int64_t sessions_per_minute = 20;
  int64_t families_per_minute = 5;
  int64_t claims_per_minute = 5;
  int64_t all_claims_per_minute = 60;
  // Two devices that ask once a second.
  int64_t welcomes_per_minute = 120;
  std::string log_level = "info";
  // A file that gets one line for each event of the reminder engine. Empty: none.
  std::string reminder_trace;
  // As `listen`; always this machine's own. Empty: no HTTP, no metrics.
  std::string http_listen;
  std::string metrics_listen;
  // Whom push services may write to: mailto:… or https://…. Empty: no Web Push.
  std::string vapid_subject;
  // Empty: no mail.
  std::string smtp_host;
  int64_t smtp_port = 587;
  // starttls, tls or none.
  std::string smtp_security = "starttls";
  std::string smtp_user;
  std::string smtp_password_file;
  std::string smtp_from;
  // PEM; empty: the authorities that the system trusts.
  std::string smtp_ca_file;
  // How many mails may be under way at once.
  int64_t mail_connections = 4;

  // No settings: how tests reach push services of their own.
  WebPushOptions web_push;
};

// What to print instead of starting: the help or the version.
struct Printout {
  std::string text;
};

// A task to perform instead of starting.
struct Order {
  Task task;
  std::string data_directory;
};

// Reads the command line, and the file that --config names. INVALID_ARGUMENT: one sentence that names what is wrong and
// says what is allowed.
absl::StatusOr<std::variant<Config, Printout, Order, TlsTask>> ReadConfig(int argc, const char* const* argv);

// The same for a value made in code. What the values mean together is checked here too: TLS has a certificate and a
// key, and what others can reach has TLS.
absl::Status CheckConfig(const Config& config);

// $XDG_DATA_HOME/toward-server, or ~/.local/share/toward-server.
std::string DefaultDataDirectory();

// The path in "unix:/path"; absent for anything else.
std::optional<std::string> SocketPathOf(std::string_view listen);

// "127.0.0.1" and "7340" of "127.0.0.1:7340".
struct ListenAddress {
  std::string host;
  int port = 0;
};
// INVALID_ARGUMENT: not host:port. `setting` is the name the sentence says.
absl::StatusOr<ListenAddress> ParseListen(std::string_view setting, const std::string& listen);

// Absent: CheckConfig refuses it.
std::optional<SmtpSecurity> SmtpSecurityOf(const std::string& name);

// How often calls may be made, and how many at once: of a device and of a family five seconds' worth, of all that come
// without a session two seconds' worth, of an address a minute's.
CallRates RatesOf(const Config& config);

// One of CheckConfig's names.
LogLevel LogLevelOf(const std::string& name);

}  // namespace toward::server

#endif  // TOWARD_SERVER_CONFIG_H_
