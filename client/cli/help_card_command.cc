// `toward help-card`: when to seek help. Needs no plan, no network and no name.

#include "client/cli/command.h"
#include "client/cli/screen.h"
#include "fmt/format.h"
#include "plan/help_card.h"

namespace toward::client {
namespace {

struct HelpCardOptions {
  bool json = false;
};

std::string CardText() {
  std::string text = std::string(plan::kHelpCardTitle) + "\n";
  for (const plan::HelpSection& section : plan::HelpCard()) {
    text += fmt::format("\n{}\n", section.heading);
    if (!section.text.empty()) text += fmt::format("  {}\n", section.text);
    for (const std::string_view point : section.points) text += fmt::format("  - {}\n", point);
    for (const plan::HelpLine& line : section.lines) {
      text += fmt::format("  {}: {}\n    {}\n", line.name, line.number, line.note);
    }
  }
  return text;
}

nlohmann::json CardToJson() {
  nlohmann::json sections = nlohmann::json::array();
  for (const plan::HelpSection& section : plan::HelpCard()) {
    nlohmann::json lines = nlohmann::json::array();
    for (const plan::HelpLine& line : section.lines) {
      lines.push_back({{"name", line.name}, {"number", line.number}, {"note", line.note}});
    }
    sections.push_back({{"heading", section.heading},
                        {"text", section.text},
                        {"points", section.points},
                        {"lines", std::move(lines)}});
  }
  return {{"title", plan::kHelpCardTitle}, {"sections", std::move(sections)}};
}

absl::Status RunHelpCard(Invocation& invocation, const HelpCardOptions& options) {
  invocation.around.out << (options.json ? Dumped(CardToJson()) : CardText());
  return absl::OkStatus();
}

}  // namespace

void AddHelpCard(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<HelpCardOptions>();
  CLI::App* card =
      AddCommand<HelpCardOptions>(app, invocation, "help-card", "When to seek help, and where", options, RunHelpCard);
  AddJson(*card, options->json);
}

}  // namespace toward::client
