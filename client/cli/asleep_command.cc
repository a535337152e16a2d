// `toward asleep`: the baby sleeps, so that the evening can begin.

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/wall_clock.h"
#include "client/reminding/reminder_calls.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

using Response = v1::SayAsleepResponse;

struct AsleepOptions {
  bool awake = false;
};

absl::StatusOr<std::string> Sentence(Home& home, const Response& response, const AsleepOptions& options) {
  switch (response.outcome()) {
    case Response::OUTCOME_SCHEDULED: {
      ASSIGN_OR_RETURN(const std::string clock, WallClockText(home, response.due_time_ms()));
      return fmt::format("Good. The reminder for the two of you comes at {}.", clock);
    }
    case Response::OUTCOME_CALLED_OFF:
      return "Called off; say it again when the baby sleeps.";
    default:
      return options.awake
                 ? "There was nothing to call off."
                 : "Good. There is nothing to remind of: it is done, or off, or the reminder has come already.";
  }
}

absl::StatusOr<Response> Say(const Identity& identity, const AsleepOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<ReminderCalls> calls, ReminderCalls::Open(identity));
  return calls->SayAsleep(options.awake ? ReminderCalls::Baby::kAwake : ReminderCalls::Baby::kAsleep);
}

absl::Status RunAsleep(Invocation& invocation, const AsleepOptions& options) {
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  const absl::StatusOr<Response> response = Say(home->identity(), options);
  if (absl::IsUnavailable(response.status())) return AsleepNotHeard();
  RETURN_IF_ERROR(response.status());
  ASSIGN_OR_RETURN(const std::string sentence, Sentence(*home, *response, options));
  invocation.around.out << sentence << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddAsleep(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<AsleepOptions>();
  CLI::App* asleep =
      AddCommand<AsleepOptions>(app, invocation, "asleep",
                                "Say that the baby sleeps; both are reminded of the check-in soon", options, RunAsleep);
  asleep->add_flag("--awake", options->awake, "It is awake again; nobody is reminded");
}

}  // namespace toward::client
