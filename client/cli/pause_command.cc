// `toward pause`: days on which nothing is asked of somebody.

#include <optional>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/plan_changes.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct PauseOptions {
  std::string until;
  std::string days;
};

absl::StatusOr<plan::PlanDay> LastDay(const PauseOptions& options, plan::PlanDay today) {
  if (!options.until.empty()) return plan::ParseDay(options.until, today);
  if (options.days.empty()) return today;
  int32_t days = 0;
  if (!absl::SimpleAtoi(options.days, &days) || days < 1 || days > 366) return PauseOutOfRange();
  return today.Plus(days - 1);
}

absl::Status RunPause(Invocation& invocation, const PauseOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  ASSIGN_OR_RETURN(const plan::PlanDay last, LastDay(options, today));
  const std::string until = last == today ? "for today" : "until " + LongDate(last);
  return SaveOnDay(invocation, "today",
                   fmt::format("Rest, {}; nothing is asked and nothing is counted. `toward pause end` ends it.", until),
                   [&](const Hand& hand) { return Pause(hand, last); });
}

absl::Status RunEnd(Invocation& invocation, const PauseOptions&) {
  return SaveOnDay(invocation, "today", "The pause is over; good to have you back.",
                   [&](const Hand& hand) { return EndPause(hand); });
}

}  // namespace

void AddPause(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<PauseOptions>();
  CLI::App* pause = app.add_subcommand("pause", "Rest for some days; without an option, for today");
  pause->require_subcommand(0, 1);
  CLI::Option* until =
      pause->add_option("--until", options->until, "The last day of it: tomorrow, or a date like 2026-11-24");
  until->type_name("DAY");
  pause->add_option("--days", options->days, "How many days, today with them")->type_name("NUMBER")->excludes(until);
  // Runs after the command below it has had its turn, so it acts only when there was none.
  pause->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunPause(invocation, *options); };
  });
  AddCommand<PauseOptions>(*pause, invocation, "end", "End the pause", options, RunEnd);
}

}  // namespace toward::client
