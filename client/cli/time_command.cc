// `toward time`: minutes alone with an older child, marked afterwards or as they pass, and when there is room for them.

#include <utility>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/busy_changes.h"
#include "client/cli/choose.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/picture_words.h"
#include "client/cli/plan_changes.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/cli/time_changes.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"
#include "plan/turns_week.h"

namespace toward::client {
namespace {

struct TimeOptions {
  std::string day = "today";
  std::string child;
  std::string minutes;
  std::string words;
  std::string number;
  std::string days;
  std::string range;
  bool json = false;
};

constexpr char kNoteHelp[] = "Words; - reads them from standard input";

// Today and yesterday, for a time that began before the day turned.
struct Desk {
  std::unique_ptr<Home> home;
  plan::Plan everything;
  plan::Plan plan;
  plan::PlanDay today;
  int64_t now_ms = 0;

  Hand hand() const {
    return {.family = home->identity().family,
            .member = home->identity().member,
            .day = today,
            .plan = plan,
            .everything = everything};
  }
};

absl::StatusOr<Desk> OpenDesk(Invocation& invocation) {
  Desk desk;
  ASSIGN_OR_RETURN(desk.home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(desk.today, desk.home->Today());
  ASSIGN_OR_RETURN(desk.now_ms, desk.home->replica().NowMs());
  ASSIGN_OR_RETURN(desk.everything, desk.home->EverythingBetween(desk.today.Plus(-1), desk.today));
  desk.plan = plan::Shown(desk.everything);
  return desk;
}

// The one that is meant: with the child, where one is named; else this member's own, or the only one.
absl::StatusOr<plan::Moment> ChooseRunning(const Desk& desk, const std::string& child) {
  std::optional<RecordId> id;
  if (!child.empty()) {
    ASSIGN_OR_RETURN(const plan::Child chosen, ChooseOlderChild(desk.plan, child));
    id = chosen.id;
  }
  const std::vector<plan::Moment> running = RunningTimes(desk.plan, id);
  if (running.empty()) return NoTimeRunning();
  for (const plan::Moment& moment : running) {
    if (moment.member == desk.hand().member) return moment;
  }
  if (running.size() > 1) return WhichTime();
  return running.front();
}

std::string ChildName(const Desk& desk, const plan::Moment& moment) {
  return SafeLine(NameOf(*FindChild(desk.plan, *moment.child)));
}

absl::Status RunTime(Invocation& invocation, const TimeOptions& options) {
  ASSIGN_OR_RETURN(const uint32_t minutes, MinutesFrom(options.minutes));
  const std::string words = WordsFrom(options.words, invocation);
  const auto id = invocation.around.random.NewId<RecordId>();
  return SaveHappened(invocation, options.day, fmt::format("{} more together.", Count(minutes, "minute")),
                      [&](const Hand& hand) -> absl::StatusOr<Writes> {
                        ASSIGN_OR_RETURN(const plan::Child child, ChooseOlderChild(hand.plan, options.child));
                        return SpendTime(hand, child, minutes, words, id);
                      });
}

absl::Status RunStart(Invocation& invocation, const TimeOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const plan::Child child, ChooseOlderChild(desk.plan, options.child));
  const auto id = invocation.around.random.NewId<RecordId>();
  ASSIGN_OR_RETURN(const Writes writes, StartTime(desk.hand(), child, desk.now_ms, id));
  return Save(invocation, *desk.home, writes,
              fmt::format("The time with {0} has begun; `toward time pick {0}` lets the child choose, and "
                          "`toward time done` ends it.",
                          SafeLine(NameOf(child))));
}

absl::Status RunEnd(Invocation& invocation, const TimeOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const plan::Moment running, ChooseRunning(desk, options.child));
  std::optional<uint32_t> minutes = MinutesRun(*running.timer, desk.now_ms);
  if (!options.minutes.empty()) {
    ASSIGN_OR_RETURN(minutes, MinutesFrom(options.minutes));
  }
  if (!minutes) return TimerForgotten();
  ASSIGN_OR_RETURN(const Writes writes, EndTime(desk.hand(), running, *minutes, WordsFrom(options.words, invocation)));
  return Save(invocation, *desk.home, writes,
              fmt::format("{} with {}.", Count(*minutes, "minute"), ChildName(desk, running)));
}

absl::Status RunDeclined(Invocation& invocation, const TimeOptions& options) {
  const std::string words = WordsFrom(options.words, invocation);
  return SaveHappened(invocation, options.day, "Another day, then; the turn stays open.",
                      [&](const Hand& hand) -> absl::StatusOr<Writes> {
                        Target target;
                        ASSIGN_OR_RETURN(target.child, ChooseOlderChild(hand.plan, options.child));
                        ASSIGN_OR_RETURN(target.ritual, RitualOf(hand.plan, v1::Ritual::TYPE_ONE_ON_ONE));
                        return Skip(hand, target, v1::Moment::OUTCOME_CHILD_DECLINED, words);
                      });
}

// Shows the pictures; with a number, given or asked for, keeps what it stands for.
absl::Status RunPick(Invocation& invocation, const TimeOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const plan::Moment running, ChooseRunning(desk, options.child));
  const auto words = PictureWordsOf(running.day);
  if (options.number.empty()) invocation.around.out << RenderPictureWords(words, StyleOf(invocation.around));
  const std::string chosen = GivenOrAsked(options.number, "Which one", "", invocation.around);
  if (chosen.empty()) {
    invocation.around.out << fmt::format("Keep the choice with `toward time pick {} NUMBER`.\n",
                                         ChildName(desk, running));
    return absl::OkStatus();
  }
  size_t number = 0;
  if (!absl::SimpleAtoi(chosen, &number) || number < 1 || number > words.size()) return PickOutOfRange();
  return Save(invocation, *desk.home, ChooseActivity(running, words[number - 1].word),
              fmt::format("{} it is.", words[number - 1].word));
}

std::string WindowText(const v1::Ritual::Windows::Window& window) {
  v1::Ritual::Cadence days;
  *days.mutable_weekdays() = window.weekdays();
  return fmt::format("{}, {}-{}", CadenceInWords(days), plan::ClockText(window.start_minute()),
                     plan::ClockText(window.end_minute()));
}

nlohmann::json WindowsToJson(const v1::Ritual::Windows& windows) {
  nlohmann::json json = nlohmann::json::array();
  for (const v1::Ritual::Windows::Window& window : windows.windows()) {
    json.push_back({{"weekdays", std::vector<uint32_t>(window.weekdays().begin(), window.weekdays().end())},
                    {"start", plan::ClockText(window.start_minute())},
                    {"end", plan::ClockText(window.end_minute())}});
  }
  return json;
}

absl::Status RunWindows(Invocation& invocation, const TimeOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(desk.plan, v1::Ritual::TYPE_ONE_ON_ONE));
  const v1::Ritual::Windows windows = WindowsOf(ritual);
  if (options.json) {
    invocation.around.out << Dumped(WindowsToJson(windows));
    return absl::OkStatus();
  }
  for (int i = 0; i < windows.windows_size(); ++i) {
    invocation.around.out << fmt::format("{:>2}  {}\n", i + 1, WindowText(windows.windows(i)));
  }
  return absl::OkStatus();
}

RitualChange WindowsChange(const v1::Ritual::Windows& windows) {
  RitualChange change;
  change.windows = windows;
  return change;
}

constexpr char kWindowsSaved[] = "`toward time windows` shows when there may be room now.";

absl::Status RunAddWindow(Invocation& invocation, const TimeOptions& options) {
  ASSIGN_OR_RETURN(const v1::Ritual::Cadence days, CadenceFromDays(options.days));
  ASSIGN_OR_RETURN(const ClockRange range, ClockRangeFrom(options.range));
  return SaveOnDay(invocation, "today", kWindowsSaved, [&](const Hand& hand) -> absl::StatusOr<Writes> {
    ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_ONE_ON_ONE));
    v1::Ritual::Windows windows = WindowsOf(ritual);
    v1::Ritual::Windows::Window& window = *windows.add_windows();
    *window.mutable_weekdays() = days.weekdays();
    window.set_start_minute(range.start_minute);
    window.set_end_minute(range.end_minute);
    return ChangeRitual(ritual, WindowsChange(windows));
  });
}

absl::Status RunRemoveWindow(Invocation& invocation, const TimeOptions& options) {
  return SaveOnDay(invocation, "today", kWindowsSaved, [&](const Hand& hand) -> absl::StatusOr<Writes> {
    ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_ONE_ON_ONE));
    v1::Ritual::Windows windows = WindowsOf(ritual);
    int number = 0;
    if (!absl::SimpleAtoi(options.number, &number) || number < 1 || number > windows.windows_size()) {
      return NoSuchWindow();
    }
    windows.mutable_windows()->DeleteSubrange(number - 1, 1);
    return ChangeRitual(ritual, WindowsChange(windows));
  });
}

absl::Status RunUsualWindows(Invocation& invocation, const TimeOptions&) {
  return SaveOnDay(invocation, "today", kWindowsSaved, [&](const Hand& hand) -> absl::StatusOr<Writes> {
    ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_ONE_ON_ONE));
    return ChangeRitual(ritual, WindowsChange({}));
  });
}

CLI::Option* AddChild(CLI::App& command, TimeOptions& options) {
  return command.add_option("child", options.child, "The child's name, or how it begins")->type_name("CHILD");
}

void AddNote(CLI::App& command, TimeOptions& options) {
  command.add_option("--note", options.words, kNoteHelp)->type_name("TEXT");
}

void AddWindows(CLI::App& time, Invocation& invocation, const std::shared_ptr<TimeOptions>& options) {
  CLI::App* windows = time.add_subcommand("windows", "When there may be room for it");
  windows->require_subcommand(0, 1);
  AddJson(*windows, options->json);
  windows->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunWindows(invocation, *options); };
  });
  CLI::App* add = AddCommand<TimeOptions>(*windows, invocation, "add", "Add a window", options, RunAddWindow);
  add->add_option("days", options->days, "daily, or weekdays like mon,wed")->required()->type_name("DAYS");
  add->add_option("range", options->range, "Like 17:00-18:30")->required()->type_name("TIME");
  CLI::App* remove =
      AddCommand<TimeOptions>(*windows, invocation, "remove", "Take a window out", options, RunRemoveWindow);
  remove->add_option("number", options->number, "Its number in the list")->required()->type_name("NUMBER");
  AddCommand<TimeOptions>(*windows, invocation, "usual", "Go back to the usual windows", options, RunUsualWindows);
}

}  // namespace

void AddTime(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<TimeOptions>();
  CLI::App* time = app.add_subcommand("time", "Time alone with an older child: marked afterwards, or as it passes");
  time->require_subcommand(0, 1);
  AddChild(*time, *options);
  time->add_option("minutes", options->minutes, "How long it was")->type_name("MINUTES");
  AddNote(*time, *options);
  AddDay(*time, options->day);
  // Runs after the command below it has had its turn, so it speaks only when there was none.
  time->callback([&invocation, options] {
    if (invocation.run) return;
    if (options->minutes.empty()) throw CLI::RequiredError("MINUTES");
    invocation.run = [&invocation, options] { return RunTime(invocation, *options); };
  });

  CLI::App* start = AddCommand<TimeOptions>(*time, invocation, "start", "Begin a time now", options, RunStart);
  AddChild(*start, *options)->required();
  CLI::App* done = AddCommand<TimeOptions>(*time, invocation, "done", "End the time that is running", options, RunEnd);
  AddChild(*done, *options);
  done->add_option("--minutes", options->minutes, "How long it was, if the timer is wrong")->type_name("MINUTES");
  AddNote(*done, *options);
  CLI::App* pick =
      AddCommand<TimeOptions>(*time, invocation, "pick", "Let the child choose what to do", options, RunPick);
  AddChild(*pick, *options)->required();
  pick->add_option("number", options->number, "What the child points at: 1 to 6")->type_name("NUMBER");
  CLI::App* declined = AddCommand<TimeOptions>(*time, invocation, "declined",
                                               "The child would rather not; the turn stays open", options, RunDeclined);
  AddChild(*declined, *options)->required();
  AddNote(*declined, *options);
  AddDay(*declined, options->day);
  AddWindows(*time, invocation, options);
}

}  // namespace toward::client
