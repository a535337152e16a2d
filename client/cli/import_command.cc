// `toward import`.

#include <algorithm>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/given_file.h"
#include "client/cli/import.h"
#include "client/cli/loop_backup.h"
#include "client/cli/loop_habits.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct ImportOptions {
  std::string file;
  bool replace = false;
  std::string loop;
  std::string habit;
  std::string ritual;
};

// All parts on this device, then one exchange.
absl::Status SaveParts(Invocation& invocation, Home& home, const std::vector<Writes>& parts,
                       const std::string& sentence) {
  for (size_t i = 0; i + 1 < parts.size(); ++i) RETURN_IF_ERROR(home.replica().Commit(parts[i]));
  return Save(invocation, home, parts.back(), sentence);
}

// What a person has to know beside the records.
std::string Remarks(const Import& import) {
  std::string text;
  if (import.kept > 0) {
    text += fmt::format("{} that this device has already stay as they are.\n",
                        Count(static_cast<int64_t>(import.kept), "record"));
  }
  if (import.unknown_kinds > 0) {
    text += fmt::format("Left out: {} of a kind this version does not know; a newer Toward can import them.\n",
                        Count(static_cast<int64_t>(import.unknown_kinds), "record"));
  }
  if (import.without_words > 0) {
    text += fmt::format("Left out: words of {} that could not be opened when they were exported.\n",
                        Count(static_cast<int64_t>(import.without_words), "record"));
  }
  return text;
}

absl::Status RunImportAll(Invocation& invocation, const ImportOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const std::string text, ReadGivenFile(options.file));
  const nlohmann::json exported = nlohmann::json::parse(text, nullptr, false);
  const ImportMode mode = options.replace ? ImportMode::kReplace : ImportMode::kMissing;
  ASSIGN_OR_RETURN(const Import import, ImportAll(home->replica(), home->words(), exported, mode));
  invocation.around.out << Remarks(import);
  if (!import.parts.empty()) {
    return SaveParts(invocation, *home, import.parts,
                     fmt::format("{} came back.", Count(static_cast<int64_t>(import.records), "record")));
  }
  invocation.around.out << "Nothing has changed.\n";
  return absl::OkStatus();
}

absl::Status RunImportLoop(Invocation& invocation, const ImportOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const std::string text, ReadLoopTable(options.loop));
  ASSIGN_OR_RETURN(const std::vector<LoopDay> days, ReadLoopDays(text, options.habit));
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  const plan::PlanDay first = days.empty() ? today : std::min(days.front().day, today);
  ASSIGN_OR_RETURN(const plan::Plan everything, home->EverythingBetween(first, today));
  const plan::Plan shown = plan::Shown(everything);
  ASSIGN_OR_RETURN(const plan::Ritual ritual, ChooseRitual(shown, options.ritual));
  const Hand hand{.family = home->identity().family,
                  .member = home->identity().member,
                  .day = today,
                  .plan = shown,
                  .everything = everything};
  ASSIGN_OR_RETURN(Writes writes, MarkLoopDays(hand, ritual, days));
  const std::string sentence = fmt::format("{} came in.", Count(static_cast<int64_t>(writes.size()), "day"));
  const std::vector<Writes> parts = SplitIntoTransactions(std::move(writes));
  if (!parts.empty()) return SaveParts(invocation, *home, parts, sentence);
  invocation.around.out << "Nothing has changed.\n";
  return absl::OkStatus();
}

absl::Status RunImport(Invocation& invocation, const ImportOptions& options) {
  if (options.file.empty() == options.loop.empty()) return NothingGiven("either a file or --loop");
  return options.loop.empty() ? RunImportAll(invocation, options) : RunImportLoop(invocation, options);
}

}  // namespace

void AddImport(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = AddCommand<ImportOptions>(app, invocation, "import",
                                                "Bring back what `toward export` wrote, or take days from another app",
                                                options, RunImport);
  command->add_option("file", options->file, "A file that `toward export` wrote on a device of this family")
      ->type_name("FILE");
  command->add_flag("--replace", options->replace, "Records that differ here become again what they were");
  CLI::Option* loop = command
                          ->add_option("--loop", options->loop,
                                       "The CSV backup of Loop Habit Tracker: its .zip, or the directory it unpacks to")
                          ->type_name("FILE");
  CLI::Option* habit = command->add_option("--habit", options->habit, "The habit's name there")->type_name("NAME");
  CLI::Option* ritual =
      command->add_option("--ritual", options->ritual, "The ritual its days are for, here")->type_name("RITUAL");
  loop->needs(habit)->needs(ritual);
  habit->needs(loop);
  ritual->needs(loop);
}

}  // namespace toward::client
