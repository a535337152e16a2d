#include "client/cli/command.h"

#include <charconv>
#include <iterator>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

// In characters.
constexpr size_t kLongestName = 60;

}  // namespace

void AddJson(CLI::App& command, bool& json) { command.add_flag("--json", json, "As JSON, for programs"); }

void AddDay(CLI::App& command, std::string& day) {
  command.add_option("--day", day, "today, yesterday, or a date like 2026-11-24")->type_name("DAY");
}

absl::StatusOr<std::unique_ptr<Home>> OpenHome(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const std::string directory, ChooseDirectory(invocation.directory, invocation.around));
  return Home::Open(directory, invocation.around);
}

std::string WordsFrom(const std::string& argument, const Invocation& invocation) {
  if (argument != "-") return Trimmed(argument);
  std::istream& in = invocation.around.in;
  return Trimmed(std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()));
}

absl::Status CheckName(std::string_view name) {
  if (name.empty()) return NoWords();
  return Width(SafeLine(name)) > kLongestName ? NameTooLong() : absl::OkStatus();
}

absl::StatusOr<std::string> NameFrom(const std::string& argument, const Invocation& invocation) {
  std::string name = WordsFrom(argument, invocation);
  RETURN_IF_ERROR(CheckName(name));
  return name;
}

absl::StatusOr<uint32_t> MinutesFrom(const std::string& text) {
  uint32_t minutes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || minutes < 1 || minutes > 1440) return MinutesOutOfRange();
  return minutes;
}

absl::Status Save(Invocation& invocation, Home& home, const Writes& writes, std::string_view sentence) {
  RETURN_IF_ERROR(home.Commit(writes));
  invocation.around.out << "Saved. " << sentence << std::endl;
  return SendSaved(invocation, home);
}

absl::Status SaveOnDay(Invocation& invocation, const std::string& day, std::string_view sentence,
                       const std::function<absl::StatusOr<Writes>(const Hand&)>& act) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const plan::PlanDay chosen, home->DayFrom(day));
  ASSIGN_OR_RETURN(const plan::Plan everything, home->EverythingAround(chosen));
  const plan::Plan shown = plan::Shown(everything);
  ASSIGN_OR_RETURN(const Writes writes, act({.family = home->identity().family,
                                             .member = home->identity().member,
                                             .day = chosen,
                                             .plan = shown,
                                             .everything = everything}));
  return Save(invocation, *home, writes, sentence);
}

absl::Status SaveHappened(Invocation& invocation, const std::string& day, std::string_view sentence,
                          const std::function<absl::StatusOr<Writes>(const Hand&)>& act) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  return SaveOnDay(invocation, day, sentence, [&](const Hand& hand) -> absl::StatusOr<Writes> {
    if (hand.day > today) return DayStillAhead();
    return act(hand);
  });
}

}  // namespace toward::client
