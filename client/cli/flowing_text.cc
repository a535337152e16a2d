#include "client/cli/flowing_text.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include "client/cli/text.h"

namespace toward::client {
namespace {

constexpr char kEscape = '\x1b';
// Narrower ones break words anyway.
constexpr size_t kFewestColumns = 20;
// How much further in a column of text begins that stands below the one before it.
constexpr size_t kBelow = 6;

// Without "\x1b[...m" and the like.
std::string WithoutEscapes(std::string_view text) {
  std::string shown;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != kEscape) {
      shown += text[i];
      continue;
    }
    while (i + 1 < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) == 0) ++i;
  }
  return shown;
}

size_t ShownWidth(std::string_view text) { return Width(WithoutEscapes(text)); }

// Where one column of text ends and the next begins: two spaces or more between them.
struct Gap {
  size_t begin = 0;
  size_t end = 0;
};

std::vector<Gap> GapsOf(const std::string& line) {
  std::vector<Gap> gaps;
  size_t begin = line.find("  ", std::min(line.find_first_not_of(' '), line.size()));
  while (begin != std::string::npos) {
    const size_t end = line.find_first_not_of(' ', begin);
    if (end == std::string::npos) break;
    gaps.push_back({begin, end});
    begin = line.find("  ", end);
  }
  return gaps;
}

std::string BrokenBetweenWords(const std::string& line, size_t indent, size_t columns) {
  std::string broken;
  size_t column = 0;
  for (size_t begin = 0; begin < line.size();) {
    const size_t word = std::min(line.find_first_not_of(' ', begin), line.size());
    const size_t end = std::min(line.find(' ', word), line.size());
    const size_t width = ShownWidth(std::string_view(line).substr(word, end - word));
    const bool fits = column + (word - begin) + width <= columns || column <= indent;
    broken += fits ? line.substr(begin, end - begin) : "\n" + std::string(indent, ' ') + line.substr(word, end - word);
    column = fits ? column + (word - begin) + width : indent + width;
    begin = end;
  }
  return broken;
}

}  // namespace

std::string Flowed(const std::string& line, size_t columns) {
  columns = std::max(columns, kFewestColumns);
  if (ShownWidth(line) <= columns) return line;
  size_t indent = std::min(line.find_first_not_of(' '), line.size());
  for (const Gap& gap : GapsOf(line)) {
    const size_t column = ShownWidth(line.substr(0, gap.end));
    if (column > columns / 2) {
      const std::string below = std::string(indent + kBelow, ' ') + line.substr(gap.end);
      return Flowed(line.substr(0, gap.begin), columns) + "\n" + Flowed(below, columns);
    }
    indent = column;
  }
  return BrokenBetweenWords(line, indent <= columns / 2 ? indent : 0, columns);
}

FlowingText::~FlowingText() { sync(); }

FlowingText::int_type FlowingText::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
  const char letter = traits_type::to_char_type(character);
  if (letter != '\n') {
    line_ += letter;
    return character;
  }
  out_ << Flowed(line_, columns_()) << '\n';
  line_.clear();
  return out_.good() ? character : traits_type::eof();
}

int FlowingText::sync() {
  out_ << Flowed(line_, columns_()) << std::flush;
  line_.clear();
  return out_.good() ? 0 : -1;
}

}  // namespace toward::client
