#include "plan/calendar/ics_calendar.h"

#include <algorithm>
#include <charconv>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "base/status_macros.h"
#include "plan/calendar/ics_line.h"

namespace toward::plan {
namespace {

absl::Status NoCalendar() {
  return absl::InvalidArgumentError("That is not a calendar; export it as an .ics file and try again.");
}

absl::Status TooLarge() {
  return absl::ResourceExhaustedError("The calendar is larger than 5 MB; export a shorter time of it and try again.");
}

absl::Status TooManyEvents() {
  return absl::ResourceExhaustedError(
      "The calendar has more than 10,000 events; export a shorter time of it and try again.");
}

absl::Status BreaksOff() {
  return absl::InvalidArgumentError("The calendar breaks off before its end; fetch it once more and try again.");
}

std::string Upper(std::string_view text) {
  return absl::AsciiStrToUpper(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
}

std::vector<std::string_view> AtCommas(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

// 0 for what is no sequence.
int Sequence(std::string_view text) {
  int sequence = 0;
  std::from_chars(text.data(), text.data() + text.size(), sequence);
  return std::max(0, sequence);
}

std::optional<IcsPeriod> ParsePeriod(std::string_view text, std::string_view zone) {
  const size_t slash = text.find('/');
  const std::optional<IcsTime> start = ParseIcsTime(text.substr(0, slash));
  if (!start) return std::nullopt;
  IcsPeriod period{.start = {.time = *start, .zone = std::string(zone)}, .end = {}, .duration = {}};
  if (slash == std::string_view::npos) return period;
  const std::string_view rest = text.substr(slash + 1);
  period.end = ParseIcsTime(rest);
  if (!period.end) period.duration = ParseIcsDuration(rest);
  if (!period.end && !period.duration) return std::nullopt;
  return period;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(text) {}

  absl::StatusOr<IcsCalendar> Run() {
    bool any = false;
    bool open = false;
    while (std::optional<IcsLine> line = lines_.Next()) {
      const std::string component = Upper(line->value);
      if (component == "VCALENDAR" && (line->name == "BEGIN" || line->name == "END")) {
        open = line->name == "BEGIN";
        any = true;
      } else if (open && line->name == "BEGIN") {
        RETURN_IF_ERROR(ReadComponent(component));
      } else if (open && line->name == "X-WR-TIMEZONE") {
        calendar_.zone = line->value;
      }
    }
    if (!any) return NoCalendar();
    if (open) return BreaksOff();
    return std::move(calendar_);
  }

 private:
  absl::Status ReadComponent(const std::string& name) {
    bool ended = true;
    if (name == "VEVENT") {
      calendar_.events.emplace_back();
      ended = Each([this](const IcsLine& line) { ReadEventLine(line, calendar_.events.back()); });
    } else if (name == "VFREEBUSY") {
      ++calendar_.free_busy_components;
      ended = Each([this](const IcsLine& line) { ReadFreeBusyLine(line); });
    } else if (name == "VTIMEZONE") {
      ended = ReadZone();
    } else {
      ended = Each([](const IcsLine&) {});
    }
    if (!ended) return BreaksOff();
    if (calendar_.events.size() + calendar_.free_busy_components > kMaxIcsEvents) return TooManyEvents();
    return absl::OkStatus();
  }

  // False: the text is over before the component is.
  template <typename Take>
  bool Each(Take take) {
    int depth = 0;
    while (const std::optional<IcsLine> line = lines_.Next()) {
      if (line->name == "BEGIN") ++depth;
      if (line->name == "END" && depth-- == 0) return true;
      if (depth == 0) take(*line);
    }
    return false;
  }

  bool ReadZone() {
    IcsZone zone;
    while (const std::optional<IcsLine> line = lines_.Next()) {
      if (line->name == "END") {
        calendar_.zones.push_back(std::move(zone));
        return true;
      }
      if (line->name == "TZID") zone.name = line->value;
      if (line->name != "BEGIN") continue;
      zone.observances.emplace_back();
      if (!Each([&](const IcsLine& inner) { ReadObservanceLine(inner, zone.observances.back()); })) return false;
    }
    return false;
  }

  static void ReadObservanceLine(const IcsLine& line, IcsObservance& observance) {
    if (line.name == "DTSTART") observance.start = ParseIcsTime(line.value);
    if (line.name == "TZOFFSETFROM") observance.offset_from_seconds = ParseIcsOffset(line.value);
    if (line.name == "TZOFFSETTO") observance.offset_to_seconds = ParseIcsOffset(line.value);
    if (line.name == "RRULE") observance.rules.push_back(line.value);
    if (line.name != "RDATE") return;
    for (const std::string_view part : AtCommas(line.value)) {
      if (const std::optional<IcsTime> time = ParseIcsTime(part)) observance.more.push_back(*time);
    }
  }

  void ReadFreeBusyLine(const IcsLine& line) {
    if (line.name != "FREEBUSY" || Upper(line.Parameter("FBTYPE")) == "FREE") return;
    for (const std::string_view part : AtCommas(line.value)) {
      const std::optional<IcsPeriod> period = ParsePeriod(part, {});
      if (period && (period->end || period->duration)) calendar_.busy.push_back(*period);
    }
  }

  static void ReadEventLine(const IcsLine& line, IcsEvent& event) {
    ReadTimes(line, event);
    ReadSeries(line, event);
    const std::string& value = line.value;
    if (line.name == "UID") event.uid = value;
    if (line.name == "SEQUENCE") event.sequence = Sequence(value);
    if (line.name == "STATUS" && Upper(value) == "CANCELLED") event.cancelled = true;
    if (line.name == "TRANSP" && Upper(value) == "TRANSPARENT") event.free = true;
    if (line.name == "X-MICROSOFT-CDO-BUSYSTATUS" && Upper(value) == "FREE") event.free = true;
  }

  static void ReadTimes(const IcsLine& line, IcsEvent& event) {
    if (line.name == "DTSTART") Read(line, event.start, event);
    if (line.name == "DTEND") Read(line, event.end, event);
    if (line.name == "RECURRENCE-ID") {
      Read(line, event.recurrence_id, event);
      event.and_future = Upper(line.Parameter("RANGE")) == "THISANDFUTURE";
    }
    if (line.name == "DURATION") {
      event.duration = ParseIcsDuration(line.value);
      if (!event.duration) event.unreadable = true;
    }
  }

  static void ReadSeries(const IcsLine& line, IcsEvent& event) {
    if (line.name == "EXRULE") event.unreadable = true;
    if (line.name == "RRULE" && std::find(event.rules.begin(), event.rules.end(), line.value) == event.rules.end()) {
      event.rules.push_back(line.value);
    }
    if (line.name != "RDATE" && line.name != "EXDATE") return;
    for (const std::string_view part : AtCommas(line.value)) {
      const std::optional<IcsPeriod> period = ParsePeriod(part, line.Parameter("TZID"));
      if (!period) {
        event.unreadable = event.unreadable || !part.empty();
      } else if (line.name == "RDATE") {
        event.more.push_back(*period);
      } else {
        event.excluded.push_back(period->start);
      }
    }
  }

  static void Read(const IcsLine& line, std::optional<IcsZonedTime>& target, IcsEvent& event) {
    const std::optional<IcsTime> time = ParseIcsTime(line.value);
    if (!time) {
      event.unreadable = true;
      return;
    }
    target = {.time = *time, .zone = std::string(line.Parameter("TZID"))};
  }

  IcsLines lines_;
  IcsCalendar calendar_;
};

}  // namespace

absl::StatusOr<IcsCalendar> ParseIcs(std::string_view text) {
  if (text.size() > kMaxIcsBytes) return TooLarge();
  return Parser(text).Run();
}

}  // namespace toward::plan
