#include "client/cli/program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "CLI/CLI.hpp"
#include "client/cli/command.h"
#include "client/cli/flowing_text.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr char kAbout[] = "Toward: small things two partners do for each other, again and again.";
constexpr char kFooter[] =
    "\nBegin with `toward init`, or with `toward join` when your partner has invited you.\n"
    "Everything works without a network, and is sent when there is one.";

void AddCommands(CLI::App& app, Invocation& invocation) {
  AddToday(app, invocation);
  AddMarks(app, invocation);
  AddTime(app, invocation);
  AddAmends(app, invocation);
  AddEarlier(app, invocation);
  AddPlan(app, invocation);
  AddChildren(app, invocation);
  AddName(app, invocation);
  AddRituals(app, invocation);
  AddRemind(app, invocation);
  AddAsleep(app, invocation);
  AddPause(app, invocation);
  AddBusy(app, invocation);
  AddPlot(app, invocation);
  AddInit(app, invocation);
  AddInvite(app, invocation);
  AddJoin(app, invocation);
  AddDevices(app, invocation);
  AddPrivate(app, invocation);
  AddLock(app, invocation);
  AddTrust(app, invocation);
  AddRecover(app, invocation);
  AddLeave(app, invocation);
  AddSync(app, invocation);
  AddWatch(app, invocation);
  AddStatus(app, invocation);
  AddExport(app, invocation);
  AddImport(app, invocation);
  AddHelpCard(app, invocation);
  AddCompletion(app, invocation);
}

void SetUp(CLI::App& app, Invocation& invocation) {
  app.name("toward");
  app.footer(kFooter);
  app.set_help_flag("-h,--help", "Say how it is used");
  app.set_version_flag("--version", "toward " TOWARD_VERSION);
  app.fallthrough();
  app.require_subcommand(1);
  app.add_option("--directory", invocation.directory, "Where the plan is kept on this device")->type_name("PATH");
  app.add_flag("--offline", invocation.offline, "Leave the network alone; what is saved is sent later");
  AddCommands(app, invocation);
}

// The command the line was about, as far as it was understood: "toward time".
std::string CommandName(const CLI::App& app) {
  std::string name = "toward";
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  return name;
}

// Says what is wrong without repeating what was typed: it may be somebody's words.
std::string UsageSentence(const CLI::App& app, const CLI::ParseError& error) {
  const std::string command = CommandName(app);
  if (app.get_subcommands().empty()) return "That is not a command of Toward; `toward --help` lists them.";
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return fmt::format("That is more than `{0}` takes; put words in quotes, or see `{0} --help`.", command);
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return fmt::format("`{0}` needs more than that; see `{0} --help`.", command);
  }
  return fmt::format("That is not how `{0}` is used; see `{0} --help`.", command);
}

// 0 when there is something to run, and when help or version was all that was asked for.
int Parse(CLI::App& app, std::vector<std::string> arguments, Surroundings& around) {
  if (arguments.empty()) arguments = {"--help"};
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::Success& asked) {
    return app.exit(asked, around.out, around.err);
  } catch (const CLI::ParseError& error) {
    around.err << UsageSentence(app, error) << "\n";
    return 2;
  }
  return 0;
}

int RunIn(const std::vector<std::string>& arguments, Surroundings& around) {
  Invocation invocation{.around = around};
  CLI::App app(kAbout);
  SetUp(app, invocation);
  if (const int result = Parse(app, arguments, around); result != 0 || !invocation.run) return result;
  const absl::Status status = invocation.run();
  around.out.flush();
  if (status.ok()) return 0;
  around.err << SafeLine(std::string(status.message())) << "\n";
  return 1;
}

// Whether its lines are for a program, or drawn to a width of their own, and must stay as they are.
bool KeepsItsLines(const std::vector<std::string>& arguments) {
  static constexpr std::array<std::string_view, 5> kWords = {"--json", "export", "completion", "man", "plot"};
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return std::find(kWords.begin(), kWords.end(), argument) != kWords.end();
  });
}

}  // namespace

int RunProgram(const std::vector<std::string>& arguments, Surroundings& around) {
  if (!around.out_is_terminal) return RunIn(arguments, around);
  FlowingText flowing_out(around.out, around.columns), flowing_err(around.err, around.columns);
  std::ostream out(&flowing_out), err(&flowing_err);
  Surroundings narrow{.in = around.in,
                      .out = KeepsItsLines(arguments) ? around.out : out,
                      .err = err,
                      .in_is_terminal = around.in_is_terminal,
                      .out_is_terminal = around.out_is_terminal,
                      .environment = around.environment,
                      .clock = around.clock,
                      .random = around.random,
                      .keyboard = around.keyboard,
                      .columns = around.columns,
                      .device_name = around.device_name};
  return RunIn(arguments, narrow);
}

}  // namespace toward::client
