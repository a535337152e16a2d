#include "plan/calendar/wall_time.h"

#include "fmt/format.h"

namespace toward::plan {
namespace {

// The loader would take a path of any file, and names may come from elsewhere.
bool IsZoneName(std::string_view name) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  return !name.empty() && name.front() != '/' && name != "localtime" &&
         name.find_first_not_of(kLetters) == std::string_view::npos;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<absl::TimeZone> FindZone(std::string_view name) {
  absl::TimeZone zone;
  if (!IsZoneName(name) || !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
    return std::nullopt;
  }
  return zone;
}

absl::Time InstantOf(absl::CivilSecond nominal, absl::TimeZone zone) { return zone.At(nominal).pre; }

bool SkippedByClocks(absl::CivilSecond nominal, absl::TimeZone zone) {
  return zone.At(nominal).kind == absl::TimeZone::TimeInfo::SKIPPED;
}

absl::CivilSecond ShownWall(absl::CivilSecond nominal, absl::TimeZone zone) {
  return absl::ToCivilSecond(InstantOf(nominal, zone), zone);
}

uint32_t MinuteOfDay(int64_t wall_ms, absl::TimeZone zone) {
  const absl::CivilMinute shown = absl::ToCivilMinute(absl::FromUnixMillis(wall_ms), zone);
  return static_cast<uint32_t>(shown.hour() * 60 + shown.minute());
}

std::string ClockText(uint32_t minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::optional<uint32_t> ParseClock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {0, 1, 3, 4}) {
    if (!IsDigit(text[i])) return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > 1440) return std::nullopt;
  return static_cast<uint32_t>(hour * 60 + minute);
}

}  // namespace toward::plan
