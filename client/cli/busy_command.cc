// `toward busy`: when somebody has no room, so that nothing is planned there.

#include <utility>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/busy/calendar_source.h"
#include "client/cli/busy_changes.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/plan_changes.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"

namespace toward::client {
namespace {

constexpr size_t kMostUnknownListed = 10;

struct BusyOptions {
  std::string weekly;
  std::vector<std::string> when;
  std::string number;
  std::string location;
  bool allow_local = false;
  bool all_day = false;
  bool json = false;
};

// What every command here works with.
struct Desk {
  std::unique_ptr<Home> home;
  plan::Plan plan;
  plan::PlanDay today;
  int64_t now_ms = 0;

  const MemberId& member() const { return home->identity().member; }
  std::vector<BusyEntry> Entries() const { return BusyEntries(plan, member(), now_ms); }
};

absl::StatusOr<Desk> OpenDesk(Invocation& invocation) {
  Desk desk;
  ASSIGN_OR_RETURN(desk.home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(desk.today, desk.home->Today());
  ASSIGN_OR_RETURN(desk.plan, desk.home->ShownAround(desk.today));
  ASSIGN_OR_RETURN(desk.now_ms, desk.home->replica().NowMs());
  return desk;
}

std::string RangeText(uint32_t start_minute, uint32_t end_minute) {
  return plan::ClockText(start_minute) + "-" + plan::ClockText(end_minute);
}

uint32_t MinuteOf(absl::CivilMinute wall) { return static_cast<uint32_t>(wall.hour() * 60 + wall.minute()); }

std::string SpanText(const v1::Busy::Span& span, const plan::Calendar& calendar) {
  const absl::CivilMinute start = calendar.WallAt(span.start_time_ms()), end = calendar.WallAt(span.end_time_ms());
  const absl::CivilDay first(start), last(end);
  const std::string begin = LongDate(plan::PlanDay(first)) + ", ";
  if (first == last) return begin + RangeText(MinuteOf(start), MinuteOf(end));
  if (last == first + 1 && MinuteOf(end) == 0) return begin + RangeText(MinuteOf(start), 1440);
  return fmt::format("{}{} until {}, {}", begin, plan::ClockText(MinuteOf(start)), LongDate(plan::PlanDay(last)),
                     plan::ClockText(MinuteOf(end)));
}

std::string EntryText(const BusyEntry& entry, const plan::Calendar& calendar) {
  const plan::Busy& first = entry.first;
  if (!first.source.empty()) {
    return fmt::format("{} from {}, the next {}", Count(static_cast<int64_t>(entry.times), "time"),
                       SafeLine(first.source), SpanText(*first.span, calendar));
  }
  if (!first.weekly) return SpanText(*first.span, calendar);
  v1::Ritual::Cadence days;
  *days.mutable_weekdays() = first.weekly->weekdays();
  return CadenceInWords(days) + ", " + RangeText(first.weekly->start_minute(), first.weekly->end_minute());
}

nlohmann::json EntryToJson(const BusyEntry& entry) {
  nlohmann::json json = {{"times", entry.times}};
  const plan::Busy& first = entry.first;
  if (!first.source.empty()) json["source"] = first.source;
  if (first.span) {
    json["start_ms"] = first.span->start_time_ms();
    json["end_ms"] = first.span->end_time_ms();
  }
  if (first.weekly) {
    json["weekdays"] = std::vector<uint32_t>(first.weekly->weekdays().begin(), first.weekly->weekdays().end());
    json["start_minute"] = first.weekly->start_minute();
    json["end_minute"] = first.weekly->end_minute();
  }
  return json;
}

absl::Status RunList(Invocation& invocation, const BusyOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  nlohmann::json json = nlohmann::json::array();
  std::string text;
  for (const BusyEntry& entry : desk.Entries()) {
    json.push_back(EntryToJson(entry));
    text += fmt::format("{:>2}  {}\n", json.size(), EntryText(entry, *desk.plan.calendar));
  }
  if (text.empty()) text = "No time is kept free of plans; `toward busy add` or `toward busy import` does it.\n";
  invocation.around.out << (options.json ? Dumped(json) : text);
  return absl::OkStatus();
}

absl::Status RunAdd(Invocation& invocation, const BusyOptions& options) {
  const bool weekly = !options.weekly.empty();
  if (options.when.size() != (weekly ? 1 : 2)) return BusyNotUnderstood();
  ASSIGN_OR_RETURN(const ClockRange range, ClockRangeFrom(options.when.back()));
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  const RecordId id = invocation.around.random.NewId<RecordId>();
  Writes writes;
  if (weekly) {
    ASSIGN_OR_RETURN(const v1::Ritual::Cadence weekdays, CadenceFromDays(options.weekly));
    writes = {AddWeekly(id, desk.member(), weekdays, range)};
  } else {
    ASSIGN_OR_RETURN(const plan::PlanDay day, plan::ParseDay(options.when.front(), desk.today));
    writes = {AddSpan(id, desk.member(), *desk.plan.calendar, day, range)};
  }
  return Save(invocation, *desk.home, writes, "Nothing will be planned for you then.");
}

// All of them on this device, then one exchange.
absl::Status SaveAll(Invocation& invocation, Home& home, const std::vector<Writes>& parts, std::string_view sentence) {
  for (size_t i = 0; i + 1 < parts.size(); ++i) RETURN_IF_ERROR(home.replica().Commit(parts[i]));
  return Save(invocation, home, parts.back(), sentence);
}

absl::Status RunRemove(Invocation& invocation, const BusyOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  const std::vector<BusyEntry> entries = desk.Entries();
  size_t number = 0;
  if (!absl::SimpleAtoi(options.number, &number) || number < 1 || number > entries.size()) return NoSuchBusyTime();
  return SaveAll(invocation, *desk.home, RemoveBusy(entries[number - 1]), "That time is free for plans again.");
}

absl::StatusOr<std::string> CalendarText(const Invocation& invocation, const BusyOptions& options) {
  if (!IsCalendarAddress(options.location)) return ReadCalendarFile(options.location);
  if (invocation.offline) return ImportIsOffline();
  return FetchCalendar(options.location, {.reach = options.allow_local ? FetchReach::kLocalToo : FetchReach::kPublic,
                                          .ca_file = invocation.around.Variable("SSL_CERT_FILE")});
}

// What the person has to know beside the times: what was assumed, and what is not known.
std::string Remarks(const plan::BusyTimes& times) {
  std::string text;
  for (const std::string& warning : times.warnings) text += warning + "\n";
  for (size_t i = 0; i < std::min(times.unknown.size(), kMostUnknownListed); ++i) {
    const plan::UnknownEvent& event = times.unknown[i];
    const std::string begins = event.first_day ? " that begins on " + IsoDate(plan::PlanDay(*event.first_day)) : "";
    text += fmt::format("Left out: an event{}, as {}.\n", begins, event.why);
  }
  if (times.unknown.size() > kMostUnknownListed) {
    text += fmt::format("Left out: {} more.\n", times.unknown.size() - kMostUnknownListed);
  }
  if (!times.unknown.empty()) text += "What is left out can be added with `toward busy add`.\n";
  return text;
}

absl::Status RunImport(Invocation& invocation, const BusyOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const std::string text, CalendarText(invocation, options));
  const plan::Calendar& calendar = *desk.plan.calendar;
  const std::optional<absl::TimeZone> zone = plan::FindZone(calendar.time_zone());
  if (!zone) return NoTimeZone();
  const plan::BusySpan window = {.start_ms = calendar.StartMs(desk.today),
                                 .end_ms = calendar.StartMs(desk.today.Plus(plan::kBusyWindowDays))};
  const plan::BusyQuery query{
      .window = window, .zone = *zone, .all_day = options.all_day ? plan::AllDay::kBusy : plan::AllDay::kIgnored};
  ASSIGN_OR_RETURN(const plan::BusyTimes times, plan::ReadBusyTimes(text, query));
  const FamilyId& family = desk.home->identity().family;
  const std::string source = SourceName(family, desk.member(), CanonicalLocation(options.location));
  const std::vector<Writes> parts = ReplaceImported(desk.plan, family, desk.member(), source, times.spans);
  const std::string found =
      fmt::format("{} in the next five weeks, from {}; only when they are was taken.",
                  Count(static_cast<int64_t>(times.spans.size()), "busy time"), Count(times.events, "event"));
  invocation.around.out << Remarks(times);
  if (!parts.empty()) return SaveAll(invocation, *desk.home, parts, found);
  invocation.around.out << "Nothing has changed: " << found << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddBusy(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<BusyOptions>();
  CLI::App* busy = app.add_subcommand("busy", "When you have no room for plans");
  busy->require_subcommand(0, 1);
  AddJson(*busy, options->json);
  // Runs after the command below it has had its turn, so it speaks only when there was none.
  busy->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunList(invocation, *options); };
  });

  CLI::App* add = AddCommand<BusyOptions>(
      *busy, invocation, "add", "Keep a time free of plans: 2026-12-01 18:00-20:00, or --weekly mon,tue 09:00-17:00",
      options, RunAdd);
  add->add_option("--weekly", options->weekly, "Every week, on these days: mon,tue or daily")->type_name("DAYS");
  add->add_option("when", options->when, "A day, unless --weekly, and a time like 09:00-17:00")
      ->required()
      ->expected(1, 2)
      ->type_name("[DAY] TIME");
  AddCommand<BusyOptions>(*busy, invocation, "list", "List what is kept free, with numbers", options, RunList);
  CLI::App* remove = AddCommand<BusyOptions>(*busy, invocation, "remove", "Give a time back", options, RunRemove);
  remove->add_option("number", options->number, "Its number in the list")->required()->type_name("NUMBER");
  CLI::App* import = AddCommand<BusyOptions>(
      *busy, invocation, "import", "Take the busy times of a calendar, and nothing else of it", options, RunImport);
  import->add_option("location", options->location, "An .ics file, or an https or webcal address")
      ->required()
      ->type_name("FILE|URL");
  import->add_flag("--all-day", options->all_day, "Events on whole days are busy too");
  import->add_flag("--allow-local", options->allow_local, "The address may be in a private network");
}

}  // namespace toward::client
