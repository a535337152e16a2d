#include "client/cli/plot_svg.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "client/cli/plot.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

using plan::History;
using plan::HistoryDay;
using Kind = HistoryDay::Kind;

constexpr int kDaysPerWeek = 7;
// All lengths in user units, which are pixels unless scaled.
constexpr int kMargin = 24;
constexpr int kLabelWidth = 48;
constexpr int kCell = 16;
constexpr int kFullSquare = 13;
constexpr int kSmallestSquare = 5;
constexpr int kTitleHeight = 28;
constexpr int kGap = 16;
constexpr int kCurveHeight = 64;
constexpr int kSentenceHeight = 28;
constexpr int kHistoryHeight = kTitleHeight + kDaysPerWeek * kCell + kGap + kCurveHeight + kSentenceHeight + kGap;
constexpr int kLeastWidth = 760;

// Colours stand in full in both blocks: not every viewer knows custom properties.
constexpr std::string_view kStyle = R"(<style>
text { font: 13px system-ui, sans-serif; fill: #2b2a28; }
.title { font-weight: 600; font-size: 15px; }
.label { fill: #6b6862; font-size: 11px; }
.page { fill: #fbfaf7; }
.happened { fill: #2f7d5b; }
.rest { fill: none; stroke: #6b6862; stroke-width: 1.5; }
.grid { stroke: #ddd9d0; stroke-width: 1; }
.curve { fill: none; stroke: #2f7d5b; stroke-width: 2; stroke-linejoin: round; }
@media (prefers-color-scheme: dark) {
  text { fill: #e8e4dc; }
  .label { fill: #a09a90; }
  .page { fill: #000000; }
  .happened { fill: #6fc39b; }
  .rest { stroke: #a09a90; }
  .grid { stroke: #35322d; }
  .curve { stroke: #6fc39b; }
}
</style>
)";

constexpr std::array<std::string_view, kDaysPerWeek> kWeekdays = {"Mon", "", "Wed", "", "Fri", "", "Sun"};

// Words as XML text, safe in attributes too.
std::string Xml(std::string_view words) {
  std::string text;
  for (const char letter : SafeLine(words)) {
    switch (letter) {
      case '&':
        text += "&amp;";
        break;
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      case '"':
        text += "&quot;";
        break;
      default:
        text += letter;
    }
  }
  return text;
}

std::string Text(std::string_view style, int x, int y, std::string_view words) {
  return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", style, x, y, Xml(words));
}

std::string WordsOf(const HistoryDay& day) {
  const std::string date = LongDate(day.day);
  if (day.kind == Kind::kFrozen) return date + ": at rest";
  return date + (day.value >= 1 ? ": it happened" : ": in part");
}

std::string CellOf(const HistoryDay& day, int x, int y) {
  if (day.kind == Kind::kAbsent) return "";
  const std::string words = Xml(WordsOf(day));
  constexpr double kMiddle = kCell / 2.0;
  if (day.kind == Kind::kFrozen) {
    return fmt::format("<circle class=\"rest\" cx=\"{}\" cy=\"{}\" r=\"4\"><title>{}</title></circle>\n", x + kMiddle,
                       y + kMiddle, words);
  }
  const double side = kSmallestSquare + (kFullSquare - kSmallestSquare) * day.value;
  return fmt::format(
      "<rect class=\"happened\" x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{2:.1f}\" rx=\"2\">"
      "<title>{3}</title></rect>\n",
      x + kMiddle - side / 2, y + kMiddle - side / 2, side, words);
}

std::string Calendar(const History& history, int top) {
  std::string svg;
  for (int weekday = 0; weekday < kDaysPerWeek; ++weekday) {
    svg += Text("label", kMargin, top + weekday * kCell + kCell - 4, kWeekdays[static_cast<size_t>(weekday)]);
  }
  for (int i = 0; i < static_cast<int>(history.days.size()); ++i) {
    svg += CellOf(history.days[static_cast<size_t>(i)], kMargin + kLabelWidth + i / kDaysPerWeek * kCell,
                  top + i % kDaysPerWeek * kCell);
  }
  return svg;
}

std::string Curve(const History& history, int top) {
  const int left = kMargin + kLabelWidth;
  const int right = left + static_cast<int>(history.days.size()) * kCell / kDaysPerWeek;
  std::string svg;
  for (const int percent : {100, 0}) {
    const int y = top + (100 - percent) * kCurveHeight / 100;
    svg += fmt::format("<line class=\"grid\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", left, y, right, y);
    svg += Text("label", kMargin, y + 4, fmt::format("{} %", percent));
  }
  std::string points;
  for (size_t i = 0; i < history.days.size(); ++i) {
    if (!history.days[i].score) continue;
    const double x = left + (static_cast<double>(i) + 0.5) * kCell / kDaysPerWeek;
    points += fmt::format("{:.1f},{:.1f} ", x, top + (1 - *history.days[i].score) * kCurveHeight);
  }
  return svg + fmt::format("<polyline class=\"curve\" points=\"{}\"/>\n", Trimmed(points));
}

std::string Group(const History& history, int top) {
  const int calendar = top + kTitleHeight;
  const int curve = calendar + kDaysPerWeek * kCell + kGap;
  const std::string sentence = SentenceOf(history);
  std::string svg = fmt::format("<g role=\"img\" aria-label=\"{}\">\n", Xml(sentence));
  svg += Text("title", kMargin, top + 14, history.title);
  svg += Calendar(history, calendar);
  if (history.score) svg += Curve(history, curve);
  svg += Text("sentence", kMargin, curve + kCurveHeight + kSentenceHeight - 4, sentence);
  return svg + "</g>\n";
}

}  // namespace

std::string HistoriesToSvg(const std::vector<History>& histories) {
  int width = kLeastWidth;
  for (const History& history : histories) {
    width = std::max(width, 2 * kMargin + kLabelWidth + static_cast<int>(history.days.size()) * kCell / kDaysPerWeek);
  }
  const int height = 2 * kMargin + static_cast<int>(histories.size()) * kHistoryHeight;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" lang=\"en\">\n"
      "<title>Toward</title>\n",
      width, height);
  svg += kStyle;
  svg += "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n";
  int top = kMargin;
  for (const History& history : histories) {
    svg += Group(history, top);
    top += kHistoryHeight;
  }
  return svg + "</svg>\n";
}

}  // namespace toward::client
