// `toward completion` and `toward man`: what a shell and a manual know about the program.

#include "client/cli/command.h"
#include "client/cli/command_tree.h"
#include "client/cli/completion.h"
#include "client/cli/manual.h"

namespace toward::client {
namespace {

struct CompletionOptions {
  std::string shell;
};

}  // namespace

void AddCompletion(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<CompletionOptions>();
  CLI::App* completion =
      AddCommand<CompletionOptions>(app, invocation, "completion", "Print a script that completes commands in a shell",
                                    options, [&app](Invocation& run, const CompletionOptions& chosen) {
                                      const std::vector<CommandPage> pages = CommandPages(app);
                                      run.around.out << (chosen.shell == "bash"  ? BashCompletion(pages)
                                                         : chosen.shell == "zsh" ? ZshCompletion(pages)
                                                                                 : FishCompletion(pages));
                                      return absl::OkStatus();
                                    });
  completion->add_option("shell", options->shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  AddCommand<CompletionOptions>(app, invocation, "man", "Print the manual page, in roff", options,
                                [&app](Invocation& run, const CompletionOptions&) {
                                  run.around.out << ManualPage(CommandPages(app), TOWARD_VERSION);
                                  return absl::OkStatus();
                                });
}

}  // namespace toward::client
