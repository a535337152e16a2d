#include "plan/calendar/ics_values.h"

#include <cstdlib>

#include "fmt/format.h"

namespace toward::plan {
namespace {

constexpr int kMaxDurationSeconds = 10 * 366 * 86'400;

// All digits, at most nine of them.
std::optional<int> Digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<absl::CivilDay> ParseDate(std::string_view text) {
  const auto year = Digits(text.substr(0, 4)), month = Digits(text.substr(4, 2)), day = Digits(text.substr(6, 2));
  if (!year || !month || !day || *year < 1) return std::nullopt;
  const absl::CivilDay date(*year, *month, *day);
  if (date.month() != *month || date.day() != *day) return std::nullopt;
  return date;
}

// 1 for '+' or no sign, -1 for '-'; takes it off.
int TakeSign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative ? -1 : 1;
}

// Seconds in one of a duration's units; 0 for what is none at this place.
int64_t UnitSeconds(char unit, bool after_t) {
  switch (unit) {
    case 'W':
      return after_t ? 0 : 7 * 86'400;
    case 'D':
      return after_t ? 0 : 86'400;
    case 'H':
      return after_t ? 3600 : 0;
    case 'M':
      return after_t ? 60 : 0;
    case 'S':
      return after_t ? 1 : 0;
    default:
      return 0;
  }
}

}  // namespace

std::optional<IcsTime> ParseIcsTime(std::string_view text) {
  if (text.size() < 8) return std::nullopt;
  const std::optional<absl::CivilDay> date = ParseDate(text);
  if (!date) return std::nullopt;
  if (text.size() == 8) return IcsTime{.kind = IcsTime::Kind::kDate, .wall = absl::CivilSecond(*date)};
  const bool utc = text.size() == 16 && text[15] == 'Z';
  if ((text.size() != 15 && !utc) || text[8] != 'T') return std::nullopt;
  const auto hour = Digits(text.substr(9, 2)), minute = Digits(text.substr(11, 2)), second = Digits(text.substr(13, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return IcsTime{.kind = utc ? IcsTime::Kind::kUtc : IcsTime::Kind::kWall,
                 .wall = absl::CivilSecond(date->year(), date->month(), date->day(), *hour, *minute, *second)};
}

std::string IcsWallText(absl::CivilSecond wall) {
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", wall.year(), wall.month(), wall.day(), wall.hour(),
                     wall.minute(), wall.second());
}

std::string IcsUtcText(int64_t wall_ms) {
  return IcsWallText(absl::ToCivilSecond(absl::FromUnixMillis(wall_ms), absl::UTCTimeZone())) + "Z";
}

std::optional<IcsDuration> ParseIcsDuration(std::string_view text) {
  const int sign = TakeSign(text);
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  IcsDuration duration;
  bool after_t = false;
  bool any = false;
  while (!text.empty()) {
    if (text.front() == 'T' && !after_t) {
      after_t = true;
      text.remove_prefix(1);
      continue;
    }
    const size_t digits = text.find_first_not_of("0123456789");
    if (digits == std::string_view::npos) return std::nullopt;
    const std::optional<int> number = Digits(text.substr(0, digits));
    const int64_t unit = UnitSeconds(text[digits], after_t);
    if (!number || unit == 0 || *number > kMaxDurationSeconds / unit) return std::nullopt;
    if (after_t) {
      duration.seconds += static_cast<int>(*number * unit);
    } else {
      duration.days += static_cast<int>(*number * (unit / 86'400));
    }
    if (duration.seconds > kMaxDurationSeconds || duration.days > kMaxDurationSeconds / 86'400) return std::nullopt;
    any = true;
    text.remove_prefix(digits + 1);
  }
  if (!any) return std::nullopt;
  return IcsDuration{.days = sign * duration.days, .seconds = sign * duration.seconds};
}

std::optional<int> ParseIcsOffset(std::string_view text) {
  if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
  const int sign = TakeSign(text);
  if (text.size() != 4 && text.size() != 6) return std::nullopt;
  const std::optional<int> hours = Digits(text.substr(0, 2)), minutes = Digits(text.substr(2, 2));
  const std::optional<int> seconds = text.size() == 6 ? Digits(text.substr(4, 2)) : 0;
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60 + *seconds);
}

std::string IcsOffsetText(int seconds) {
  const int size = std::abs(seconds);
  std::string text = fmt::format("{}{:02}{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format("{:02}", size % 60);
  return text;
}

}  // namespace toward::plan
