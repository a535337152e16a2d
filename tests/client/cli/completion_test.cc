// Completions and the manual page, held to the program they describe, and to the shells and readers at hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "client/cli/text.h"
#include "tests/client/cli/device.h"

namespace toward::client {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// What a command line prints on both streams, and whether it ended well.
struct Heard {
  std::string out;
  bool ok = false;
};
Heard RunShell(const std::string& command) {
  Heard run;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return run;
  std::array<char, 4096> buffer{};
  for (size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) run.out.append(buffer.data(), n);
  run.ok = pclose(pipe) == 0;
  return run;
}
// Hyphens that can be copied.
std::string InRoff(const std::string& text) {
  std::string roff;
  for (const char c : text) roff += c == '-' ? "\\-" : std::string(1, c);
  return roff;
}

class Describing : public testing::Test {
 protected:
  std::string Say(const std::vector<std::string>& arguments) {
    const Printed printed = device_.Toward(arguments);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    return printed.out;
  }
  std::string Written(const std::vector<std::string>& arguments, const std::string& name) {
    const std::string path = device_.directory() + "/" + name;
    std::ofstream(path) << Say(arguments);
    return path;
  }
  // The commands below one, as its --help lists them.
  std::vector<std::string> CommandsOf(std::vector<std::string> command) {
    command.push_back("--help");
    std::vector<std::string> names;
    bool listed = false;
    for (const std::string& line : Lines(Say(command))) {
      if (listed && line.starts_with("  ") && line[2] != ' ') names.push_back(line.substr(2, line.find(' ', 2) - 2));
      listed = listed || line == "Subcommands:";
    }
    return names;
  }
  // What bash offers at the last of these words.
  std::vector<std::string> Offered(const std::string& script, const std::string& words) {
    const Heard run =
        RunShell("bash -c 'source " + script + "; COMP_WORDS=(" + words +
                 "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _toward; printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
    EXPECT_TRUE(run.ok) << run.out;
    return Lines(run.out);
  }

  Device device_;
};

TEST_F(Describing, EveryCommandIsInEveryCompletionAndInTheManual) {
  const std::string bash = Say({"completion", "bash"}), zsh = Say({"completion", "zsh"}),
                    fish = Say({"completion", "fish"}), manual = Say({"man"});
  const std::vector<std::string> commands = CommandsOf({});
  ASSERT_THAT(commands, AllOf(Contains("today"), Contains("plan"), Contains("import"), Contains("completion")));
  for (const std::string& command : commands) {
    EXPECT_THAT(bash, HasSubstr("'toward " + command + "') words="));
    EXPECT_THAT(zsh, HasSubstr("'" + command + ":"));
    EXPECT_THAT(fish, HasSubstr(" -a " + command + " -d "));
    EXPECT_THAT(manual, HasSubstr("\n.SS toward " + InRoff(command) + "\n"));
    for (const std::string& below : CommandsOf({command})) {
      EXPECT_THAT(bash, HasSubstr("'toward " + command + " " + below + "') words="));
      EXPECT_THAT(fish, HasSubstr("\"toward " + command + "\"' -f -a " + below + " -d "));
      EXPECT_THAT(manual, HasSubstr("\n.SS toward " + InRoff(command + " " + below) + "\n"));
    }
  }
}

TEST_F(Describing, BashReadsItAndCompletes) {
  const std::string script = Written({"completion", "bash"}, "completion.bash");
  const Heard checked = RunShell("bash -n " + script);
  EXPECT_TRUE(checked.ok) << checked.out;
  EXPECT_THAT(Offered(script, "toward \"\""), AllOf(Contains("today"), Contains("--offline")));
  EXPECT_THAT(Offered(script, "toward pl"), testing::UnorderedElementsAre("plan", "plot"));
  EXPECT_THAT(Offered(script, "toward plan \"\""), AllOf(Contains("week"), Contains("repair"), Not(Contains("today"))));
  EXPECT_THAT(Offered(script, "toward --directory plan \"\""), Contains("today")) << "plan is where it is kept";
  EXPECT_THAT(Offered(script, "toward plan week --"), AllOf(Contains("--next"), Contains("--json")));
  EXPECT_THAT(Offered(script, "toward export --output \"\""), testing::ElementsAre("")) << "a file";
}

TEST_F(Describing, OtherShellsReadIt) {
  for (const std::string shell : {"zsh", "fish"}) {
    const Heard checked = RunShell(shell + " -n " + Written({"completion", shell}, "completion." + shell));
    EXPECT_TRUE(checked.ok) << checked.out;
  }
  EXPECT_THAT(Say({"completion", "zsh"}), StartsWith("#compdef toward\n"));
}

TEST_F(Describing, TheManualIsRoffWithoutAWarning) {
  const std::string manual = Say({"man"});
  EXPECT_THAT(manual, StartsWith(".TH TOWARD 1 "));
  for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "ENVIRONMENT"}) {
    EXPECT_THAT(manual, HasSubstr("\n.SH " + std::string(section) + "\n"));
  }
  const std::string path = Written({"man"}, "toward.1");
  EXPECT_THAT(RunShell("groff -man -Tutf8 -ww -z " + path).out, IsEmpty());
  EXPECT_THAT(RunShell("MANWIDTH=200 man -l " + path + " | col -b").out,
              AllOf(HasSubstr("toward plan week"), HasSubstr("--next")));
}

TEST_F(Describing, AnotherShellIsRefused) {
  EXPECT_EQ(device_.Toward({"completion", "secret"}).exit_code, 2);
  EXPECT_EQ(device_.Toward({"completion"}).exit_code, 2);
}

}  // namespace
}  // namespace toward::client
