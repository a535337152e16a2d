#include "plan/calendar/ics_writer.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "fmt/format.h"
#include "plan/calendar/ics_line.h"
#include "plan/calendar/ics_values.h"
#include "plan/calendar/ics_zone_writer.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

constexpr std::array<const char*, 7> kWeekdays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
// How often a program should look for a newer feed.
constexpr char kRefresh[] = "PT1H";

int IsoWeekday(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)) + 1; }

absl::CivilSecond On(absl::CivilDay day, absl::CivilMinute time) {
  return absl::CivilSecond(day.year(), day.month(), day.day(), time.hour(), time.minute());
}

bool Contains(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

class Writer {
 public:
  explicit Writer(const Feed& feed) : feed_(feed) {}

  std::string Run() && {
    std::vector<FeedEvent> events = feed_.events;
    std::sort(events.begin(), events.end(), [](const FeedEvent& a, const FeedEvent& b) {
      return std::tie(a.start, a.uid) < std::tie(b.start, b.uid);
    });
    for (FeedEvent& event : events) AlignWithWeekdays(event);
    Head();
    const absl::CivilDay first = events.empty() ? feed_.first_day : absl::CivilDay(events.front().start);
    text_ += ZoneComponent(feed_.zone, std::min(first, feed_.first_day), feed_.last_day);
    for (const FeedEvent& event : events) event.repeat ? Series(event) : Single(event);
    Line("END:VCALENDAR");
    return std::move(text_);
  }

 private:
  void Line(std::string_view line) { text_ += Folded(line); }
  void TextLine(std::string_view name, std::string_view value) { Line(fmt::format("{}:{}", name, IcsText(value))); }
  void WallLine(std::string_view name, absl::CivilSecond wall) {
    Line(fmt::format("{};TZID={}:{}", name, feed_.zone.name(), IcsWallText(wall)));
  }

  void Head() {
    for (const char* line :
         {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Toward//Toward//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"}) {
      Line(line);
    }
    TextLine("NAME", feed_.name);
    TextLine("X-WR-CALNAME", feed_.name);
    TextLine("X-WR-TIMEZONE", feed_.zone.name());
    Line(fmt::format("REFRESH-INTERVAL;VALUE=DURATION:{}", kRefresh));
    Line(fmt::format("X-PUBLISHED-TTL:{}", kRefresh));
  }

  // A series begins on a day of its own: anything else means something different to each program.
  static void AlignWithWeekdays(FeedEvent& event) {
    if (!event.repeat || event.repeat->weekdays.empty()) return;
    absl::CivilDay day(event.start);
    while (!Contains(event.repeat->weekdays, IsoWeekday(day))) ++day;
    event.start = absl::CivilMinute(On(day, event.start));
  }

  void Single(const FeedEvent& event) {
    Begin(event, absl::CivilSecond(event.start), event.minutes);
    End(event);
  }

  void Series(const FeedEvent& event) {
    // Its rule is kept on the nominal time, also when the very first one is skipped by clocks.
    BeginNominal(event, absl::CivilSecond(event.start), event.minutes);
    Line("RRULE:" + Rule(event));
    for (const absl::CivilDay day : event.repeat->skipped) WallLine("EXDATE", On(day, event.start));
    End(event);
    for (const FeedMove& move : event.repeat->moved) {
      Replacement(event, move.day, absl::CivilSecond(move.start), move.minutes);
    }
    for (const absl::CivilDay day : SkippedByClocksDays(event)) {
      Replacement(event, day, On(day, event.start), event.minutes);
    }
  }

  std::string Rule(const FeedEvent& event) const {
    std::string rule = "FREQ=WEEKLY;BYDAY=";
    for (const int weekday : event.repeat->weekdays) {
      rule += fmt::format("{}{}", rule.back() == '=' ? "" : ",", kWeekdays.at(static_cast<size_t>(weekday - 1)));
    }
    if (event.repeat->last_day) {
      const absl::Time last = InstantOf(On(*event.repeat->last_day, event.start), feed_.zone);
      rule += ";UNTIL=" + IcsUtcText(absl::ToUnixMillis(last));
    }
    return rule;
  }

  // The days of a series on which its time does not exist, and nothing else was decided.
  std::vector<absl::CivilDay> SkippedByClocksDays(const FeedEvent& event) const {
    const FeedRepeat& repeat = *event.repeat;
    std::vector<absl::CivilDay> days;
    const absl::CivilDay last = std::min(feed_.last_day, repeat.last_day.value_or(feed_.last_day));
    for (absl::CivilDay day = std::max(absl::CivilDay(event.start), feed_.first_day); day <= last; ++day) {
      const bool decided =
          std::find(repeat.skipped.begin(), repeat.skipped.end(), day) != repeat.skipped.end() ||
          std::any_of(repeat.moved.begin(), repeat.moved.end(), [&](const FeedMove& move) { return move.day == day; });
      const bool happens = Contains(repeat.weekdays, IsoWeekday(day)) && !decided;
      if (happens && SkippedByClocks(On(day, event.start), feed_.zone)) days.push_back(day);
    }
    return days;
  }

  void Replacement(const FeedEvent& event, absl::CivilDay day, absl::CivilSecond start, int minutes) {
    Begin(event, start, minutes);
    WallLine("RECURRENCE-ID", On(day, event.start));
    End(event);
  }

  void Begin(const FeedEvent& event, absl::CivilSecond start, int minutes) {
    BeginNominal(event, ShownWall(start, feed_.zone), minutes);
  }

  void BeginNominal(const FeedEvent& event, absl::CivilSecond start, int minutes) {
    Line("BEGIN:VEVENT");
    TextLine("UID", event.uid);
    TextLine("DTSTAMP", IcsUtcText(event.modified_ms));
    TextLine("LAST-MODIFIED", IcsUtcText(event.modified_ms));
    Line(fmt::format("SEQUENCE:{}", event.sequence));
    WallLine("DTSTART", start);
    Line(fmt::format("DURATION:PT{}M", minutes));
    TextLine("SUMMARY", event.title);
    TextLine("TRANSP", feed_.shows == FeedShows::kBusy ? "OPAQUE" : "TRANSPARENT");
    TextLine("CLASS", "PRIVATE");
  }

  void End(const FeedEvent& event) {
    if (feed_.alarm_minutes) {
      Line("BEGIN:VALARM");
      Line("ACTION:DISPLAY");
      TextLine("DESCRIPTION", event.title);
      Line(fmt::format("TRIGGER:-PT{}M", *feed_.alarm_minutes));
      Line("END:VALARM");
    }
    Line("END:VEVENT");
  }

  const Feed& feed_;
  std::string text_;
};

}  // namespace

std::string WriteFeed(const Feed& feed) { return Writer(feed).Run(); }

}  // namespace toward::plan
