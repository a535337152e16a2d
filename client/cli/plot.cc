#include "client/cli/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

using plan::History;
using plan::HistoryDay;
using Kind = HistoryDay::Kind;

constexpr size_t kFourWeeks = 28;
constexpr size_t kLabelColumns = 6;
constexpr size_t kColumnsPerWeek = 2;
constexpr int kCurveRows = 4;
constexpr int kStepsPerRow = 8;

constexpr std::array<std::string_view, kDaysPerWeek> kWeekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, kStepsPerRow + 1> kBars = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

int Percent(double share) { return static_cast<int>(std::lround(share * 100)); }

int64_t CountOf(const History& history, Kind kind) {
  return std::count_if(history.days.begin(), history.days.end(),
                       [&](const HistoryDay& day) { return day.kind == kind; });
}

std::string RecentWords(const History& history) {
  const plan::KOfN recent = *history.recent;
  if (history.cadence.times_per_week() > 0) {
    return fmt::format("{} of {} in the last week", recent.k, Count(recent.n, "time"));
  }
  if (recent.n == 1) return "it has just begun";
  return recent.n == 0 ? "nothing was asked yet" : fmt::format("{} of the last {}", recent.k, Count(recent.n, "day"));
}

std::string ScoreWords(const History& history) {
  std::string words = fmt::format("its score is {} %", Percent(*history.score));
  if (history.days.size() <= kFourWeeks) return words;
  const std::optional<double> earlier = history.days[history.days.size() - 1 - kFourWeeks].score;
  return earlier ? words + fmt::format(", and was {} % four weeks ago", Percent(*earlier)) : words;
}

// --- Characters ---------------------------------------------------------------------------------------------------

std::string_view GlyphOf(const HistoryDay& day, Style style) {
  const bool plain = style == Style::kPlain;
  if (day.kind == Kind::kAbsent) return " ";
  if (day.kind == Kind::kFrozen) return plain ? "-" : "–";
  if (day.value >= 1) return plain ? "#" : "█";
  return plain ? "+" : "▒";
}

std::string_view LegendOf(Style style) {
  return style == Style::kPlain ? "# it happened   + in part   - at rest" : "█ it happened   ▒ in part   – at rest";
}

// Without the spaces at its end, with a line end; in green where there is colour, which says nothing more.
std::string Row(std::string_view label, const std::string& cells, Style style) {
  const std::string shown = cells.substr(0, cells.find_last_not_of(' ') + 1);
  if (shown.empty()) return Trimmed(label) + "\n";
  const std::string painted = style == Style::kPlain ? shown : "\x1b[32m" + shown + "\x1b[0m";
  return Padded(label, kLabelColumns) + painted + "\n";
}

bool IsFirstMonday(plan::PlanDay monday) { return monday.date().day() <= kDaysPerWeek; }

std::string MonthRow(const History& history) {
  std::string row;
  for (size_t i = 0; i < history.days.size(); i += kDaysPerWeek) {
    const std::string month = MonthAbove(history, i);
    if (!month.empty()) row = Padded(row, i / kDaysPerWeek * kColumnsPerWeek) + month;
  }
  return row.empty() ? "" : std::string(kLabelColumns, ' ') + row + "\n";
}

std::string RenderCalendar(const History& history, Style style) {
  std::string rendered = MonthRow(history);
  for (size_t weekday = 0; weekday < kDaysPerWeek; ++weekday) {
    std::string cells;
    for (size_t i = weekday; i < history.days.size(); i += kDaysPerWeek) {
      cells += std::string(GlyphOf(history.days[i], style)) + " ";
    }
    rendered += Row(kWeekdays[weekday], cells, style);
  }
  return rendered;
}

// The scores at the end of each week, as far as there are any.
std::vector<double> WeekEnds(const History& history) {
  std::vector<double> scores;
  for (size_t i = 0; i < history.days.size(); i += kDaysPerWeek) {
    scores.push_back(history.days[std::min(i + kDaysPerWeek, history.days.size()) - 1].score.value_or(0));
  }
  return scores;
}

// How much of a row, counted from below, a bar of this height fills: 0 to kStepsPerRow.
int Filled(double score, int row) {
  const int steps = static_cast<int>(std::lround(score * kCurveRows * kStepsPerRow));
  return std::clamp(steps - row * kStepsPerRow, 0, kStepsPerRow);
}

std::string_view BarOf(int filled, Style style) {
  if (style == Style::kDecorated) return kBars[static_cast<size_t>(filled)];
  if (filled == 0) return " ";
  return filled <= kStepsPerRow / 2 ? "." : ":";
}

std::string RenderCurve(const History& history, Style style) {
  const std::vector<double> scores = WeekEnds(history);
  std::string rendered = "\n";
  for (int row = kCurveRows - 1; row >= 0; --row) {
    std::string cells;
    for (const double score : scores) cells += std::string(BarOf(Filled(score, row), style)) + " ";
    const std::string label = row == kCurveRows - 1 ? "100 %" : row == 0 ? "0 %" : "";
    rendered += Row(label, cells, style);
  }
  return rendered;
}

// What was never marked is only its sentence.
std::string RenderHistory(const History& history, Style style) {
  const std::string sentence = SentenceOf(history) + "\n";
  if (!history.recent) return sentence;
  const std::string title = SafeLine(history.title);
  return (style == Style::kPlain ? title : "\x1b[1m" + title + "\x1b[0m") + "\n" + RenderCalendar(history, style) +
         (history.score ? RenderCurve(history, style) : "") + sentence;
}

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kHappened:
      return "happened";
    case Kind::kFrozen:
      return "frozen";
    case Kind::kAbsent:
      break;
  }
  return "absent";
}

nlohmann::json HistoryToJson(const History& history) {
  nlohmann::json json = {{"ritual_id", history.ritual.ToHex()},
                         {"title", history.title},
                         {"sentence", SentenceOf(history)},
                         {"days", nlohmann::json::array()}};
  if (history.child) json["child_id"] = history.child->ToHex();
  if (history.recent) json["recent"] = {{"k", history.recent->k}, {"n", history.recent->n}};
  if (history.score) json["score"] = *history.score;
  for (const HistoryDay& day : history.days) {
    nlohmann::json entry = {{"day", IsoDate(day.day)}, {"state", KindName(day.kind)}};
    if (day.kind == Kind::kHappened) entry["value"] = day.value;
    if (history.score && day.score) entry["score"] = *day.score;
    json["days"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

int WeeksOf(const History& history) {
  return (static_cast<int>(history.days.size()) + kDaysPerWeek - 1) / kDaysPerWeek;
}

int WeeksThatFit(size_t columns) {
  const size_t least = kLabelColumns + kColumnsPerWeek;
  return static_cast<int>((std::max(columns, least) - kLabelColumns) / kColumnsPerWeek);
}

std::string SentenceOf(const History& history) {
  const std::string title = SafeLine(history.title);
  if (!history.recent) return title + ": nothing is marked yet.";
  const int weeks = WeeksOf(history);
  const std::string span = weeks == 1 ? "this week" : fmt::format("in these {} weeks", weeks);
  const int64_t rested = CountOf(history, Kind::kFrozen);
  return fmt::format("{}: {} it happened on {}{}; {}.", title, span, Count(CountOf(history, Kind::kHappened), "day"),
                     rested > 0 ? fmt::format(" and rested on {}", rested) : "",
                     history.score ? ScoreWords(history) : RecentWords(history));
}

std::string MonthAbove(const History& history, size_t monday_index) {
  const plan::PlanDay monday = history.days[monday_index].day;
  const bool has_room = monday_index == 0 && !IsFirstMonday(monday.Plus(kDaysPerWeek));
  if (!IsFirstMonday(monday) && !has_room) return "";
  const absl::Time noon = absl::FromCivil(absl::CivilHour(monday.date()) + 12, absl::UTCTimeZone());
  return absl::FormatTime("%b", noon, absl::UTCTimeZone());
}

std::string RenderHistories(const std::vector<History>& histories, Style style) {
  std::string rendered;
  for (const History& history : histories) rendered += RenderHistory(history, style) + "\n";
  if (histories.empty()) return "There is nothing to draw; `toward rituals` lists what the plan has.\n";
  return rendered + std::string(LegendOf(style)) + "\n";
}

nlohmann::json HistoriesToJson(const std::vector<History>& histories) {
  nlohmann::json json = nlohmann::json::array();
  for (const History& history : histories) json.push_back(HistoryToJson(history));
  return {{"histories", std::move(json)}};
}

}  // namespace toward::client
