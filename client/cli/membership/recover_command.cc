// `toward recover`: a sheet of paper for the day all devices are lost, and that day.

#include <istream>
#include <iterator>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/device_labels.h"
#include "client/cli/membership/passphrase.h"
#include "client/cli/send.h"
#include "client/sync/membership.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr int64_t kFetchTimeoutMs = 30'000;
constexpr size_t kWordsPerLine = 3;

struct RecoverOptions {
  std::string server;
  bool with_private = false;
};

std::string Sheet(const std::vector<std::string>& words, const std::string& server) {
  std::string text = fmt::format("\n  Toward recovery sheet\n  Server: {}\n\n", server);
  for (size_t i = 0; i < words.size(); ++i) {
    text += fmt::format("  {:>2}. {:<10}", i + 1, words[i]);
    if (i % kWordsPerLine == kWordsPerLine - 1) text += "\n";
  }
  return text + "\n";
}

absl::Status RunSheet(Invocation& invocation, const RecoverOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  if (invocation.offline) return NeedsTheServer();
  const PaperFor what = options.with_private ? PaperFor::kPrivateWordsToo : PaperFor::kFamilysWords;
  ASSIGN_OR_RETURN(const std::vector<std::string> words,
                   AddPaper(home->place(), home->identity(), what, invocation.around.random));
  invocation.around.out << Sheet(words, home->identity().server)
                        << "Write this down by hand and keep it where you keep papers that matter: whoever has it can "
                           "read what you share"
                        << (options.with_private ? ", and your private words. " : ". ")
                        << "It is not shown again, and an earlier sheet does not work any more.\n";
  return absl::OkStatus();
}

std::string WordsOfSheet(Surroundings& around) {
  if (around.in_is_terminal) return AskUnseen("The twelve words, in their order", around);
  return {std::istreambuf_iterator<char>(around.in), std::istreambuf_iterator<char>()};
}

absl::Status Fetch(Invocation& invocation, Home& home) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Exchange> exchange, WaitForExchange(invocation, home));
  return exchange->RunUntilSettled(kFetchTimeoutMs);
}

absl::Status RunRecover(Invocation& invocation, const RecoverOptions& options) {
  if (invocation.offline) return NeedsTheServer();
  Surroundings& around = invocation.around;
  ASSIGN_OR_RETURN(const std::string directory, ChooseDirectory(invocation.directory, around));
  const std::string server = GivenOrAsked(options.server, "The server on the sheet", "", around);
  if (server.empty()) return NothingGiven("--server URL");
  RETURN_IF_ERROR(MakeDirectory(directory));
  ASSIGN_OR_RETURN(Identity identity,
                   RecoverFromPaper(KeyPlaceOf(directory, around), server, WordsOfSheet(around), around.random));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, Home::OpenAs(std::move(identity), directory, around));
  const absl::Status fetched = Fetch(invocation, *home);
  if (fetched.ok()) {
    RETURN_IF_ERROR(LabelThisDevice(*home, around.device_name));
    RETURN_IF_ERROR(SendSaved(invocation, *home));
  }
  around.out << (fetched.ok() ? "Your plan is back; `toward today` shows it.\n"
                              : "This device is in again. The plan itself comes with `toward sync`.\n")
             << "`toward devices remove` takes a lost device out, and `toward recover sheet` makes a new sheet.\n";
  return absl::OkStatus();
}

}  // namespace

void AddRecover(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RecoverOptions>();
  CLI::App* recover = app.add_subcommand("recover", "Get your plan back from a recovery sheet, or make one");
  recover->require_subcommand(0, 1);
  recover->add_option("--server", options->server, "The server's address, as the sheet says it")->type_name("URL");
  recover->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunRecover(invocation, *options); };
  });
  auto making = std::make_shared<RecoverOptions>();
  CLI::App* sheet = AddCommand<RecoverOptions>(*recover, invocation, "sheet",
                                               "Make a recovery sheet: twelve words on paper", making, RunSheet);
  sheet->add_flag("--with-private", making->with_private, "It opens your private words too");
}

}  // namespace toward::client
