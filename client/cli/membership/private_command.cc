// `toward private`: words for oneself.

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/errors.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

// A device that came from a recovery sheet without private words has no key to earlier ones.
constexpr std::string_view kNotForThisDevice = "(written before this device had the key)";

struct PrivateOptions {
  std::string words;
  std::string number;
  std::string day = "today";
  bool json = false;
};

struct Note {
  RecordId id;
  plan::PlanDay day;
  std::string text;
};

// Oldest day first.
absl::StatusOr<std::vector<Note>> Notes(Home& home) {
  const std::array<MemberId, 1> authors = {home.identity().member};
  ASSIGN_OR_RETURN(const std::vector<sync::Record> records, home.own_replica().List(v1::KIND_PRIVATE_NOTE));
  std::vector<Note> notes;
  for (const sync::Record& record : records) {
    v1::PrivateNote message;
    home.own_words().OpenAll(record, authors, message);
    if (message.alive()) notes.push_back({record.id(), plan::PlanDay(message.day()), message.text()});
  }
  std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.day < b.day; });
  return notes;
}

std::string Render(const std::vector<Note>& notes) {
  if (notes.empty()) return "Nothing here. `toward private add -` takes words that are only for you.\n";
  std::string text;
  for (size_t i = 0; i < notes.size(); ++i) {
    text += fmt::format("{:>3}  {}\n", i + 1, plan::LongDate(notes[i].day));
    const std::string words = notes[i].text.empty() ? std::string(kNotForThisDevice) : SafeText(notes[i].text);
    for (const std::string& line : Lines(words)) text += "     " + line + "\n";
  }
  return text;
}

nlohmann::json ToJson(const std::vector<Note>& notes) {
  nlohmann::json list = nlohmann::json::array();
  for (const Note& note : notes) {
    list.push_back({{"id", note.id.ToHex()}, {"day", plan::IsoDate(note.day)}, {"text", note.text}});
  }
  return {{"notes", std::move(list)}};
}

absl::Status RunList(Invocation& invocation, const PrivateOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const std::vector<Note> notes, Notes(*home));
  invocation.around.out << (options.json ? Dumped(ToJson(notes)) : Render(notes));
  return absl::OkStatus();
}

absl::Status RunAdd(Invocation& invocation, const PrivateOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  const std::string words = WordsFrom(options.words, invocation);
  if (words.empty()) return NoWords();
  ASSIGN_OR_RETURN(const plan::PlanDay day, home->DayFrom(options.day));
  v1::PrivateNote note;
  note.set_day(day.number());
  note.set_text(words);
  const auto id = invocation.around.random.NewId<RecordId>();
  return Save(invocation, *home, {WriteOf(v1::KIND_PRIVATE_NOTE, id, std::move(note))},
              "Only you: not your partner, not the server, not shown as locked, not counted.");
}

absl::Status RunRemove(Invocation& invocation, const PrivateOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const std::vector<Note> notes, Notes(*home));
  size_t number = 0;
  const char* const end = options.number.data() + options.number.size();
  const auto [read_to, error] = std::from_chars(options.number.data(), end, number);
  if (error != std::errc() || read_to != end || number < 1 || number > notes.size()) return NoSuchNote();
  v1::PrivateNote gone;
  gone.set_alive(false);
  Write write = WriteOf(v1::KIND_PRIVATE_NOTE, notes[number - 1].id, std::move(gone));
  return Save(invocation, *home, {std::move(write)}, "The note is gone; `toward undo` brings it back.");
}

}  // namespace

void AddPrivate(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<PrivateOptions>();
  CLI::App* command = app.add_subcommand("private", "Words for yourself alone");
  command->require_subcommand(0, 1);
  AddJson(*command, options->json);
  command->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunList(invocation, *options); };
  });
  auto adding = std::make_shared<PrivateOptions>();
  CLI::App* add = AddCommand<PrivateOptions>(*command, invocation, "add", "Write something down", adding, RunAdd);
  add->add_option("text", adding->words, "Words; - reads them from standard input")->required()->type_name("TEXT");
  AddDay(*add, adding->day);
  auto removing = std::make_shared<PrivateOptions>();
  CLI::App* remove = AddCommand<PrivateOptions>(*command, invocation, "remove", "Take one away", removing, RunRemove);
  remove->add_option("number", removing->number, "Its number in the list")->required()->type_name("NUMBER");
}

}  // namespace toward::client
