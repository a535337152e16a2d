#include "server/settings.h"

#include <algorithm>
#include <sstream>
#include <variant>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "toml++/toml.h"

namespace toward::server {
namespace {

constexpr char kVersion[] = "toward-server 0.1.0\n";

struct Text {
  std::string Config::*member;
  bool may_be_empty = true;
};

struct Number {
  int64_t Config::*member;
  int64_t min = 0;
  int64_t max = 0;
};

// How often calls may be made.
constexpr Number Calls(int64_t Config::*member) { return {member, 0, 1'000'000}; }

struct Setting {
  const char* name;
  std::variant<Text, Number> value;
  // What is usual, in brackets, for a text; a number's is added.
  const char* help;
};

const Setting kSettings[] = {
    {"listen", Text{&Config::listen, false},
     "Address and port, or unix:/PATH, to listen on (127.0.0.1:7340; port 0: any free one)"},
    {"data_directory", Text{&Config::data_directory, false}, "Where the server keeps everything"},
    {"origin", Text{&Config::origin}, "The name devices sign sessions for (made once, at random)"},
    {"max_families", Number{&Config::max_families, 1, 1'000'000'000}, "How many families this server takes"},
    {"max_records_per_family", Number{&Config::max_records_per_family, 1, 1'000'000'000},
     "How many records one family may have"},
    {"heartbeat_seconds", Number{&Config::heartbeat_seconds, 1, 600}, "How often an idle stream shows life"},
    {"network_memory_mb", Number{&Config::network_memory_mb, 16, 65'536},
     "How much memory all connections together may fill"},
    {"tls_certificate", Text{&Config::tls_certificate}, "PEM file with the certificate chain"},
    {"tls_key", Text{&Config::tls_key}, "PEM file with its private key"},
    {"open_registration", Text{&Config::open_registration, false},
     "yes: anybody may make a family; no: only with a ticket (yes)"},
    {"trusted_proxy", Text{&Config::trusted_proxy},
     "Address of the proxy in front, or unix: whose X-Forwarded-For counts (none)"},
    {"call_limits", Text{&Config::call_limits, false},
     "on, or off on a server that measures: the limits on calls that follow (on)"},
    {"device_calls_per_second", Calls(&Config::device_calls_per_second),
     "Calls of one device, five times as many at once; 0: no limit"},
    {"family_calls_per_second", Calls(&Config::family_calls_per_second),
     "Calls of one family, five times as many at once; 0: no limit"},
    {"open_calls_per_second", Calls(&Config::open_calls_per_second),
     "Calls without a session, of all together, twice as many at once; 0: no limit"},
    {"sessions_per_minute", Calls(&Config::sessions_per_minute), "Sessions that one address may open; 0: no limit"},
    {"families_per_minute", Calls(&Config::families_per_minute), "Families that one address may make; 0: no limit"},
    {"claims_per_minute", Calls(&Config::claims_per_minute), "Invites that one address may try; 0: no limit"},
    {"all_claims_per_minute", Calls(&Config::all_claims_per_minute),
     "Invites that all addresses together may try; 0: no limit"},
    {"welcomes_per_minute", Calls(&Config::welcomes_per_minute),
     "How often one address may ask whether it is let in; 0: no limit"},
    {"http_listen", Text{&Config::http_listen},
     "Address and port for HTTP, of this machine alone: calendar feeds, links, health (none)"},
    {"metrics_listen", Text{&Config::metrics_listen},
     "Address and port for Prometheus, of this machine alone: GET /metrics (none)"},
    {"vapid_subject", Text{&Config::vapid_subject},
     "Whom push services may write to, mailto:you@example.org or https://...; switches Web Push on (none)"},
    {"smtp_host", Text{&Config::smtp_host}, "Mail server for reminders by e-mail (none)"},
    {"smtp_port", Number{&Config::smtp_port, 1, 65'535}, "Its port"},
    {"smtp_security", Text{&Config::smtp_security}, "starttls, tls, or none on this machine alone (starttls)"},
    {"smtp_user", Text{&Config::smtp_user}, "Name to log in there with (no login)"},
    {"smtp_password_file", Text{&Config::smtp_password_file}, "File that holds the password in its one line"},
    {"smtp_from", Text{&Config::smtp_from}, "Address that reminders come from"},
    {"smtp_ca_file", Text{&Config::smtp_ca_file}, "PEM file with the authorities to trust for it (the system's)"},
    {"mail_connections", Number{&Config::mail_connections, 1, 64}, "How many mails may be under way at once"},
    {"log_level", Text{&Config::log_level}, "info, warning or error (info)"},
    {"reminder_trace", Text{&Config::reminder_trace},
     "File that gets a line of JSON for whatever becomes of a reminder (none)"},
};

absl::Status NotANumber(const Setting& setting, const Number& number) {
  return absl::InvalidArgumentError(
      fmt::format("{} must be a whole number from {} to {}.", setting.name, number.min, number.max));
}

absl::Status NotAText(const Setting& setting) {
  return absl::InvalidArgumentError(fmt::format("{} must be a text in quotes.", setting.name));
}

absl::Status UnknownSetting(const std::string& path, std::string_view name) {
  std::vector<std::string> names;
  for (const Setting& setting : kSettings) names.emplace_back(setting.name);
  return absl::InvalidArgumentError(
      fmt::format("{}: there is no setting {}; there are {}.", path, name, fmt::join(names, ", ")));
}

std::string FlagOf(const Setting& setting) {
  std::string flag = fmt::format("--{}", setting.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

std::string HelpOf(const Setting& setting) {
  const auto* number = std::get_if<Number>(&setting.value);
  return number == nullptr ? setting.help : fmt::format("{} ({})", setting.help, Config().*number->member);
}

const Setting* FindSetting(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSettings), std::end(kSettings),
                                   [name](const Setting& setting) { return setting.name == name; });
  return found == std::end(kSettings) ? nullptr : found;
}

absl::Status ApplyText(const Setting& setting, const std::string& value, Config& config) {
  if (const auto* text = std::get_if<Text>(&setting.value)) {
    config.*text->member = value;
    return absl::OkStatus();
  }
  const Number& number = std::get<Number>(setting.value);
  int64_t parsed = 0;
  if (!absl::SimpleAtoi(value, &parsed)) return NotANumber(setting, number);
  config.*number.member = parsed;
  return absl::OkStatus();
}

absl::Status ApplyToml(const Setting& setting, const toml::node& node, Config& config) {
  if (const auto* text = std::get_if<Text>(&setting.value)) {
    if (!node.is_string()) return NotAText(setting);
    config.*text->member = node.as_string()->get();
    return absl::OkStatus();
  }
  const Number& number = std::get<Number>(setting.value);
  if (!node.is_integer()) return NotANumber(setting, number);
  config.*number.member = node.as_integer()->get();
  return absl::OkStatus();
}

// The commands of the program; without one it serves. What `task` holds is written when the command line is read.
void AddTasks(CLI::App& app, Task& task) {
  const auto add = [&](const char* name, const char* help, Task::Kind kind) {
    CLI::App* command = app.add_subcommand(name, help);
    command->fallthrough();
    command->final_callback([&task, kind] { task.kind = kind; });
    return command;
  };
  const CLI::Validator named([](const std::string& name) { return name.empty() ? "FILE must not be empty" : ""; }, "");
  CLI::App* backup = add("backup", "Copy everything to FILE, while the server runs", Task::Kind::kBackup);
  backup->add_option("FILE", task.file, "The copy")->required()->check(named);
  backup->add_flag_callback(
      "--replace", [&task] { task.existing = Existing::kIsReplaced; }, "Overwrite FILE when it is there");
  CLI::App* restore = add("restore", "Put the copy FILE in the place of the data", Task::Kind::kRestore);
  restore->add_option("FILE", task.file, "The copy")->required()->check(named);
  CLI::App* check = add("check", "Say whether the data is whole", Task::Kind::kCheck);
  check->add_option("FILE", task.file, "Check this copy instead")->check(named);
  add("ticket", "Print a ticket that lets one more family in, for seven days", Task::Kind::kTicket);
  app.require_subcommand(0, 1);
}

void AddTlsTasks(CLI::App& app, std::optional<TlsTask>& chosen, TlsTask& task) {
  CLI::App* tls =
      app.add_subcommand("tls", "A certificate of this server's own, for devices that an invite tells of it");
  tls->fallthrough()->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, TlsTask::Kind kind) {
    CLI::App* command = tls->add_subcommand(name, help);
    command->fallthrough();
    command->add_option("--directory", task.directory, "Where its files are (tls in the data directory)");
    command->final_callback([&chosen, &task, kind] {
      task.kind = kind;
      chosen = task;
    });
    return command;
  };
  CLI::App* init = add("init", "Make an authority and a certificate", TlsTask::Kind::kInit);
  CLI::App* renew = add("renew", "Make a new certificate, good for another year", TlsTask::Kind::kRenew);
  for (CLI::App* command : {init, renew}) {
    command->add_option("--name", task.names.dns, "What devices call the server; may be given several times");
    command->add_option("--ip", task.names.ips, "An address they reach it at; may be given several times");
  }
  add("show", "Print the authority's fingerprint again, and how long the certificate is good", TlsTask::Kind::kShow);
}

// Library messages end in line breaks and advice of their own; one sentence is enough.
std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

absl::StatusOr<CommandLine> ReadCommandLine(int argc, const char* const* argv) {
  CommandLine command_line;
  CLI::App app("The server of Toward: keeps families' plans together and tells their devices what is new.",
               "toward-server");
  app.set_version_flag("--version", kVersion);
  app.add_option("--config", command_line.config_file, "TOML file with the settings below, names with _ for -")
      ->type_name("FILE");
  std::map<std::string, std::string> values;
  for (const Setting& setting : kSettings) {
    app.add_option(FlagOf(setting), values[setting.name], HelpOf(setting))->type_name("VALUE");
  }
  Task task;
  AddTasks(app, task);
  TlsTask tls_task;
  AddTlsTasks(app, command_line.tls_task, tls_task);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, ignored;
    if (app.exit(error, out, ignored) != 0) {
      return absl::InvalidArgumentError(fmt::format("{}. See toward-server --help.", FirstLine(error.what())));
    }
    command_line.printout = out.str();
  }
  if (!app.get_subcommands().empty() && !command_line.tls_task.has_value()) command_line.task = task;
  for (const Setting& setting : kSettings) {
    if (app.count(FlagOf(setting)) > 0) command_line.flags[setting.name] = values[setting.name];
  }
  return command_line;
}

absl::Status ApplyFlags(const CommandLine& command_line, Config& config) {
  for (const auto& [name, value] : command_line.flags) RETURN_IF_ERROR(ApplyText(*FindSetting(name), value, config));
  return absl::OkStatus();
}

absl::Status ApplyFile(const std::string& path, Config& config) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    const std::string where = line == 0 ? path : fmt::format("{}, line {}", path, line);
    return absl::InvalidArgumentError(fmt::format("{}: {}.", where, FirstLine(std::string(error.description()))));
  }
  for (const auto& [key, node] : table) {
    const Setting* setting = FindSetting(key.str());
    if (setting == nullptr) return UnknownSetting(path, key.str());
    RETURN_IF_ERROR(ApplyToml(*setting, node, config));
  }
  return absl::OkStatus();
}

absl::Status CheckSettings(const Config& config) {
  for (const Setting& setting : kSettings) {
    if (const auto* number = std::get_if<Number>(&setting.value)) {
      const int64_t value = config.*number->member;
      if (value < number->min || value > number->max) return NotANumber(setting, *number);
    } else if (const Text& text = std::get<Text>(setting.value); !text.may_be_empty && (config.*text.member).empty()) {
      return absl::InvalidArgumentError(fmt::format("{} must not be empty.", setting.name));
    }
  }
  return absl::OkStatus();
}

}  // namespace toward::server
