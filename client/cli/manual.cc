#include "client/cli/manual.h"

#include "fmt/format.h"

namespace toward::client {
namespace {

// Text as roff prints it literally, on one line.
std::string Roff(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    if (c == '\\') {
      roff += "\\e";
    } else if (c == '-') {
      roff += "\\-";
    } else if (c == '\n') {
      roff += ' ';
    } else {
      roff += c;
    }
  }
  const bool looks_like_a_request = roff.starts_with('.') || roff.starts_with('\'');
  return looks_like_a_request ? "\\&" + roff : roff;
}

std::string ArgumentText(const CommandOption& argument) {
  return argument.required ? argument.value : "[" + argument.value + "]";
}

// "toward time [CHILD] [MINUTES] [options]".
std::string Usage(const CommandPage& page) {
  std::string usage = fmt::format(".B {}", Roff(page.path));
  std::string rest;
  for (const CommandOption& argument : page.arguments) rest += " " + ArgumentText(argument);
  if (!page.commands.empty()) rest += " [command]";
  if (!page.options.empty()) rest += " [options]";
  return usage + "\n" + Roff(rest.empty() ? "" : rest.substr(1)) + "\n";
}

std::string Entry(const std::string& term, const std::string& help, bool required) {
  return fmt::format(".TP\n{}\n{}{}\n", term, Roff(help), required ? " (required)" : "");
}

std::string Entries(const CommandPage& page) {
  std::string text;
  for (const CommandOption& argument : page.arguments) {
    text += Entry(fmt::format(".I {}", Roff(argument.value)), argument.help, argument.required);
  }
  for (const CommandOption& option : page.options) {
    std::string names;
    for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + name;
    const std::string value = option.value.empty() ? "" : " \\fI" + Roff(option.value) + "\\fR";
    text += Entry(fmt::format("\\fB{}\\fR{}", Roff(names), value), option.help, option.required);
  }
  return text;
}

}  // namespace

std::string ManualPage(const std::vector<CommandPage>& pages, std::string_view version) {
  std::string text = fmt::format(".TH TOWARD 1 \"\" \"toward {}\" \"Toward\"\n", Roff(version));
  text += ".SH NAME\ntoward \\- small things two partners do for each other, again and again\n";
  text += ".SH SYNOPSIS\n.B toward\n.I command\n[options]\n";
  text += ".SH DESCRIPTION\n" + Roff(pages.front().help) + "\n";
  text += "Everything works without a network, and is sent when there is one.\n";
  text += ".SH OPTIONS\n" + Entries(pages.front());
  text += ".SH COMMANDS\n";
  for (size_t i = 1; i < pages.size(); ++i) {
    text += fmt::format(".SS {}\n{}.PP\n{}\n{}", Roff(pages[i].path), Usage(pages[i]), Roff(pages[i].help),
                        Entries(pages[i]));
  }
  text += ".SH ENVIRONMENT\n";
  text += Entry(".B TOWARD_DIRECTORY", "Where the plan is kept on this device, unless --directory says it.", false);
  text += Entry(".B NO_COLOR", "When it is set, the screen is plain.", false);
  return text;
}

}  // namespace toward::client
