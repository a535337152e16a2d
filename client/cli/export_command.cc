// `toward export`.

#include <string>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/export.h"
#include "client/cli/private_file.h"
#include "client/cli/screen.h"

namespace toward::client {
namespace {

struct ExportOptions {
  std::string output;
};

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
