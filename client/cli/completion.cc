#include "client/cli/completion.h"

#include <string_view>

#include "fmt/format.h"

namespace toward::client {
namespace {

// In single quotes, for bash and zsh.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string FishQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

// Its own options, and those of every command above, which the parser takes there too.
std::vector<CommandOption> OptionsOn(const std::vector<CommandPage>& pages, const CommandPage& page) {
  std::vector<CommandOption> options = page.options;
  for (const CommandPage& above : pages) {
    if (!page.path.starts_with(above.path + " ")) continue;
    for (const CommandOption& option : above.options) {
      // --help is on each page already; --version is the program's.
      const std::string& name = option.names.back();
      if (name != "--help" && name != "--version") options.push_back(option);
    }
  }
  return options;
}

// The arms of a `case` that walks the words so far: a command leads to its page, an option with a value takes the next
// word with it.
std::string WalkArms(const std::vector<CommandPage>& pages) {
  std::string arms;
  for (const CommandPage& page : pages) {
    for (const CommandPage::Below& command : page.commands) {
      arms += fmt::format("      {0}) at={0} ;;\n", Quoted(page.path + " " + command.name));
    }
    for (const CommandOption& option : OptionsOn(pages, page)) {
      if (option.value.empty()) continue;
      for (const std::string& name : option.names) {
        arms += fmt::format("      {}) skip=1 ;;\n", Quoted(page.path + " " + name));
      }
    }
  }
  return arms;
}

}  // namespace

std::string BashCompletion(const std::vector<CommandPage>& pages) {
  std::string words;
  for (const CommandPage& page : pages) {
    std::string entries;
    for (const CommandPage::Below& command : page.commands) entries += command.name + " ";
    for (const CommandOption& option : OptionsOn(pages, page)) {
      for (const std::string& name : option.names) entries += name + " ";
    }
    words += fmt::format("    {}) words={} ;;\n", Quoted(page.path), Quoted(entries));
  }
  return fmt::format(R"(# bash completion for toward
_toward() {{
  local at=toward skip='' words='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$at $word" in
{}    esac
  done
  if [[ -n $skip ]]; then return; fi
  case $at in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -o default -F _toward toward
)",
                     WalkArms(pages), words);
}

std::string ZshCompletion(const std::vector<CommandPage>& pages) {
  std::string entries;
  for (const CommandPage& page : pages) {
    entries += fmt::format("    {}) entries=(\n", Quoted(page.path));
    for (const CommandPage::Below& command : page.commands) {
      entries += fmt::format("      {}\n", Quoted(command.name + ":" + command.help));
    }
    for (const CommandOption& option : OptionsOn(pages, page)) {
      for (const std::string& name : option.names) {
        entries += fmt::format("      {}\n", Quoted(name + ":" + option.help));
      }
    }
    entries += "    ) ;;\n";
  }
  return fmt::format(R"(#compdef toward
_toward() {{
  local at=toward skip='' word
  local -a entries
  for word in ${{words[2,CURRENT-1]}}; do
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$at $word" in
{}    esac
  done
  if [[ -n $skip ]]; then _files; return; fi
  case $at in
{}  esac
  _describe 'toward' entries || _files
}}
compdef _toward toward
)",
                     WalkArms(pages), entries);
}

std::string FishCompletion(const std::vector<CommandPage>& pages) {
  std::string commands, values, completions;
  for (const CommandPage& page : pages) {
    const std::string here =
        fmt::format("complete -c toward -n {}", FishQuoted("test (__toward_at) = \"" + page.path + "\""));
    for (const CommandPage::Below& command : page.commands) {
      commands += " " + FishQuoted(page.path + " " + command.name);
      completions += fmt::format("{} -f -a {} -d {}\n", here, command.name, FishQuoted(command.help));
    }
    for (const CommandOption& option : OptionsOn(pages, page)) {
      std::string names;
      for (const std::string& name : option.names) {
        names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
        if (!option.value.empty()) values += " " + FishQuoted(page.path + " " + name);
      }
      completions +=
          fmt::format("{}{}{} -d {}\n", here, names, option.value.empty() ? "" : " -r", FishQuoted(option.help));
    }
  }
  return fmt::format(R"(# fish completion for toward
function __toward_at
  set -l at toward
  set -l skip ''
  for word in (commandline -opc)[2..-1]
    if test -n "$skip"
      set skip ''
      continue
    end
    switch "$at $word"
      case{}
        set at "$at $word"
      case{}
        set skip 1
    end
  end
  echo $at
end
{})",
                     commands, values, completions);
}

}  // namespace toward::client
