// `toward thank`, `done` and `skip`: what happened, or was left out on purpose.

#include <optional>

#include "base/status_macros.h"
#include "client/cli/check_in_commands.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct MarkOptions {
  std::string day = "today";
  std::string target;
  std::string minutes;
  std::string words;
  bool declined = false;
};

constexpr char kWordsHelp[] = "Words; - reads them from standard input";

absl::Status RunThank(Invocation& invocation, const MarkOptions& options) {
  const std::string words = WordsFrom(options.words, invocation);
  return SaveHappened(invocation, options.day, "It is good to be seen.",
                      [&](const Hand& hand) { return Thank(hand, words); });
}

absl::Status RunDone(Invocation& invocation, const MarkOptions& options) {
  std::optional<uint32_t> minutes;
  if (!options.minutes.empty()) {
    ASSIGN_OR_RETURN(minutes, MinutesFrom(options.minutes));
  }
  const std::string words = WordsFrom(options.words, invocation);
  return SaveHappened(invocation, options.day, "A small thing, and it counts.",
                      [&](const Hand& hand) -> absl::StatusOr<Writes> {
                        ASSIGN_OR_RETURN(const plan::Ritual extra, ChooseExtra(hand.plan, options.target));
                        return MarkExtra(hand, extra, minutes, words);
                      });
}

absl::Status RunSkip(Invocation& invocation, const MarkOptions& options) {
  const auto outcome = options.declined ? v1::Moment::OUTCOME_CHILD_DECLINED : v1::Moment::OUTCOME_SKIPPED;
  const std::string words = WordsFrom(options.words, invocation);
  return SaveOnDay(invocation, options.day, "Not every day has room for everything.",
                   [&](const Hand& hand) -> absl::StatusOr<Writes> {
                     ASSIGN_OR_RETURN(const Target target, ChooseTarget(hand.plan, options.target));
                     return Skip(hand, target, outcome, words);
                   });
}

void AddNote(CLI::App& command, MarkOptions& options) {
  command.add_option("--note", options.words, kWordsHelp)->type_name("TEXT");
}

}  // namespace

void AddMarks(CLI::App& app, Invocation& invocation) {
  AddCheckIn(app, invocation);
  auto options = std::make_shared<MarkOptions>();
  CLI::App* thank =
      AddCommand<MarkOptions>(app, invocation, "thank", "Thank your partner for one specific thing", options, RunThank);
  thank->add_option("text", options->words, kWordsHelp)->required()->type_name("TEXT");
  AddDay(*thank, options->day);

  CLI::App* done = AddCommand<MarkOptions>(app, invocation, "done", "Mark an extra that is on", options, RunDone);
  done->add_option("extra", options->target, "Its key or title")->required()->type_name("EXTRA");
  done->add_option("--minutes", options->minutes, "How long it was")->type_name("MINUTES");
  AddNote(*done, *options);
  AddDay(*done, options->day);

  CLI::App* skip = AddCommand<MarkOptions>(app, invocation, "skip",
                                           "Leave something out on purpose; counts against nobody", options, RunSkip);
  skip->add_option("what", options->target, "checkin, thank, an extra, or a child's name")
      ->required()
      ->type_name("WHAT");
  skip->add_flag("--declined", options->declined, "The child would rather not; the turn stays open");
  AddNote(*skip, *options);
  AddDay(*skip, options->day);
}

}  // namespace toward::client
