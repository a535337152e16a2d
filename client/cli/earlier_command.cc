// `toward earlier`: words that other words have replaced.

#include <optional>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/plan_view.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct EarlierOptions {
  bool json = false;
};

std::string_view WhatWasWritten(const EarlierWords& words) {
  switch (words.kind) {
    case v1::KIND_MEMBER:
      return "A member's name";
    case v1::KIND_CHILD:
      return "A child's name";
    case v1::KIND_RITUAL:
      return "A ritual's title";
    case v1::KIND_REFLECTION:
      return "Words at a check-in";
    default:
      return "A note";
  }
}

std::string Render(const EarlierWords& words, const plan::Calendar& calendar) {
  std::string text = fmt::format("{}, written {}\n", WhatWasWritten(words), LongDate(calendar.DayOf(words.written_ms)));
  for (const std::string& line : Lines(SafeText(words.text))) text += "      " + line + "\n";
  return text;
}

nlohmann::json ToJson(const EarlierWords& words) {
  return {{"kind", v1::Kind_Name(words.kind)},
          {"id", words.id.ToHex()},
          {"field", words.field},
          {"written_ms", words.written_ms},
          {"text", words.text}};
}

absl::Status RunEarlier(Invocation& invocation, const EarlierOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const std::vector<EarlierWords> earlier, home->replica().ListEarlierWords());
  ASSIGN_OR_RETURN(const std::optional<plan::Calendar> calendar, LoadCalendar(home->replica()));
  nlohmann::json json = nlohmann::json::array();
  std::string text;
  for (const EarlierWords& words : earlier) {
    json.push_back(ToJson(words));
    if (calendar) text += Render(words, *calendar);
  }
  if (text.empty()) text = "No words have been replaced in the last 30 days.\n";
  invocation.around.out << (options.json ? Dumped(json) : text);
  return absl::OkStatus();
}

}  // namespace

void AddEarlier(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<EarlierOptions>();
  CLI::App* earlier = AddCommand<EarlierOptions>(app, invocation, "earlier",
                                                 "Show words that others have replaced; they are kept for 30 days",
                                                 options, RunEarlier);
  AddJson(*earlier, options->json);
}

}  // namespace toward::client
