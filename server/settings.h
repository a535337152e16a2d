// The table of settings, and the two places their values are read from: flags (--max-families) and a TOML file
// (max_families).
#ifndef TOWARD_SERVER_SETTINGS_H_
#define TOWARD_SERVER_SETTINGS_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/config.h"

namespace toward::server {

struct CommandLine {
  // Values by the setting's name, as typed.
  std::map<std::string, std::string> flags;
  // Empty: none.
  std::string config_file;
  // At most one of the two: perform it and do not serve.
  std::optional<Task> task;
  std::optional<TlsTask> tls_task;
  // Not empty: print this and do nothing else.
  std::string printout;
};

// INVALID_ARGUMENT: an unknown flag or task, or one without its value or file.
absl::StatusOr<CommandLine> ReadCommandLine(int argc, const char* const* argv);

// Overwrites what the flags name. INVALID_ARGUMENT: a value that is not a number where one is needed.
absl::Status ApplyFlags(const CommandLine& command_line, Config& config);

// Overwrites what the file names. INVALID_ARGUMENT: it cannot be read, is not TOML, names a setting that does not
// exist, or has a value of another type.
absl::Status ApplyFile(const std::string& path, Config& config);

// INVALID_ARGUMENT: a number out of its range, or an empty text where one is needed.
absl::Status CheckSettings(const Config& config);

}  // namespace toward::server

#endif  // TOWARD_SERVER_SETTINGS_H_
