#include "plan/calendar/ics_line.h"

#include "absl/strings/ascii.h"

namespace toward::plan {
namespace {

constexpr size_t kMaxOctets = 75;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string Upper(std::string_view text) {
  return absl::AsciiStrToUpper(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
}

// Where `text` has the first of `letters` outside double quotes; npos: nowhere.
size_t FindUnquoted(std::string_view text, std::string_view letters) {
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && letters.find(text[i]) != std::string_view::npos) return i;
  }
  return std::string_view::npos;
}

std::string Unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

// "NAME;A=x;B="y"", the part before the colon.
IcsLine ParseHead(std::string_view head) {
  IcsLine line;
  for (bool first = true;; first = false) {
    const size_t end = FindUnquoted(head, ";");
    const std::string_view part = head.substr(0, end);
    const size_t equals = part.find('=');
    if (first) {
      line.name = Upper(part);
    } else if (equals != std::string_view::npos) {
      line.parameters.emplace_back(Upper(part.substr(0, equals)), Unquoted(part.substr(equals + 1)));
    }
    if (end == std::string_view::npos) return line;
    head.remove_prefix(end + 1);
  }
}

std::optional<IcsLine> Parse(std::string_view text) {
  const size_t colon = FindUnquoted(text, ":");
  if (colon == std::string_view::npos) return std::nullopt;
  IcsLine line = ParseHead(text.substr(0, colon));
  if (line.name.empty()) return std::nullopt;
  line.value = text.substr(colon + 1);
  return line;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string_view IcsLine::Parameter(std::string_view parameter) const {
  for (const auto& [key, text] : parameters) {
    if (key == parameter) return text;
  }
  return {};
}

IcsLines::IcsLines(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

std::optional<IcsLine> IcsLines::Next() {
  while (const std::optional<std::string> text = NextUnfolded()) {
    if (std::optional<IcsLine> line = Parse(*text)) return line;
  }
  return std::nullopt;
}

std::optional<std::string> IcsLines::NextUnfolded() {
  if (rest_.empty()) return std::nullopt;
  std::string line(TakeRawLine());
  while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) line += TakeRawLine().substr(1);
  return line;
}

std::string_view IcsLines::TakeRawLine() {
  const size_t end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string IcsText(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
    } else if (c == '\\' || c == ';' || c == ',') {
      escaped += '\\';
      escaped += c;
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      escaped += c;
    }
  }
  return escaped;
}

std::string Folded(std::string_view line) {
  std::string folded;
  size_t room = kMaxOctets;
  while (line.size() > room) {
    size_t end = room;
    while (end > 0 && IsContinuation(line[end])) --end;
    // Bytes that are no UTF-8 are cut anywhere.
    if (end == 0) end = room;
    folded.append(line.substr(0, end)).append("\r\n ");
    line.remove_prefix(end);
    room = kMaxOctets - 1;
  }
  return folded.append(line).append("\r\n");
}

}  // namespace toward::plan
