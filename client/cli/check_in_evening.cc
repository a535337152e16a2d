#include "client/cli/check_in_evening.h"

#include <algorithm>
#include <istream>
#include <limits>
#include <optional>
#include <ostream>
#include <set>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/check_in.h"
#include "client/cli/keyboard.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/completion.h"
#include "plan/timer.h"

namespace toward::client {
namespace {

constexpr char kQuestionSetting[] = "check_in_question";
// How often a waiting screen looks at what the partner's device did.
constexpr int64_t kLookMs = 15'000;
constexpr int64_t kMsPerMinute = 60'000;
constexpr char kClear[] = "\x1b[H\x1b[2J";

uint64_t EveningsBefore(const plan::Plan& plan, plan::PlanDay day) {
  const plan::Ritual* const check_in = FindRitual(plan, v1::Ritual::TYPE_CHECK_IN);
  std::set<plan::PlanDay> days;
  for (const plan::Moment& moment : plan.moments) {
    const bool is_one = check_in != nullptr && moment.ritual == check_in->id && Happened(moment);
    if (is_one && moment.day < day) days.insert(moment.day);
  }
  return days.size();
}

// "<day> <key>".
std::string NoteOf(plan::PlanDay day, std::string_view key) { return fmt::format("{} {}", day.number(), key); }

const plan::Prompt* ChosenOn(plan::PlanDay day, const std::optional<std::string>& note) {
  const std::string prefix = NoteOf(day, "");
  if (!note || note->compare(0, prefix.size(), prefix) != 0) return nullptr;
  return plan::FindPrompt(note->substr(prefix.size()));
}

class EveningScreen {
 public:
  EveningScreen(Invocation& invocation, Home& home)
      : invocation_(invocation),
        home_(home),
        around_(invocation.around),
        decorated_(StyleOf(invocation.around) == Style::kDecorated) {}

  absl::Status Run() {
    FetchNews(invocation_, home_);
    ASSIGN_OR_RETURN(day_, home_.Today());
    ASSIGN_OR_RETURN(evening_, EveningOf(home_, day_));
    RETURN_IF_ERROR(Look());
    if (!IsMarked() && Begun() == nullptr) {
      ASSIGN_OR_RETURN(const bool started, AskQuestion());
      if (!started) return absl::OkStatus();
    }
    if (!IsMarked()) {
      ASSIGN_OR_RETURN(const bool over, PhonesDown());
      if (!over) return absl::OkStatus();
    }
    RETURN_IF_ERROR(AskWords());
    RETURN_IF_ERROR(Look());
    around_.out << "\n" << RenderAnswers(hand(), evening_, around_.columns());
    return absl::OkStatus();
  }

 private:
  Hand hand() const {
    return {.family = home_.identity().family,
            .member = home_.identity().member,
            .day = day_,
            .plan = shown_,
            .everything = everything_};
  }

  absl::Status Look() {
    ASSIGN_OR_RETURN(everything_, home_.EverythingAround(day_));
    shown_ = plan::Shown(everything_);
    return absl::OkStatus();
  }

  const plan::Moment* Begun() const { return plan::BegunCheckIn(shown_, day_); }

  bool IsMarked() const {
    const plan::Ritual* const check_in = FindRitual(shown_, v1::Ritual::TYPE_CHECK_IN);
    const plan::Moment* const mark =
        check_in == nullptr ? nullptr : FindMoment(shown_, CheckInId(hand(), check_in->id));
    return mark != nullptr && Happened(*mark);
  }

  // Makes one change and sends it, without a word on the screen.
  absl::Status Do(absl::StatusOr<Writes> (*act)(const Hand&, int64_t)) {
    ASSIGN_OR_RETURN(const int64_t now_ms, home_.replica().NowMs());
    ASSIGN_OR_RETURN(const Writes writes, act(hand(), now_ms));
    RETURN_IF_ERROR(home_.Commit(writes));
    FetchNews(invocation_, home_);
    return Look();
  }

  void Draw(const std::string& screen) {
    if (screen == drawn_) return;
    around_.out << (decorated_ ? kClear : "") << screen << std::flush;
    drawn_ = screen;
  }

  // False: the person has left.
  absl::StatusOr<bool> AskQuestion() {
    while (true) {
      Draw(RenderQuestion(evening_) + "\nEnter starts the timer for both. a: another question, q: not now.\n");
      const char key = around_.keyboard->Wait(kLookMs);
      if (key == 'q' || key == Keyboard::kEnd) return false;
      if (key == 'a') {
        ASSIGN_OR_RETURN(evening_, AnotherQuestion(home_, day_, around_.random));
      } else if (key == Keyboard::kEnter) {
        RETURN_IF_ERROR(Do(&StartCheckIn));
        return true;
      } else if (key == Keyboard::kNone) {
        FetchNews(invocation_, home_);
        RETURN_IF_ERROR(Look());
        if (IsMarked() || Begun() != nullptr) return true;
      }
    }
  }

  // Shows the minutes until the timer is over, here or on the partner's device. False: the person has left; it goes on.
  absl::StatusOr<bool> PhonesDown() {
    while (true) {
      const plan::Moment* const begun = Begun();
      if (begun == nullptr) return true;
      const v1::Moment::Timer timer = *begun->timer;
      ASSIGN_OR_RETURN(const int64_t now_ms, home_.replica().NowMs());
      if (plan::LeftMs(timer, now_ms) == 0) {
        RETURN_IF_ERROR(Do(&EndCheckIn));
        Draw("The time is over. Stay as long as you like.\n");
        return true;
      }
      const bool paused = plan::IsPaused(timer);
      Draw(paused ? "Paused. Enter goes on, q ends it here.\n"
                  : fmt::format("\n      {}\n\nThe phones can go down now. Enter ends it, p pauses.\n",
                                Count(plan::LeftMinutes(timer, now_ms), "minute")));
      const char key = around_.keyboard->Wait(WaitMs(timer, now_ms));
      if (key == Keyboard::kEnd) {
        around_.out << "The timer goes on for both; `toward checkin` comes back to it.\n";
        return false;
      }
      RETURN_IF_ERROR(Follow(key, paused));
    }
  }

  // Up to the next minute on the screen, or the next look.
  static int64_t WaitMs(const v1::Moment::Timer& timer, int64_t now_ms) {
    if (plan::IsPaused(timer)) return kLookMs;
    const int64_t next_ms = plan::LeftMs(timer, now_ms) - (plan::LeftMinutes(timer, now_ms) - 1) * kMsPerMinute;
    return std::min(kLookMs, next_ms);
  }

  // Also when the partner was quicker: then there is nothing left to do.
  absl::Status Follow(char key, bool paused) {
    if (key == Keyboard::kNone) {
      FetchNews(invocation_, home_);
      return Look();
    }
    RETURN_IF_ERROR(Look());
    if (Begun() == nullptr) return absl::OkStatus();
    if (paused && key == Keyboard::kEnter) return Do(&ResumeCheckIn);
    if (!paused && key == 'p') return Do(&PauseCheckIn);
    const bool ends = key == 'q' || (key == Keyboard::kEnter && !paused);
    return ends ? Do(&EndCheckIn) : absl::OkStatus();
  }

  absl::Status AskWords() {
    const plan::Reflection* const own = OwnAnswer(hand());
    around_.out << "\n" << Sentences(own) << std::flush;
    std::string words;
    std::getline(around_.in, words);
    words = Trimmed(words);
    if (words.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Writes writes, Answer(hand(), words, std::nullopt, evening_.prompt->key));
    return Save(invocation_, home_, writes, AnswerSentence(writes));
  }

  std::string Sentences(const plan::Reflection* own) const {
    if (own != nullptr) return "Your words are kept; write others to put in their place, or press Enter.\n> ";
    return RenderQuestion({.prompt = evening_.prompt, .starter = ""}) +
           "\nA few words of your own? They open for both once you both have written. Enter alone is fine.\n> ";
  }

  Invocation& invocation_;
  Home& home_;
  Surroundings& around_;
  const bool decorated_;
  plan::PlanDay day_;
  Evening evening_;
  plan::Plan everything_;
  plan::Plan shown_;
  std::string drawn_;
};

}  // namespace

absl::StatusOr<Evening> EveningOf(Home& home, plan::PlanDay day) {
  const plan::PlanDay first(std::numeric_limits<int32_t>::min());
  ASSIGN_OR_RETURN(const plan::Plan plan, home.ShownBetween(first, day));
  ASSIGN_OR_RETURN(const std::optional<std::string> note, home.replica().Setting(kQuestionSetting));
  const uint64_t before = EveningsBefore(plan, day);
  std::vector<MemberId> members;
  for (const plan::Member& member : plan.members) members.push_back(member.id);
  const std::optional<MemberId> starter = plan::StarterFor(members, before);
  const plan::Prompt* const chosen = ChosenOn(day, note);
  return Evening{.prompt = chosen != nullptr ? chosen : &plan::PromptFor(home.identity().family, before),
                 .starter = starter ? NameOf(plan, *starter) : ""};
}

absl::StatusOr<Evening> AnotherQuestion(Home& home, plan::PlanDay day, Random& random) {
  ASSIGN_OR_RETURN(Evening evening, EveningOf(home, day));
  const absl::Span<const plan::Prompt> deck = plan::PromptDeck();
  const auto present = static_cast<size_t>(evening.prompt - deck.data());
  // Any but the present one.
  const size_t steps = 1 + static_cast<size_t>(random.Number() % (deck.size() - 1));
  evening.prompt = &deck[(present + steps) % deck.size()];
  RETURN_IF_ERROR(home.replica().SetSetting(kQuestionSetting, NoteOf(day, evening.prompt->key)));
  return evening;
}

absl::Status SpendEvening(Invocation& invocation, Home& home) { return EveningScreen(invocation, home).Run(); }

}  // namespace toward::client
