// `toward rituals`: what the family keeps doing, how often, and which gentle extras there are.

#include <utility>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/plan_changes.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/extras.h"
#include "plan/rituals.h"

namespace toward::client {
namespace {

constexpr size_t kTitleColumns = 25;
constexpr uint32_t kLongestGoalMinutes = 240;

struct RitualsOptions {
  std::string ritual;
  std::optional<std::string> days;
  std::optional<std::string> times;
  std::optional<std::string> minutes;
  std::optional<std::string> title;
  bool json = false;
};

absl::StatusOr<plan::Plan> PlanOfToday(Home& home) {
  ASSIGN_OR_RETURN(const plan::PlanDay today, home.Today());
  return home.ShownAround(today);
}

bool IsChosen(const plan::Plan& plan, const plan::Extra& extra) {
  for (const plan::Ritual& ritual : plan.rituals) {
    if (ritual.type == v1::Ritual::TYPE_EXTRA && ritual.extra == extra.key) return true;
  }
  return false;
}

nlohmann::json CadenceToJson(const v1::Ritual::Cadence& cadence) {
  nlohmann::json json = nlohmann::json::object();
  if (cadence.times_per_week() > 0) {
    json["times_per_week"] = cadence.times_per_week();
  } else {
    json["weekdays"] = std::vector<uint32_t>(cadence.weekdays().begin(), cadence.weekdays().end());
  }
  return json;
}

nlohmann::json RitualToJson(const plan::Ritual& ritual) {
  nlohmann::json json = {{"id", ritual.id.ToHex()},
                         {"ritual", RitualName(ritual.type)},
                         {"title", TitleOf(ritual)},
                         {"cadence", CadenceToJson(ritual.cadence)}};
  if (!ritual.extra.empty()) json["extra"] = ritual.extra;
  if (ritual.minutes_goal) json["minutes_goal"] = *ritual.minutes_goal;
  return json;
}

std::string RitualLine(const plan::Ritual& ritual) {
  std::string line = Padded(SafeLine(TitleOf(ritual)), kTitleColumns) + CadenceInWords(ritual.cadence);
  if (ritual.minutes_goal) line += ", " + Count(*ritual.minutes_goal, "minute");
  return line + "\n";
}

absl::Status RunList(Invocation& invocation, const RitualsOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const plan::Plan plan, PlanOfToday(*home));
  nlohmann::json json = nlohmann::json::array();
  std::string text;
  for (const plan::Ritual& ritual : plan.rituals) {
    json.push_back(RitualToJson(ritual));
    text += RitualLine(ritual);
  }
  if (text.empty()) text = "The plan has no ritual now; `toward rituals add checkin` brings one back.\n";
  invocation.around.out << (options.json ? Dumped(json) : text);
  return absl::OkStatus();
}

std::string LibraryText(const plan::Plan& plan) {
  std::string text = "Small things to add, or to leave. Switch one on with `toward rituals add`.\n";
  std::string_view heading;
  for (const plan::Extra& extra : plan::Extras()) {
    if (const std::string_view own = HeadingOf(extra.for_whom); own != heading) {
      text += fmt::format("\n{}\n", own);
      heading = own;
    }
    text += fmt::format("  {}{}{}\n", Padded(extra.key, kTitleColumns), extra.title,
                        IsChosen(plan, extra) ? " (chosen)" : "");
    text += fmt::format("  {}{}\n", std::string(kTitleColumns, ' '), extra.hint);
  }
  return text;
}

nlohmann::json LibraryToJson(const plan::Plan& plan) {
  nlohmann::json json = nlohmann::json::array();
  for (const plan::Extra& extra : plan::Extras()) {
    json.push_back({{"key", extra.key},
                    {"title", extra.title},
                    {"hint", extra.hint},
                    {"heading", HeadingOf(extra.for_whom)},
                    {"counting", extra.counting == plan::Counting::kEach ? "each" : "joint"},
                    {"cadence", CadenceToJson(UsualCadence(extra))},
                    {"chosen", IsChosen(plan, extra)}});
    if (extra.minutes_goal) json.back()["minutes_goal"] = *extra.minutes_goal;
  }
  return json;
}

absl::Status RunExtras(Invocation& invocation, const RitualsOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const plan::Plan plan, PlanOfToday(*home));
  invocation.around.out << (options.json ? Dumped(LibraryToJson(plan)) : LibraryText(plan));
  return absl::OkStatus();
}

absl::Status RunAdd(Invocation& invocation, const RitualsOptions& options) {
  return SaveOnDay(invocation, "today", "It is in the plan for both, as long as it does good.",
                   [&](const Hand& hand) { return AddRitual(hand, options.ritual); });
}

absl::Status RunRemove(Invocation& invocation, const RitualsOptions& options) {
  return SaveOnDay(invocation, "today", "It is not in the plan any more; its marks come back if you add it again.",
                   [&](const Hand& hand) -> absl::StatusOr<Writes> {
                     ASSIGN_OR_RETURN(const plan::Ritual ritual, ChooseRitual(hand.plan, options.ritual));
                     return RemoveRitual(ritual);
                   });
}

absl::StatusOr<uint32_t> GoalFrom(const std::string& text) {
  if (text == "none") return 0;
  uint32_t minutes = 0;
  if (!absl::SimpleAtoi(text, &minutes) || minutes < 1 || minutes > kLongestGoalMinutes) return GoalOutOfRange();
  return minutes;
}

absl::StatusOr<RitualChange> ChangeFrom(const Invocation& invocation, const RitualsOptions& options) {
  RitualChange change;
  if (options.days) {
    ASSIGN_OR_RETURN(change.cadence, CadenceFromDays(*options.days));
  }
  if (options.times) {
    ASSIGN_OR_RETURN(change.cadence, CadenceFromTimes(*options.times));
  }
  if (options.minutes) {
    ASSIGN_OR_RETURN(change.minutes_goal, GoalFrom(*options.minutes));
  }
  if (options.title) {
    const std::string title = WordsFrom(*options.title, invocation);
    if (!title.empty()) RETURN_IF_ERROR(NameFrom(title, invocation).status());
    change.title = title;
  }
  if (!change.cadence && !change.minutes_goal && !change.title) {
    return NothingGiven("--days, --times, --minutes or --title");
  }
  return change;
}

absl::Status RunSet(Invocation& invocation, const RitualsOptions& options) {
  ASSIGN_OR_RETURN(const RitualChange change, ChangeFrom(invocation, options));
  return SaveOnDay(invocation, "today", "`toward rituals` shows how it is now.",
                   [&](const Hand& hand) -> absl::StatusOr<Writes> {
                     ASSIGN_OR_RETURN(const plan::Ritual ritual, ChooseRitual(hand.plan, options.ritual));
                     return ChangeRitual(ritual, change);
                   });
}

void AddSet(CLI::App& rituals, Invocation& invocation, const std::shared_ptr<RitualsOptions>& options) {
  CLI::App* set = AddCommand<RitualsOptions>(rituals, invocation, "set", "Change a ritual", options, RunSet);
  set->add_option("ritual", options->ritual, "checkin, thank, time, or the key or title of another")
      ->required()
      ->type_name("RITUAL");
  CLI::Option* days =
      set->add_option("--days", options->days, "daily, or weekdays like mon,wed,fri")->type_name("DAYS");
  set->add_option("--times", options->times, "So many times a week, on any days")->type_name("NUMBER")->excludes(days);
  set->add_option("--minutes", options->minutes, "How many minutes make it done, or none")->type_name("MINUTES");
  set->add_option("--title", options->title, "What the family calls it; - reads it; empty: as before")
      ->type_name("TEXT");
}

}  // namespace

void AddRituals(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RitualsOptions>();
  CLI::App* rituals = app.add_subcommand("rituals", "What the family keeps doing, and how often");
  rituals->require_subcommand(0, 1);
  AddJson(*rituals, options->json);
  // Runs after the command below it has had its turn, so it speaks only when there was none.
  rituals->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunList(invocation, *options); };
  });

  AddCommand<RitualsOptions>(*rituals, invocation, "list", "List the rituals", options, RunList);
  AddCommand<RitualsOptions>(*rituals, invocation, "extras", "Show the gentle extras there are", options, RunExtras);
  CLI::App* add = AddCommand<RitualsOptions>(*rituals, invocation, "add", "Switch an extra on", options, RunAdd);
  add->add_option("key", options->ritual, "Its key, as `toward rituals extras` shows it")->required()->type_name("KEY");
  CLI::App* remove =
      AddCommand<RitualsOptions>(*rituals, invocation, "remove", "Take a ritual out", options, RunRemove);
  remove->add_option("key", options->ritual, "Its key or title")->required()->type_name("KEY");
  AddSet(*rituals, invocation, options);
}

}  // namespace toward::client
