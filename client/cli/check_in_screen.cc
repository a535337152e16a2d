#include "client/cli/check_in_screen.h"

#include <algorithm>
#include <utility>

#include "client/cli/check_in.h"
#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/timer.h"

namespace toward::client {
namespace {

constexpr size_t kColumns = 76;
constexpr size_t kGap = 4;

// How many bytes the first `characters` of a text have.
size_t BytesOf(std::string_view text, size_t characters) {
  size_t bytes = 0;
  for (size_t seen = 0; bytes < text.size(); ++bytes) {
    const bool begins = (static_cast<unsigned char>(text[bytes]) & 0xc0) != 0x80;
    if (begins && ++seen > characters) break;
  }
  return bytes;
}

// In the plan's order of members.
std::vector<const plan::Reflection*> WordsOf(const Hand& hand) {
  const plan::Ritual* const check_in = FindRitual(hand.plan, v1::Ritual::TYPE_CHECK_IN);
  std::vector<const plan::Reflection*> words;
  if (check_in == nullptr) return words;
  for (const plan::Member& member : hand.plan.members) {
    for (const plan::Reflection& reflection : hand.plan.reflections) {
      const bool of_the_evening = reflection.ritual == check_in->id && reflection.day == hand.day;
      if (of_the_evening && reflection.member == member.id && !reflection.text.empty()) words.push_back(&reflection);
    }
  }
  return words;
}

const plan::Prompt* QuestionOf(const plan::Reflection& words) { return plan::FindPrompt(words.prompt); }

// The question all these words answer; else the evening's own.
const plan::Prompt* SharedQuestion(const std::vector<const plan::Reflection*>& words, const Evening& evening) {
  if (words.empty()) return evening.prompt;
  const plan::Prompt* const first = QuestionOf(*words.front());
  const bool same = std::all_of(words.begin(), words.end(),
                                [&](const plan::Reflection* other) { return QuestionOf(*other) == first; });
  return same && first != nullptr ? first : evening.prompt;
}

// Name, the question where it is another one, and the words.
std::vector<std::string> Column(const Hand& hand, const plan::Reflection& words, const plan::Prompt* question,
                                size_t columns) {
  std::vector<std::string> lines = {SafeLine(NameOf(hand.plan, words.member)), ""};
  const plan::Prompt* const own = QuestionOf(words);
  if (own != nullptr && own != question) {
    for (std::string& line : Wrapped(fmt::format("({})", own->text), columns)) lines.push_back(std::move(line));
  }
  for (std::string& line : Wrapped(SafeText(words.text), columns)) lines.push_back(std::move(line));
  return lines;
}

std::string SideBySide(const std::vector<std::string>& left, const std::vector<std::string>& right, size_t columns) {
  std::string rendered;
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string first = i < left.size() ? left[i] : "";
    const std::string second = i < right.size() ? right[i] : "";
    rendered += second.empty() ? first + "\n" : Padded(first, columns + kGap) + second + "\n";
  }
  return rendered;
}

std::string Stacked(const std::vector<std::string>& lines) {
  std::string rendered;
  for (const std::string& line : lines) rendered += line + "\n";
  return rendered;
}

bool SomebodyElseWrote(const std::vector<const plan::Reflection*>& words, const MemberId& member) {
  return std::any_of(words.begin(), words.end(), [&](const plan::Reflection* one) { return one->member != member; });
}

std::string_view VisibilityName(v1::Reflection::Visibility visibility) {
  switch (visibility) {
    case v1::Reflection::VISIBILITY_UNSPECIFIED:
    case v1::Reflection::VISIBILITY_SHARED:
      return "shared";
    case v1::Reflection::VISIBILITY_UNTIL_REVEAL:
      return "until_reveal";
    default:
      return "private";
  }
}

}  // namespace

std::string RenderQuestion(const Evening& evening) {
  std::string rendered;
  for (const std::string& line : Wrapped(evening.prompt->text, kColumns)) rendered += line + "\n";
  if (!evening.starter.empty()) rendered += fmt::format("\n{} speaks first.\n", SafeLine(evening.starter));
  return rendered;
}

std::string RenderTimer(const plan::Plan& plan, plan::PlanDay day, int64_t now_ms) {
  const plan::Moment* const begun = plan::BegunCheckIn(plan, day);
  if (begun == nullptr) return "";
  const int64_t minutes = plan::LeftMinutes(*begun->timer, now_ms);
  if (minutes == 0) return "Check-in: the time is over; `toward checkin end` marks it\n";
  return fmt::format("Check-in: {} left, {}started by {}\n", Count(minutes, "minute"),
                     plan::IsPaused(*begun->timer) ? "paused, " : "", SafeLine(NameOf(plan, begun->member)));
}

nlohmann::json TimerToJson(const plan::Plan& plan, plan::PlanDay day, int64_t now_ms) {
  const plan::Moment* const begun = plan::BegunCheckIn(plan, day);
  if (begun == nullptr) return nullptr;
  return {{"started_by", NameOf(plan, begun->member)},
          {"minutes_left", plan::LeftMinutes(*begun->timer, now_ms)},
          {"paused", plan::IsPaused(*begun->timer)}};
}

std::string RenderAnswers(const Hand& hand, const Evening& evening, size_t screen_columns) {
  const std::vector<const plan::Reflection*> words = WordsOf(hand);
  if (words.empty()) return "There are no words to show. What is written opens when you both have written.\n";
  const plan::Prompt* const question = SharedQuestion(words, evening);
  std::string rendered;
  for (const std::string& line : Wrapped(question->text, kColumns)) rendered += line + "\n";
  rendered += "\n";
  if (words.size() == 2 && screen_columns >= kColumns) {
    const size_t columns = (kColumns - kGap) / 2;
    return rendered +
           SideBySide(Column(hand, *words[0], question, columns), Column(hand, *words[1], question, columns), columns);
  }
  for (const plan::Reflection* one : words) rendered += Stacked(Column(hand, *one, question, kColumns)) + "\n";
  const plan::Reflection* const own = OwnAnswer(hand);
  if (own != nullptr && !SomebodyElseWrote(words, hand.member)) {
    return rendered + std::string(VisibilitySentence(own->visibility)) + "\n";
  }
  rendered.pop_back();
  return rendered;
}

nlohmann::json AnswersToJson(const Hand& hand, const Evening& evening) {
  nlohmann::json answers = nlohmann::json::array();
  for (const plan::Reflection* one : WordsOf(hand)) {
    nlohmann::json answer = {{"author", NameOf(hand.plan, one->member)},
                             {"member_id", one->member.ToHex()},
                             {"text", one->text},
                             {"visibility", VisibilityName(one->visibility)}};
    if (!one->prompt.empty()) answer["prompt"] = one->prompt;
    answers.push_back(std::move(answer));
  }
  return {{"prompt", evening.prompt->key},
          {"question", evening.prompt->text},
          {"starter", evening.starter},
          {"answers", std::move(answers)}};
}

std::vector<std::string> Wrapped(std::string_view text, size_t columns) {
  std::vector<std::string> wrapped;
  for (const std::string& line : Lines(text)) {
    std::string rest = line;
    while (Width(rest) > columns) {
      const size_t most = BytesOf(rest, columns);
      const size_t space = rest.rfind(' ', most);
      const bool between_words = space != std::string::npos && space > 0;
      wrapped.push_back(rest.substr(0, between_words ? space : most));
      rest.erase(0, between_words ? space + 1 : most);
    }
    wrapped.push_back(std::move(rest));
  }
  return wrapped;
}

}  // namespace toward::client
