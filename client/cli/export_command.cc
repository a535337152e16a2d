// `toward export`.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/export.h"
#include "client/cli/screen.h"

namespace toward::client {
namespace {

struct ExportOptions {
  std::string output;
};

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(fd) == 0;
}

// The words of a family are in it: for its owner's eyes only, whatever was there before.
absl::Status WritePrivateFile(const std::string& path, std::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return CannotWriteFile();
  const bool written = fchmod(fd, 0600) == 0 && WriteAll(fd, text);
  return close(fd) == 0 && written ? absl::OkStatus() : CannotWriteFile();
}

absl::Status RunExport(Invocation& invocation, const ExportOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const nlohmann::json everything, ExportAll(home->replica(), home->words()));
  if (options.output.empty() || options.output == "-") {
    invocation.around.out << Dumped(everything);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(WritePrivateFile(options.output, Dumped(everything)));
  invocation.around.out << "Everything is in that file, readable for anyone who can open it; keep it safe.\n";
  return absl::OkStatus();
}

}  // namespace

void AddExport(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = AddCommand<ExportOptions>(app, invocation, "export",
                                                "Write out everything this device holds, as JSON", options, RunExport);
  command->add_option("--output", options->output, "Where to; without it, to the screen")->type_name("FILE");
}

}  // namespace toward::client
