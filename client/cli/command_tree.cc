#include "client/cli/command_tree.h"

namespace toward::client {
namespace {

CommandOption OptionOf(const CLI::Option& option) {
  CommandOption result{.names = {}, .help = option.get_description(), .value = "", .required = option.get_required()};
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  if (option.get_items_expected_max() > 0) result.value = option.get_type_name();
  return result;
}

void AddPages(const CLI::App& app, const std::string& above, std::vector<CommandPage>& pages) {
  CommandPage page{.path = above + app.get_name(), .help = app.get_description()};
  for (const CLI::Option* option : app.get_options({})) {
    (option->get_positional() ? page.arguments : page.options).push_back(OptionOf(*option));
  }
  const std::vector<const CLI::App*> below = app.get_subcommands({});
  for (const CLI::App* command : below) page.commands.push_back({command->get_name(), command->get_description()});
  pages.push_back(page);
  for (const CLI::App* command : below) AddPages(*command, page.path + " ", pages);
}

}  // namespace

std::vector<CommandPage> CommandPages(const CLI::App& program) {
  std::vector<CommandPage> pages;
  AddPages(program, "", pages);
  return pages;
}

}  // namespace toward::client
