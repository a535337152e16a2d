// `toward today`.

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/screen.h"
#include "plan/today.h"

namespace toward::client {
namespace {

struct TodayOptions {
  std::string day = "today";
  bool json = false;
};

absl::Status RunToday(Invocation& invocation, const TodayOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  ASSIGN_OR_RETURN(const plan::PlanDay day, plan::ParseDay(options.day, today));
  ASSIGN_OR_RETURN(const plan::Plan plan, home->ShownAround(day));
  ASSIGN_OR_RETURN(const ReplicaStatus status, home->replica().Status());
  const plan::DayView view = plan::ViewOf(plan, day, today);
  invocation.around.out << (options.json ? Dumped(DayToJson(view, status.changes_waiting))
                                         : RenderDay(view, status.changes_waiting, StyleOf(invocation.around)));
  return absl::OkStatus();
}

}  // namespace

void AddToday(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<TodayOptions>();
  CLI::App* today = AddCommand<TodayOptions>(app, invocation, "today", "Show the day", options, RunToday);
  AddDay(*today, options->day);
  AddJson(*today, options->json);
}

}  // namespace toward::client
