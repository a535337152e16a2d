// `toward plot`: the past weeks as a picture and in words.

#include <algorithm>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/plot.h"
#include "client/cli/plot_svg.h"
#include "client/cli/private_file.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/history.h"

namespace toward::client {
namespace {

struct PlotOptions {
  std::string what;
  std::string weeks = "12";
  std::string svg;
  bool json = false;
};

constexpr int32_t kMostWeeks = 53;
constexpr std::string_view kStandardOutput = "-";

absl::StatusOr<int32_t> WeeksFrom(const std::string& text) {
  int32_t weeks = 0;
  if (!absl::SimpleAtoi(text, &weeks) || weeks < 1 || weeks > kMostWeeks) return WeeksOutOfRange();
  return weeks;
}

// All that are asked for, but on a terminal no more than it has room for.
int32_t WeeksDrawn(const Surroundings& around, const PlotOptions& options, int32_t asked) {
  const bool is_on_screen = around.out_is_terminal && options.svg.empty() && !options.json;
  return is_on_screen ? std::min(asked, WeeksThatFit(around.columns())) : asked;
}

// Those of the ritual or the child that `what` names; all, when it is empty.
absl::StatusOr<std::vector<plan::History>> Chosen(const plan::Plan& plan, const std::string& what, plan::PlanDay first,
                                                  plan::PlanDay present) {
  if (what.empty()) return HistoriesOf(plan, first, present);
  const absl::StatusOr<plan::Ritual> ritual = ChooseRitual(plan, what);
  if (ritual.ok()) return HistoriesOf(plan, *ritual, first, present);
  const absl::StatusOr<Target> target = ChooseTarget(plan, what);
  if (!target.ok()) return ritual.status();
  std::vector<plan::History> histories = HistoriesOf(plan, target->ritual, first, present);
  std::erase_if(histories, [&](const plan::History& history) { return history.child != target->child->id; });
  return histories;
}

absl::Status Show(Invocation& invocation, const PlotOptions& options, const std::vector<plan::History>& histories) {
  std::ostream& out = invocation.around.out;
  if (options.svg == kStandardOutput) {
    out << HistoriesToSvg(histories);
    return absl::OkStatus();
  }
  if (!options.svg.empty()) {
    RETURN_IF_ERROR(WritePrivateFile(options.svg, HistoriesToSvg(histories)));
  }
  if (options.json) {
    out << Dumped(HistoriesToJson(histories));
  } else if (options.svg.empty()) {
    out << RenderHistories(histories, StyleOf(invocation.around));
  } else {
    for (const plan::History& history : histories) out << SentenceOf(history) << "\n";
    out << "The picture is in that file.\n";
  }
  return absl::OkStatus();
}

absl::Status RunPlot(Invocation& invocation, const PlotOptions& options) {
  ASSIGN_OR_RETURN(const int32_t asked, WeeksFrom(options.weeks));
  const int32_t weeks = WeeksDrawn(invocation.around, options, asked);
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  FetchNews(invocation, *home);
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  ASSIGN_OR_RETURN(const plan::Plan plan, home->ShownBetween(today.Plus(1 - plan::kMemoryDays), today));
  const plan::PlanDay first = today.StartOfWeek().Plus(-7 * (weeks - 1));
  ASSIGN_OR_RETURN(const std::vector<plan::History> histories, Chosen(plan, options.what, first, today));
  RETURN_IF_ERROR(Show(invocation, options, histories));
  if (weeks < asked) {
    invocation.around.out << fmt::format("There is room for {} here; --svg draws all.\n", Count(weeks, "week"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddPlot(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<PlotOptions>();
  CLI::App* plot = AddCommand<PlotOptions>(app, invocation, "plot", "Draw the past weeks", options, RunPlot);
  plot->add_option("what", options->what, "checkin, thank, time, an extra, or a child's name; without it, all")
      ->type_name("RITUAL");
  plot->add_option("--weeks", options->weeks, "How many weeks, 1 to 53; without it, 12")->type_name("NUMBER");
  plot->add_option("--svg", options->svg, "Write the picture to this file; - prints it")->type_name("FILE");
  AddJson(*plot, options->json);
}

}  // namespace toward::client
