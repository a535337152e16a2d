// `toward today`.

#include "base/status_macros.h"
#include "client/cli/check_in_screen.h"
#include "client/cli/command.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "plan/today.h"

namespace toward::client {
namespace {

struct TodayOptions {
  std::string day = "today";
  bool json = false;
};

absl::Status RunToday(Invocation& invocation, const TodayOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  const bool fetched = FetchNews(invocation, *home);
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  ASSIGN_OR_RETURN(const plan::PlanDay day, plan::ParseDay(options.day, today));
  ASSIGN_OR_RETURN(const plan::Plan plan, home->ShownAround(day));
  ASSIGN_OR_RETURN(const ReplicaStatus status, home->replica().Status());
  ASSIGN_OR_RETURN(const int64_t now_ms, home->replica().NowMs());
  const plan::DayView view = plan::ViewOf(plan, day, today);
  if (options.json) {
    nlohmann::json json = DayToJson(view, status.changes_waiting);
    if (const nlohmann::json timer = TimerToJson(plan, day, now_ms); !timer.is_null()) json["check_in_timer"] = timer;
    invocation.around.out << Dumped(json);
    return absl::OkStatus();
  }
  invocation.around.out << RenderDay(view, status.changes_waiting, StyleOf(invocation.around));
  if (const std::string timer = RenderTimer(plan, day, now_ms); !timer.empty()) invocation.around.out << "\n" << timer;
  if (!fetched) invocation.around.out << "\nThe server cannot be reached now; this is what this device knows.\n";
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
