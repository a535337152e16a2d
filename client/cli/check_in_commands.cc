#include "client/cli/check_in_commands.h"

#include <optional>
#include <string>

#include "base/status_macros.h"
#include "client/cli/check_in.h"
#include "client/cli/check_in_evening.h"
#include "client/cli/errors.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"

namespace toward::client {
namespace {

struct CheckInOptions {
  std::string day = "today";
  std::string minutes;
  std::string words;
  bool shared = false;
  bool for_self = false;
  bool another = false;
  bool json = false;
};

constexpr char kWordsHelp[] = "Words; - reads them from standard input";

using Act = absl::StatusOr<Writes> (*)(const Hand&, int64_t);

absl::Status RunMark(Invocation& invocation, const CheckInOptions& options) {
  std::optional<uint32_t> minutes;
  if (!options.minutes.empty()) {
    ASSIGN_OR_RETURN(minutes, MinutesFrom(options.minutes));
  }
  const std::string words = WordsFrom(options.words, invocation);
  return SaveHappened(invocation, options.day, "The check-in is marked for both.",
                      [&](const Hand& hand) { return MarkCheckIn(hand, minutes, words); });
}

absl::Status RunCheckIn(Invocation& invocation, const CheckInOptions& options) {
  const bool bare = options.minutes.empty() && options.words.empty() && options.day == "today";
  const Surroundings& around = invocation.around;
  const bool at_terminal = around.in_is_terminal && around.out_is_terminal && around.keyboard != nullptr;
  if (!bare || !at_terminal) return RunMark(invocation, options);
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  return SpendEvening(invocation, *home);
}

// One step of the timer, on what the partner's device did so far.
absl::Status Step(Invocation& invocation, Act act, std::string_view sentence) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  FetchNews(invocation, *home);
  ASSIGN_OR_RETURN(const int64_t now_ms, home->replica().NowMs());
  return SaveOnDay(invocation, "today", sentence, [&](const Hand& hand) { return act(hand, now_ms); });
}

absl::Status RunStart(Invocation& invocation, const CheckInOptions&) {
  return Step(invocation, &StartCheckIn, "The timer runs for both.");
}

absl::Status RunPause(Invocation& invocation, const CheckInOptions&) {
  return Step(invocation, &PauseCheckIn, "Paused for both; `toward checkin resume` goes on.");
}

absl::Status RunResume(Invocation& invocation, const CheckInOptions&) {
  return Step(invocation, &ResumeCheckIn, "It goes on.");
}

absl::Status RunEnd(Invocation& invocation, const CheckInOptions&) {
  return Step(invocation, &EndCheckIn, "The check-in has ended for both.");
}

std::optional<v1::Reflection::Visibility> AskedFor(const CheckInOptions& options) {
  if (options.shared) return v1::Reflection::VISIBILITY_SHARED;
  if (options.for_self) return v1::Reflection::VISIBILITY_PRIVATE;
  return std::nullopt;
}

// What is shown of a day on this device.
struct Page {
  plan::PlanDay day;
  Evening evening;
  plan::Plan everything;
  plan::Plan shown;
};

absl::StatusOr<Page> PageOf(Home& home, const std::string& asked_day) {
  Page page;
  ASSIGN_OR_RETURN(page.day, home.DayFrom(asked_day));
  ASSIGN_OR_RETURN(page.evening, EveningOf(home, page.day));
  ASSIGN_OR_RETURN(page.everything, home.EverythingAround(page.day));
  page.shown = plan::Shown(page.everything);
  return page;
}

Hand HandOn(const Page& page, const Home& home) {
  return {.family = home.identity().family,
          .member = home.identity().member,
          .day = page.day,
          .plan = page.shown,
          .everything = page.everything};
}

absl::Status RunAnswer(Invocation& invocation, const CheckInOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const Page page, PageOf(*home, options.day));
  const std::string words = WordsFrom(options.words, invocation);
  ASSIGN_OR_RETURN(const Writes writes,
                   Answer(HandOn(page, *home), words, AskedFor(options), page.evening.prompt->key));
  return Save(invocation, *home, writes, AnswerSentence(writes));
}

absl::Status RunShow(Invocation& invocation, const CheckInOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  FetchNews(invocation, *home);
  ASSIGN_OR_RETURN(const Page page, PageOf(*home, options.day));
  const Hand hand = HandOn(page, *home);
  const std::string words = options.json ? Dumped(AnswersToJson(hand, page.evening))
                                         : RenderAnswers(hand, page.evening, invocation.around.columns());
  invocation.around.out << words;
  return absl::OkStatus();
}

absl::Status RunQuestion(Invocation& invocation, const CheckInOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  FetchNews(invocation, *home);
  ASSIGN_OR_RETURN(const plan::PlanDay today, home->Today());
  ASSIGN_OR_RETURN(const Evening evening,
                   options.another ? AnotherQuestion(*home, today, invocation.around.random) : EveningOf(*home, today));
  invocation.around.out << RenderQuestion(evening);
  return absl::OkStatus();
}

void AddTimer(CLI::App& check_in, Invocation& invocation, const std::shared_ptr<CheckInOptions>& options) {
  AddCommand<CheckInOptions>(check_in, invocation, "start", "Start the timer for both", options, RunStart);
  AddCommand<CheckInOptions>(check_in, invocation, "pause", "Pause it: somebody small is crying", options, RunPause);
  AddCommand<CheckInOptions>(check_in, invocation, "resume", "Go on", options, RunResume);
  AddCommand<CheckInOptions>(check_in, invocation, "end", "End it, and mark the minutes it was", options, RunEnd);
}

void AddWords(CLI::App& check_in, Invocation& invocation) {
  auto options = std::make_shared<CheckInOptions>();
  CLI::App* answer = AddCommand<CheckInOptions>(
      check_in, invocation, "answer", "Write your own words; they open when you both have written", options, RunAnswer);
  answer->add_option("text", options->words, kWordsHelp)->required()->type_name("TEXT");
  CLI::Option* shared = answer->add_flag("--shared", options->shared, "For your partner to see at once");
  answer->add_flag("--private", options->for_self, "For your own devices only")->excludes(shared);
  AddDay(*answer, options->day);

  auto showing = std::make_shared<CheckInOptions>();
  CLI::App* show =
      AddCommand<CheckInOptions>(check_in, invocation, "show", "Show the words of the evening", showing, RunShow);
  AddDay(*show, showing->day);
  AddJson(*show, showing->json);

  auto asking = std::make_shared<CheckInOptions>();
  CLI::App* question = AddCommand<CheckInOptions>(check_in, invocation, "question",
                                                  "Show tonight's question and who speaks first", asking, RunQuestion);
  question->add_flag("--another", asking->another, "Take another one, on this device");
}

}  // namespace

void AddCheckIn(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<CheckInOptions>();
  CLI::App* check_in =
      app.add_subcommand("checkin", "Spend the check-in together; with an option, or in a script, mark it for both");
  check_in->require_subcommand(0, 1);
  check_in->add_option("--minutes", options->minutes, "How long it was")->type_name("MINUTES");
  check_in->add_option("--note", options->words, kWordsHelp)->type_name("TEXT");
  AddDay(*check_in, options->day);
  // Runs after the command below it has had its turn, so it acts only when there was none.
  check_in->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunCheckIn(invocation, *options); };
  });
  AddTimer(*check_in, invocation, options);
  AddWords(*check_in, invocation);
}

}  // namespace toward::client
