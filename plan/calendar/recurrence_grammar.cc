// Reads the text of a rule; see recurrence.h.

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "base/status_macros.h"
#include "plan/calendar/ics_values.h"
#include "plan/calendar/recurrence.h"

namespace toward::plan {
namespace {

constexpr std::array<std::pair<std::string_view, absl::Weekday>, 7> kWeekdays = {{{"MO", absl::Weekday::monday},
                                                                                  {"TU", absl::Weekday::tuesday},
                                                                                  {"WE", absl::Weekday::wednesday},
                                                                                  {"TH", absl::Weekday::thursday},
                                                                                  {"FR", absl::Weekday::friday},
                                                                                  {"SA", absl::Weekday::saturday},
                                                                                  {"SU", absl::Weekday::sunday}}};
constexpr std::array<std::pair<std::string_view, Frequency>, 4> kFrequencies = {{{"DAILY", Frequency::kDaily},
                                                                                 {"WEEKLY", Frequency::kWeekly},
                                                                                 {"MONTHLY", Frequency::kMonthly},
                                                                                 {"YEARLY", Frequency::kYearly}}};
constexpr int kMaxInterval = 10'000;
constexpr int kMaxCount = 1'000'000'000;

absl::Status Malformed() { return absl::InvalidArgumentError("The rule is not written as RFC 5545 says."); }

absl::Status OutsideTheProfile() {
  return absl::InvalidArgumentError("The rule is of a kind that Toward does not follow.");
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0;;) {
    const size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

absl::StatusOr<int> Number(std::string_view text, int least, int greatest) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > greatest) {
    return Malformed();
  }
  return number;
}

template <typename Value, size_t kSize>
absl::StatusOr<Value> Word(const std::array<std::pair<std::string_view, Value>, kSize>& words, std::string_view text) {
  for (const auto& [word, value] : words) {
    if (word == text) return value;
  }
  return OutsideTheProfile();
}

// Numbers up to `greatest`, and where `backwards` says so their negatives; never 0.
enum class Direction { kForwards, kBothWays };
absl::StatusOr<std::vector<int>> Numbers(std::string_view text, int greatest, Direction direction) {
  std::vector<int> numbers;
  for (const std::string_view part : Split(text, ',')) {
    ASSIGN_OR_RETURN(const int number, Number(part, direction == Direction::kForwards ? 1 : -greatest, greatest));
    if (number == 0) return Malformed();
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<WeekdayChoice> ParseWeekday(std::string_view text) {
  if (text.size() < 2) return Malformed();
  WeekdayChoice choice;
  ASSIGN_OR_RETURN(choice.weekday, Word(kWeekdays, text.substr(text.size() - 2)));
  text.remove_suffix(2);
  if (text.empty()) return choice;
  ASSIGN_OR_RETURN(choice.ordinal, Number(text, -53, 53));
  if (choice.ordinal == 0) return Malformed();
  return choice;
}

absl::StatusOr<std::vector<WeekdayChoice>> ParseWeekdays(std::string_view text) {
  std::vector<WeekdayChoice> choices;
  for (const std::string_view part : Split(text, ',')) {
    ASSIGN_OR_RETURN(const WeekdayChoice choice, ParseWeekday(part));
    choices.push_back(choice);
  }
  return choices;
}

absl::StatusOr<Until> ParseUntil(std::string_view text) {
  const std::optional<IcsTime> time = ParseIcsTime(text);
  if (!time) return Malformed();
  switch (time->kind) {
    case IcsTime::Kind::kDate:
      return Until{.kind = Until::Kind::kDate, .time = time->wall};
    case IcsTime::Kind::kWall:
      return Until{.kind = Until::Kind::kWall, .time = time->wall};
    case IcsTime::Kind::kUtc:
      break;
  }
  return Until{.kind = Until::Kind::kUtc, .time = time->wall};
}

absl::Status ParsePart(std::string_view name, std::string_view value, RecurrenceRule& rule) {
  if (name == "FREQ") {
    ASSIGN_OR_RETURN(rule.frequency, Word(kFrequencies, value));
  } else if (name == "INTERVAL") {
    ASSIGN_OR_RETURN(rule.interval, Number(value, 1, kMaxInterval));
  } else if (name == "COUNT") {
    ASSIGN_OR_RETURN(rule.count, Number(value, 1, kMaxCount));
  } else if (name == "UNTIL") {
    ASSIGN_OR_RETURN(rule.until, ParseUntil(value));
  } else if (name == "WKST") {
    ASSIGN_OR_RETURN(rule.week_start, Word(kWeekdays, value));
  } else if (name == "BYDAY") {
    ASSIGN_OR_RETURN(rule.by_day, ParseWeekdays(value));
  } else if (name == "BYMONTHDAY") {
    ASSIGN_OR_RETURN(rule.by_month_day, Numbers(value, 31, Direction::kBothWays));
  } else if (name == "BYMONTH") {
    ASSIGN_OR_RETURN(rule.by_month, Numbers(value, 12, Direction::kForwards));
  } else if (name == "BYSETPOS") {
    ASSIGN_OR_RETURN(rule.by_set_position, Numbers(value, 366, Direction::kBothWays));
  } else {
    return OutsideTheProfile();
  }
  return absl::OkStatus();
}

absl::Status CheckWeekdays(const RecurrenceRule& rule) {
  const auto numbered = std::count_if(rule.by_day.begin(), rule.by_day.end(),
                                      [](const WeekdayChoice& choice) { return choice.ordinal != 0; });
  if (numbered == 0) return absl::OkStatus();
  const bool mixed = numbered != static_cast<std::ptrdiff_t>(rule.by_day.size());
  if (mixed || rule.frequency < Frequency::kMonthly || !rule.by_month_day.empty()) return OutsideTheProfile();
  return absl::OkStatus();
}

absl::Status CheckTogether(const RecurrenceRule& rule) {
  if (rule.count && rule.until) return Malformed();
  if (rule.frequency == Frequency::kWeekly && !rule.by_month_day.empty()) return Malformed();
  if (rule.frequency == Frequency::kYearly && !rule.by_month_day.empty() && rule.by_month.empty()) {
    return OutsideTheProfile();
  }
  if (!rule.by_set_position.empty()) {
    if (rule.frequency != Frequency::kMonthly) return OutsideTheProfile();
    if (rule.by_day.empty() && rule.by_month_day.empty() && rule.by_month.empty()) return Malformed();
  }
  return CheckWeekdays(rule);
}

}  // namespace

absl::StatusOr<RecurrenceRule> ParseRecurrenceRule(std::string_view text) {
  const std::string upper = absl::AsciiStrToUpper(absl::string_view(text.data(), text.size()));
  RecurrenceRule rule;
  std::set<std::string_view> names;
  for (const std::string_view part : Split(upper, ';')) {
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos || !names.insert(part.substr(0, equals)).second) return Malformed();
    RETURN_IF_ERROR(ParsePart(part.substr(0, equals), part.substr(equals + 1), rule));
  }
  if (!names.contains("FREQ")) return Malformed();
  RETURN_IF_ERROR(CheckTogether(rule));
  return rule;
}

}  // namespace toward::plan
