// `toward note`, `remove` and `undo`: changing what was marked.

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/send.h"

namespace toward::client {
namespace {

struct AmendOptions {
  std::string day = "today";
  std::string target;
  std::string words;
};

absl::Status RunNote(Invocation& invocation, const AmendOptions& options) {
  const std::string words = WordsFrom(options.words, invocation);
  return SaveOnDay(invocation, options.day, words.empty() ? "The note is gone." : "The note is changed.",
                   [&](const Hand& hand) -> absl::StatusOr<Writes> {
                     ASSIGN_OR_RETURN(const Target target, ChooseTarget(hand.plan, options.target));
                     return Note(hand, target, words);
                   });
}

absl::Status RunRemove(Invocation& invocation, const AmendOptions& options) {
  return SaveOnDay(invocation, options.day, "The mark is gone; `toward undo` brings it back.",
                   [&](const Hand& hand) -> absl::StatusOr<Writes> {
                     ASSIGN_OR_RETURN(const Target target, ChooseTarget(hand.plan, options.target));
                     return Remove(hand, target);
                   });
}

absl::Status RunUndo(Invocation& invocation, const AmendOptions&) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  RETURN_IF_ERROR(home->Undo());
  invocation.around.out << "Saved. Your last change is undone." << std::endl;
  return SendSaved(invocation, *home);
}

}  // namespace

void AddAmends(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App* note = AddCommand<AmendOptions>(app, invocation, "note", "Write or change a mark's note", options, RunNote);
  note->add_option("what", options->target, "checkin, thank, or a child's name")->required()->type_name("WHAT");
  note->add_option("text", options->words, "Words; - reads them from standard input")->required()->type_name("TEXT");
  AddDay(*note, options->day);

  CLI::App* remove = AddCommand<AmendOptions>(app, invocation, "remove", "Take a mark away", options, RunRemove);
  remove->add_option("what", options->target, "checkin, thank, or a child's name")->required()->type_name("WHAT");
  AddDay(*remove, options->day);

  AddCommand<AmendOptions>(app, invocation, "undo", "Take back your last change on this device", options, RunUndo);
}

}  // namespace toward::client
