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

// All lengths in user units, which are pixels unless scaled.
constexpr int kWidth = 720;
constexpr int kMargin = 24;
constexpr int kLabelWidth = 48;
constexpr int kSmallestCell = 11;
constexpr int kLargestCell = 24;
constexpr int kLine = 20;
constexpr int kGap = 16;
constexpr int kCurveHeight = 80;

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

// One history drawn from `top` downward, its days in cells of the given side. Each step draws below the one before.
class Drawing {
 public:
  Drawing(const History& history, int cell, int top) : history_(history), cell_(cell), y_(top) {}

  std::string Group() {
    std::string svg = fmt::format("<g role=\"img\" aria-label=\"{}\">\n", Xml(SentenceOf(history_)));
    svg += TextLine("title", history_.title);
    if (history_.recent) {
      svg += Months();
      svg += Calendar();
    }
    if (history_.score) svg += Curve();
    svg += Sentence();
    return svg + "</g>\n";
  }

  // Below what Group has drawn, with the gap to the next one.
  int bottom() const { return y_ + kGap; }

 private:
  int Left() const { return kMargin + kLabelWidth; }
  int Right() const { return Left() + WeeksOf(history_) * cell_; }

  std::string TextLine(std::string_view style, std::string_view words) {
    y_ += kLine;
    return Text(style, kMargin, y_ - 6, words);
  }

  std::string Months() {
    y_ += kLine;
    std::string svg;
    for (size_t i = 0; i < history_.days.size(); i += kDaysPerWeek) {
      const std::string month = MonthAbove(history_, i);
      if (!month.empty()) svg += Text("label", Left() + static_cast<int>(i) / kDaysPerWeek * cell_, y_ - 6, month);
    }
    return svg;
  }

  std::string Calendar() {
    std::string svg;
    for (int weekday = 0; weekday < kDaysPerWeek; ++weekday) {
      svg += Text("label", kMargin, y_ + weekday * cell_ + cell_ / 2 + 4, kWeekdays[static_cast<size_t>(weekday)]);
    }
    for (int i = 0; i < static_cast<int>(history_.days.size()); ++i) {
      svg +=
          Cell(history_.days[static_cast<size_t>(i)], Left() + i / kDaysPerWeek * cell_, y_ + i % kDaysPerWeek * cell_);
    }
    y_ += kDaysPerWeek * cell_;
    return svg;
  }

  std::string Cell(const HistoryDay& day, int x, int y) const {
    if (day.kind == Kind::kAbsent) return "";
    const std::string words = Xml(WordsOf(day));
    const double middle = cell_ / 2.0;
    if (day.kind == Kind::kFrozen) {
      return fmt::format("<circle class=\"rest\" cx=\"{}\" cy=\"{}\" r=\"{}\"><title>{}</title></circle>\n", x + middle,
                         y + middle, cell_ / 4, words);
    }
    const double side = cell_ * (0.35 + 0.5 * day.value);
    return fmt::format(
        "<rect class=\"happened\" x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{2:.1f}\" rx=\"2\">"
        "<title>{3}</title></rect>\n",
        x + middle - side / 2, y + middle - side / 2, side, words);
  }

  std::string Curve() {
    const int top = y_ + kGap;
    y_ = top + kCurveHeight + kGap / 2;
    std::string svg;
    for (const int percent : {100, 0}) {
      const int y = top + (100 - percent) * kCurveHeight / 100;
      svg += fmt::format("<line class=\"grid\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", Left(), y, Right(), y);
      svg += Text("label", kMargin, y + 4, fmt::format("{} %", percent));
    }
    std::string points;
    for (size_t i = 0; i < history_.days.size(); ++i) {
      if (!history_.days[i].score) continue;
      const double x = Left() + (static_cast<double>(i) + 0.5) * cell_ / kDaysPerWeek;
      points += fmt::format("{:.1f},{:.1f} ", x, top + (1 - *history_.days[i].score) * kCurveHeight);
    }
    return svg + fmt::format("<polyline class=\"curve\" points=\"{}\"/>\n", Trimmed(points));
  }

  // In two lines where it has two parts.
  std::string Sentence() {
    const std::string sentence = SentenceOf(history_);
    const size_t end = sentence.find("; ");
    if (end == std::string::npos) return TextLine("sentence", sentence);
    const std::string first = TextLine("sentence", sentence.substr(0, end + 1));
    return first + TextLine("sentence", sentence.substr(end + 2));
  }

  const History& history_;
  const int cell_;
  int y_;
};

int CellFor(const std::vector<History>& histories) {
  int weeks = 1;
  for (const History& history : histories) weeks = std::max(weeks, WeeksOf(history));
  return std::clamp((kWidth - 2 * kMargin - kLabelWidth) / weeks, kSmallestCell, kLargestCell);
}

}  // namespace

std::string HistoriesToSvg(const std::vector<History>& histories) {
  const int cell = CellFor(histories);
  std::string groups;
  int bottom = kMargin;
  for (const History& history : histories) {
    Drawing drawing(history, cell, bottom);
    groups += drawing.Group();
    bottom = drawing.bottom();
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" lang=\"en\">\n"
      "<title>Toward</title>\n{2}<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n{3}</svg>\n",
      kWidth, bottom + kMargin - kGap, kStyle, groups);
}

}  // namespace toward::client
