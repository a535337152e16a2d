// What the commands share: how they are registered, and the few steps most of them take.
#ifndef TOWARD_CLIENT_CLI_COMMAND_H_
#define TOWARD_CLIENT_CLI_COMMAND_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/home.h"
#include "client/cli/marks.h"
#include "client/cli/surroundings.h"

namespace toward::client {

// One run of the program. The options every command has are here; the chosen command leaves what is to be done in
// `run`.
struct Invocation {
  Surroundings& around;
  // As given; empty: the usual place.
  std::string directory = {};
  bool offline = false;
  std::function<absl::Status()> run = {};
};

// Each adds its commands to the program. `invocation` must outlive `app`.
void AddInit(CLI::App& app, Invocation& invocation);
void AddInvite(CLI::App& app, Invocation& invocation);
void AddJoin(CLI::App& app, Invocation& invocation);
void AddDevices(CLI::App& app, Invocation& invocation);
void AddPrivate(CLI::App& app, Invocation& invocation);
void AddLock(CLI::App& app, Invocation& invocation);
void AddTrust(CLI::App& app, Invocation& invocation);
void AddRecover(CLI::App& app, Invocation& invocation);
void AddLeave(CLI::App& app, Invocation& invocation);
void AddName(CLI::App& app, Invocation& invocation);
void AddChildren(CLI::App& app, Invocation& invocation);
void AddRituals(CLI::App& app, Invocation& invocation);
void AddPlan(CLI::App& app, Invocation& invocation);
void AddBusy(CLI::App& app, Invocation& invocation);
void AddRemind(CLI::App& app, Invocation& invocation);
void AddAsleep(CLI::App& app, Invocation& invocation);
void AddPause(CLI::App& app, Invocation& invocation);
void AddPlot(CLI::App& app, Invocation& invocation);
void AddHelpCard(CLI::App& app, Invocation& invocation);
void AddMarks(CLI::App& app, Invocation& invocation);
void AddTime(CLI::App& app, Invocation& invocation);
void AddAmends(CLI::App& app, Invocation& invocation);
void AddToday(CLI::App& app, Invocation& invocation);
void AddEarlier(CLI::App& app, Invocation& invocation);
void AddStatus(CLI::App& app, Invocation& invocation);
void AddSync(CLI::App& app, Invocation& invocation);
void AddWatch(CLI::App& app, Invocation& invocation);
void AddExport(CLI::App& app, Invocation& invocation);
void AddImport(CLI::App& app, Invocation& invocation);
void AddCompletion(CLI::App& app, Invocation& invocation);

// A command whose options live as long as the program. `run` is called when the command was chosen.
template <typename Options>
CLI::App* AddCommand(CLI::App& app, Invocation& invocation, const std::string& name, const std::string& help,
                     std::shared_ptr<Options> options, std::function<absl::Status(Invocation&, const Options&)> run) {
  CLI::App* command = app.add_subcommand(name, help);
  command->callback([&invocation, options, run] {
    invocation.run = [&invocation, options, run] { return run(invocation, *options); };
  });
  return command;
}

// --json, for commands that read.
void AddJson(CLI::App& command, bool& json);
// --day, for commands about one day.
void AddDay(CLI::App& command, std::string& day);

absl::StatusOr<std::unique_ptr<Home>> OpenHome(const Invocation& invocation);

// The words of an argument: "-" stands for standard input, so that they need not be in the shell's history. White space
// around them goes.
std::string WordsFrom(const std::string& argument, const Invocation& invocation);

// INVALID_ARGUMENT: no words, or more than a name has.
absl::Status CheckName(std::string_view name);
// What somebody or something is called, from an argument as above. Errors of CheckName.
absl::StatusOr<std::string> NameFrom(const std::string& argument, const Invocation& invocation);

// A whole number of minutes, 1 to 1440. INVALID_ARGUMENT otherwise.
absl::StatusOr<uint32_t> MinutesFrom(const std::string& text);

// Makes one local change, says "Saved. <sentence>" once it is on disk, then sends it as SendSaved does.
absl::Status Save(Invocation& invocation, Home& home, const Writes& writes, std::string_view sentence);

// One act on a day: reads the plan around it, asks `act` for its writes, and saves them.
absl::Status SaveOnDay(Invocation& invocation, const std::string& day, std::string_view sentence,
                       const std::function<absl::StatusOr<Writes>(const Hand&)>& act);

// The same for what has happened. INVALID_ARGUMENT: the day is still ahead.
absl::Status SaveHappened(Invocation& invocation, const std::string& day, std::string_view sentence,
                          const std::function<absl::StatusOr<Writes>(const Hand&)>& act);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_COMMAND_H_
