#include "client/cli/screen.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"

namespace toward::client {
namespace {

using plan::Item;
using plan::State;

constexpr size_t kTitleColumns = 25;
constexpr char kIndent[] = "      ";

std::string_view MarkOf(State state, Style style) {
  const bool plain = style == Style::kPlain;
  switch (state) {
    case State::kDone:
      return plain ? "[x]" : "\u2713";
    case State::kPart:
      return plain ? "[~]" : "\u25d0";
    case State::kSkipped:
    case State::kChildDeclined:
      return plain ? "[-]" : "\u2013";
    case State::kOpen:
      break;
  }
  return plain ? "[ ]" : "\u25cb";
}

std::string Bold(const std::string& text, Style style) {
  return style == Style::kPlain ? text : "\x1b[1m" + text + "\x1b[0m";
}

std::string WhoOf(const Item& item) {
  std::vector<std::string> names;
  for (const std::string& name : item.who) names.push_back(SafeLine(name));
  return Joined(names);
}

std::string WithComma(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + ", " + second;
}

std::string DoneDetail(const Item& item) {
  const std::string minutes = item.minutes ? Count(*item.minutes, "minute") : "";
  return item.child ? WithComma(minutes, WhoOf(item)) : WithComma(WhoOf(item), minutes);
}

std::string PartDetail(const Item& item) {
  if (!item.minutes || !item.minutes_goal) return DoneDetail(item);
  return WithComma(fmt::format("{} of {}", *item.minutes, Count(*item.minutes_goal, "minute")), WhoOf(item));
}

std::string DetailOf(const Item& item) {
  switch (item.state) {
    case State::kDone:
      return DoneDetail(item);
    case State::kPart:
      return PartDetail(item);
    case State::kSkipped:
      return WithComma("skipped", WhoOf(item));
    case State::kChildDeclined:
      return "would rather not";
    case State::kOpen:
      return item.begun ? "has begun" : "";
  }
  return "";
}

// A thank-you is its words: they stand where other items have their detail.
bool WordsAreTheDetail(const Item& item) {
  return item.type == v1::Ritual::TYPE_APPRECIATION && item.state == State::kDone && item.words.size() == 1;
}

std::vector<std::string> BesideTitle(const Item& item) {
  return WordsAreTheDetail(item) ? Lines(SafeText(item.words.front().text)) : std::vector<std::string>{DetailOf(item)};
}

std::string RenderWords(const plan::Words& words) {
  std::string text = words.author.empty() ? "" : SafeLine(words.author) + ": ";
  text += SafeText(words.text);
  std::string rendered;
  std::string indent = kIndent;
  for (const std::string& line : Lines(text)) {
    rendered += line.empty() ? "\n" : indent + line + "\n";
    indent = std::string(kIndent) + "  ";
  }
  return rendered;
}

std::string RenderItem(const Item& item, size_t title_columns, Style style) {
  const std::string mark(MarkOf(item.state, style));
  const std::string title = SafeLine(item.title);
  const std::vector<std::string> beside = BesideTitle(item);
  std::string rendered = beside.front().empty()
                             ? fmt::format("{} {}\n", mark, title)
                             : fmt::format("{} {}{}\n", mark, Padded(title, title_columns), beside.front());
  const std::string below(Width(mark) + 1 + title_columns, ' ');
  for (size_t i = 1; i < beside.size(); ++i) rendered += beside[i].empty() ? "\n" : below + beside[i] + "\n";
  if (WordsAreTheDetail(item)) return rendered;
  for (const plan::Words& words : item.words) rendered += RenderWords(words);
  return rendered;
}

// "Ana and Ben are on a pause."; empty when nobody is.
std::string PauseSentence(const plan::DayView& view) {
  if (view.paused.empty()) return "";
  std::vector<std::string> names;
  for (const std::string& name : view.paused) names.push_back(SafeLine(name));
  return fmt::format("{} {} on a pause.", Joined(names), names.size() == 1 ? "is" : "are");
}

// "17:30 Mia with Ben".
std::string PlannedText(const plan::PlannedTime& planned) {
  return fmt::format("{} {} with {}", plan::ClockText(planned.start_minute), SafeLine(planned.child),
                     SafeLine(planned.member));
}

nlohmann::json PlannedToJson(const std::vector<plan::PlannedTime>& planned) {
  nlohmann::json json = nlohmann::json::array();
  for (const plan::PlannedTime& time : planned) {
    json.push_back({{"start", plan::ClockText(time.start_minute)},
                    {"minutes", time.minutes},
                    {"child", time.child},
                    {"member", time.member}});
  }
  return json;
}

std::string_view StateName(State state) {
  switch (state) {
    case State::kDone:
      return "done";
    case State::kPart:
      return "part";
    case State::kSkipped:
      return "skipped";
    case State::kChildDeclined:
      return "child_declined";
    case State::kOpen:
      break;
  }
  return "open";
}

nlohmann::json ItemToJson(const Item& item) {
  nlohmann::json json = {{"ritual", RitualName(item.type)},
                         {"ritual_id", item.ritual.ToHex()},
                         {"title", item.title},
                         {"state", StateName(item.state)},
                         {"who", item.who},
                         {"words", nlohmann::json::array()}};
  if (!item.extra.empty()) json["extra"] = item.extra;
  if (item.member) json["member_id"] = item.member->ToHex();
  if (item.child) json["child_id"] = item.child->ToHex();
  if (item.begun) json["begun"] = true;
  if (item.minutes) json["minutes"] = *item.minutes;
  if (item.minutes_goal) json["minutes_goal"] = *item.minutes_goal;
  for (const plan::Words& words : item.words) {
    nlohmann::json entry = {{"text", words.text}};
    if (!words.author.empty()) entry["author"] = words.author;
    json["words"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

Style StyleOf(const Surroundings& around) {
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (locale.empty()) locale = Folded(around.Variable(name));
  }
  const bool utf8 = locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  const bool wanted = around.Variable("NO_COLOR").empty() && around.Variable("TERM") != "dumb";
  return around.out_is_terminal && utf8 && wanted ? Style::kDecorated : Style::kPlain;
}

std::string RenderDay(const plan::DayView& view, int64_t changes_waiting, Style style) {
  std::string rendered = Bold(LongDate(view.day), style) + "\n\n";
  size_t title_columns = kTitleColumns;
  for (const Item& item : view.items) title_columns = std::max(title_columns, Width(SafeLine(item.title)) + 2);
  for (const Item& item : view.items) rendered += RenderItem(item, title_columns, style);
  if (view.items.empty()) rendered += "Nothing is noted for this day.\n";
  if (!view.planned.empty()) rendered += "\n";
  for (const plan::PlannedTime& planned : view.planned) rendered += PlannedText(planned) + "\n";
  if (const std::string pause = PauseSentence(view); !pause.empty()) rendered += "\n" + pause + "\n";
  if (changes_waiting > 0) rendered += "\n" + RenderWaiting(changes_waiting) + "\n";
  return rendered;
}

std::string_view RitualName(v1::Ritual::Type type) {
  switch (type) {
    case v1::Ritual::TYPE_CHECK_IN:
      return "check-in";
    case v1::Ritual::TYPE_APPRECIATION:
      return "appreciation";
    case v1::Ritual::TYPE_ONE_ON_ONE:
      return "one-on-one";
    case v1::Ritual::TYPE_EXTRA:
      return "extra";
    default:
      return "other";
  }
}

std::string RenderWaiting(int64_t changes) { return Count(changes, "change") + " waiting to be sent."; }

nlohmann::json DayToJson(const plan::DayView& view, int64_t changes_waiting) {
  nlohmann::json items = nlohmann::json::array();
  for (const Item& item : view.items) items.push_back(ItemToJson(item));
  return {{"day", IsoDate(view.day)},
          {"items", std::move(items)},
          {"planned", PlannedToJson(view.planned)},
          {"paused", view.paused},
          {"changes_waiting", changes_waiting}};
}

std::string Dumped(const nlohmann::json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace toward::client
