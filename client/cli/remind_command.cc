// `toward remind`: when this member is reminded of what, and over which ways.

#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/reminder_changes.h"
#include "client/cli/reminder_screen.h"
#include "client/cli/reminder_trial.h"
#include "client/cli/reminding.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/wall_clock.h"
#include "client/reminding/reminder_calls.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr uint32_t kLongestSnoozeMinutes = 240;

struct RemindOptions {
  std::string ritual;
  ReminderRequest request;
  bool off = false;
  bool usual = false;
  bool json = false;

  std::string quiet;
  std::string email;
  std::string minutes;
  std::string link;
  std::string base;
  bool revoke = false;
  bool detailed = false;
  bool neutral = false;

  bool IsChange() const { return off || usual || request.at || request.after_asleep || request.second; }
};

absl::Status RunShow(Invocation& invocation, const RemindOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  ASSIGN_OR_RETURN(const plan::Plan plan, home->ShownAround(today));
  ReminderView view{.plan = plan, .member = home->identity().member, .rituals = plan.rituals};
  ASSIGN_OR_RETURN(view.words, WordsHere(home->replica()));
  if (!options.ritual.empty()) {
    ASSIGN_OR_RETURN(const plan::Ritual ritual, ChooseRitual(plan, options.ritual));
    view.rituals = {ritual};
  }
  invocation.around.out << (options.json ? Dumped(RemindersToJson(view)) : RenderReminders(view));
  return absl::OkStatus();
}

constexpr char kSaved[] = "`toward remind` shows when reminders come now.";

absl::Status RunChange(Invocation& invocation, const RemindOptions& options) {
  return SaveOnDay(invocation, "today", kSaved, [&](const Hand& hand) -> absl::StatusOr<Writes> {
    ASSIGN_OR_RETURN(const plan::Ritual ritual, ChooseRitual(hand.plan, options.ritual));
    if (options.off) return SwitchReminderOff(hand, ritual);
    if (options.usual) return UseUsualReminder(hand, ritual);
    return SetReminder(hand, ritual, options.request);
  });
}

absl::Status RunQuiet(Invocation& invocation, const RemindOptions& options) {
  return SaveOnDay(invocation, "today", kSaved, [&](const Hand& hand) { return SetQuietHours(hand, options.quiet); });
}

absl::Status RunEmail(Invocation& invocation, const RemindOptions& options) {
  const char* const sentence = options.email == "off"
                                   ? "No reminder comes by e-mail any more."
                                   : "Reminders come there too, and the server can read this address; `toward remind "
                                     "test` tries it.";
  return SaveOnDay(invocation, "today", sentence, [&](const Hand& hand) { return SetEmail(hand, options.email); });
}

absl::Status RunHere(Invocation& invocation, const RemindOptions& options) {
  if (options.detailed == options.neutral) return NothingGiven("--detailed or --neutral");
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  RETURN_IF_ERROR(SetWordsHere(home->replica(), options.detailed ? ReminderWords::kDetailed : ReminderWords::kNeutral));
  invocation.around.out << "Saved. "
                        << (options.detailed ? "Reminders on this device have names in them."
                                             : "Reminders on this device have no names in them.")
                        << "\n";
  return absl::OkStatus();
}

absl::Status RunSnooze(Invocation& invocation, const RemindOptions& options) {
  uint32_t minutes = 0;
  const bool whole = absl::SimpleAtoi(options.minutes, &minutes);
  if (!whole || minutes < 1 || minutes > kLongestSnoozeMinutes) return SnoozeOutOfRange();
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const std::string key, NewestReminder(home->replica()));
  if (key.empty()) return NothingToSnooze();
  ASSIGN_OR_RETURN(const std::unique_ptr<ReminderCalls> calls, ReminderCalls::Open(home->identity()));
  const absl::StatusOr<int64_t> due_ms = calls->Snooze(key, minutes);
  if (absl::IsNotFound(due_ms.status())) return NothingToSnooze();
  RETURN_IF_ERROR(due_ms.status());
  ASSIGN_OR_RETURN(const std::string clock, WallClockText(*home, *due_ms));
  invocation.around.out << fmt::format("It comes again at {}.\n", clock);
  return absl::OkStatus();
}

absl::StatusOr<v1::LinkKind> LinkKindFrom(const std::string& text) {
  if (text == "calendar") return v1::LINK_KIND_CALENDAR_FEED;
  if (text == "asleep") return v1::LINK_KIND_ASLEEP;
  return WhichLink();
}

// Where the link's path goes behind, without a slash at its end.
absl::StatusOr<std::string> BaseFrom(const std::string& asked, const Identity& identity) {
  std::string_view base = asked.empty() ? identity.server : asked;
  if (base.ends_with('/')) base.remove_suffix(1);
  const size_t scheme = base.starts_with("https://") ? 8 : base.starts_with("http://") ? 7 : 0;
  const bool plain = base.find_first_of(" \t\r\n?#\"<>") == std::string_view::npos;
  if (scheme == 0 || base.size() == scheme || !plain) return BaseNotUnderstood();
  return std::string(base);
}

std::string AboutLink(v1::LinkKind kind, const RemindOptions& options) {
  const char* const what = kind == v1::LINK_KIND_ASLEEP
                               ? "A POST to this address says that the baby sleeps, as `toward asleep` does; a button "
                                 "or a shortcut can send it."
                               : "A calendar program that subscribes to this address shows your rituals and planned "
                                 "times, without names.";
  std::string text = fmt::format(
      "{} Whoever has it can do the same, so keep it to yourself. It is not shown again, and one made earlier does not "
      "work any more; `toward remind link {} --revoke` ends it.\n",
      what, options.link);
  if (options.base.empty()) text += "If your server's web side has another address, say so with --base.\n";
  return text;
}

absl::Status RunLink(Invocation& invocation, const RemindOptions& options) {
  ASSIGN_OR_RETURN(const v1::LinkKind kind, LinkKindFrom(options.link));
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const std::string base, BaseFrom(options.base, home->identity()));
  ASSIGN_OR_RETURN(const std::unique_ptr<ReminderCalls> calls, ReminderCalls::Open(home->identity()));
  if (options.revoke) {
    RETURN_IF_ERROR(calls->RevokeLink(kind));
    invocation.around.out << fmt::format("The {} link does not work any more.\n", options.link);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string path, calls->CreateLink(kind));
  invocation.around.out << base << path << "\n" << AboutLink(kind, options);
  return absl::OkStatus();
}

absl::Status RunTest(Invocation& invocation, const RemindOptions&) {
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  return TryReminders(invocation, *home);
}

void AddChange(CLI::App& remind, RemindOptions& options) {
  remind.add_option("ritual", options.ritual, "checkin, thank, or the key or title of another")->type_name("RITUAL");
  CLI::Option* at = remind.add_option("--at", options.request.at, "When, like 21:15")->type_name("TIME");
  CLI::Option* after = remind.add_flag("--after-asleep", options.request.after_asleep,
                                       "When the baby sleeps; at that time if nobody says so");
  CLI::Option* second =
      remind.add_option("--second", options.request.second, "Once more so many minutes later; 0: not")
          ->type_name("MINUTES");
  CLI::Option* off = remind.add_flag("--off", options.off, "Not at all");
  CLI::Option* usual = remind.add_flag("--usual", options.usual, "As usual again");
  off->excludes(at)->excludes(after)->excludes(second);
  usual->excludes(at)->excludes(after)->excludes(second)->excludes(off);
  AddJson(remind, options.json);
}

void AddWays(CLI::App& remind, Invocation& invocation, const std::shared_ptr<RemindOptions>& options) {
  const auto add = [&](const char* name, const char* help, absl::Status (*run)(Invocation&, const RemindOptions&)) {
    return AddCommand<RemindOptions>(remind, invocation, name, help, options, run);
  };
  add("quiet", "Set hours in which no reminder comes", RunQuiet)
      ->add_option("hours", options->quiet, "Like 22:00-07:00, or off")
      ->required()
      ->type_name("TIME");
  add("email", "Send reminders by e-mail too", RunEmail)
      ->add_option("address", options->email, "One mail address, or off")
      ->required()
      ->type_name("ADDRESS");
  CLI::App* here = add("here", "Choose what reminders on this device may say", RunHere);
  here->add_flag("--detailed", options->detailed, "With names");
  here->add_flag("--neutral", options->neutral, "Nothing that others should not see");
  add("snooze", "Let the newest reminder come again later", RunSnooze)
      ->add_option("minutes", options->minutes, "In how many minutes")
      ->required()
      ->type_name("MINUTES");
  add("test", "Send a test over every way there is, and say what came of it", RunTest);
  CLI::App* link = add("link", "Make a secret address for a calendar, or for a button", RunLink);
  link->add_option("kind", options->link, "calendar or asleep")->required()->type_name("KIND");
  link->add_option("--base", options->base, "Where people reach the server's web side")->type_name("URL");
  link->add_flag("--revoke", options->revoke, "End the one there is");
}

}  // namespace

void AddRemind(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RemindOptions>();
  CLI::App* remind = app.add_subcommand("remind", "When you are reminded of what, and how it reaches you");
  remind->require_subcommand(0, 1);
  AddChange(*remind, *options);
  // Runs after the command below it has had its turn.
  remind->callback([&invocation, options] {
    const bool about_a_ritual = !options->ritual.empty() || options->IsChange();
    if (invocation.run && about_a_ritual) throw CLI::ExtrasError({"remind"});
    if (invocation.run) return;
    if (options->IsChange() && options->ritual.empty()) throw CLI::RequiredError("RITUAL");
    invocation.run = [&invocation, options] {
      return options->IsChange() ? RunChange(invocation, *options) : RunShow(invocation, *options);
    };
  });
  AddWays(*remind, invocation, options);
}

}  // namespace toward::client
