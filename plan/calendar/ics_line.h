// Content lines, the outermost layer of a calendar file (RFC 5545, 3.1): folding, names, parameters, escaping.
#ifndef TOWARD_PLAN_CALENDAR_ICS_LINE_H_
#define TOWARD_PLAN_CALENDAR_ICS_LINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toward::plan {

struct IcsLine {
  // Upper case, as are the names of parameters.
  std::string name;
  std::vector<std::pair<std::string, std::string>> parameters;
  // As written, escapes and all.
  std::string value;

  // Empty when there is none.
  std::string_view Parameter(std::string_view parameter) const;
};

// Gives a text's lines one by one, unfolded. Line ends with or without a carriage return will do; what is no content
// line is left out.
class IcsLines {
 public:
  // `text` must outlive it.
  explicit IcsLines(std::string_view text);

  // Absent: there are no more.
  std::optional<IcsLine> Next();

 private:
  std::optional<std::string> NextUnfolded();
  std::string_view TakeRawLine();

  std::string_view rest_;
};

// "a, b" as the value of a TEXT property: "a\, b". Control characters but line ends are left out.
std::string IcsText(std::string_view text);

// A line as it goes into a file: cut at 75 octets, never within a character of UTF-8, ended by CRLF.
std::string Folded(std::string_view line);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_CALENDAR_ICS_LINE_H_
