// `toward export`.

#include <string>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/export.h"
#include "client/cli/moments_csv.h"
#include "client/cli/private_file.h"
#include "client/cli/screen.h"

namespace toward::client {
namespace {

// From 1970 to 9999.
constexpr plan::PlanDay kFirstDay(0);
constexpr plan::PlanDay kLastDay(2'932'896);

struct ExportOptions {
  std::string output;
  bool csv = false;
};

absl::StatusOr<std::string> TextOf(Home& home, const ExportOptions& options) {
  if (options.csv) {
    ASSIGN_OR_RETURN(const plan::Plan plan, home.ShownBetween(kFirstDay, kLastDay));
    return MomentsToCsv(plan);
  }
  ASSIGN_OR_RETURN(const nlohmann::json everything, ExportAll(home.replica(), home.words()));
  return Dumped(everything);
}

absl::Status RunExport(Invocation& invocation, const ExportOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const std::string text, TextOf(*home, options));
  if (options.output.empty() || options.output == "-") {
    invocation.around.out << text;
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(WritePrivateFile(options.output, text));
  invocation.around.out << "Everything is in that file, readable for anyone who can open it; keep it safe.\n";
  return absl::OkStatus();
}

}  // namespace

void AddExport(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = AddCommand<ExportOptions>(app, invocation, "export",
                                                "Write out everything this device holds, as JSON", options, RunExport);
  command->add_option("--output", options->output, "Where to; without it, to the screen")->type_name("FILE");
  command->add_flag("--csv", options->csv, "Only what happened, as a table");
}

}  // namespace toward::client
