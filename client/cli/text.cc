#include "client/cli/text.h"

#include <locale.h>
#include <wctype.h>

#include <optional>

#include "fmt/format.h"

namespace toward::client {
namespace {

struct Character {
  char32_t code = 0;
  size_t bytes = 1;
};

// The UTF-8 character at the beginning (RFC 3629); absent when there is none.
std::optional<Character> FirstCharacter(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return Character{.code = first, .bytes = 1};
  const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return std::nullopt;
  char32_t code = first & (0xFF >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    code = (code << 6) | (byte(i) & 0x3F);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  return Character{.code = code, .bytes = bytes};
}

bool IsSafe(char32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool line_or_direction = code == 0x61C || code == 0x200E || code == 0x200F ||
                                 (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !control && !line_or_direction;
}

void AppendUtf8(std::string& text, char32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const int lead = tail == 1 ? 0xC0 : tail == 2 ? 0xE0 : 0xF0;
  text += static_cast<char>(lead | static_cast<int>(code >> (6 * tail)));
  for (int i = tail - 1; i >= 0; --i) text += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F));
}

}  // namespace

std::string SafeText(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const std::optional<Character> character = FirstCharacter(text);
    const size_t bytes = character ? character->bytes : 1;
    if (text.front() == '\n' || (character && IsSafe(character->code))) {
      safe += text.substr(0, bytes);
    } else if (text.front() == '\t') {
      safe += ' ';
    } else if (!text.starts_with("\r\n")) {
      safe += '?';
    }
    text.remove_prefix(bytes);
  }
  return safe;
}

std::string SafeLine(std::string_view text) {
  std::string safe = SafeText(text);
  for (char& c : safe) {
    if (c == '\n') c = ' ';
  }
  return safe;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::optional<Character> character = FirstCharacter(text);
    if (!character) return false;
    text.remove_prefix(character->bytes);
  }
  return true;
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  if (text.ends_with('\n')) text.remove_suffix(1);
  while (true) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string Trimmed(std::string_view text) {
  constexpr std::string_view kWhiteSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kWhiteSpace) - begin + 1));
}

size_t Width(std::string_view text) {
  size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return width;
}

std::string Padded(std::string_view text, size_t width) {
  const size_t taken = Width(text);
  return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string Count(int64_t number, std::string_view singular) {
  return fmt::format("{} {}{}", number, singular, number == 1 ? "" : "s");
}

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) joined += i + 1 == names.size() ? " and " : ", ";
    joined += names[i];
  }
  return joined;
}

std::string Folded(std::string_view text) {
  static const locale_t kUnicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  std::string folded;
  while (!text.empty()) {
    const std::optional<Character> character = FirstCharacter(text);
    if (!character || kUnicode == nullptr) {
      folded += text.front();
    } else {
      AppendUtf8(folded, static_cast<char32_t>(towlower_l(static_cast<wint_t>(character->code), kUnicode)));
    }
    text.remove_prefix(character ? character->bytes : 1);
  }
  return folded;
}

}  // namespace toward::client
