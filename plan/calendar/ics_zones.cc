#include "plan/calendar/ics_zones.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plan/calendar/wall_time.h"
#include "plan/calendar/windows_zones.h"

namespace toward::plan {
namespace {

constexpr int64_t kYearSeconds = 400 * 86'400;
constexpr size_t kMaxNameBytes = 200;
// Zones of this world change their clocks a few hundred times in all.
constexpr size_t kMaxChanges = 1'000;

absl::string_view View(std::string_view text) { return absl::string_view(text.data(), text.size()); }

std::string_view Trimmed(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(View(text));
  return std::string_view(trimmed.data(), trimmed.size());
}

// Outlook numbers zones whose rules have changed: "Eastern Standard Time 1".
std::string_view WithoutNumber(std::string_view name) {
  const size_t end = name.find_last_not_of("0123456789");
  const bool numbered = end != std::string_view::npos && end + 1 < name.size() && name[end] == ' ';
  return numbered ? name.substr(0, end) : name;
}

std::optional<absl::TimeZone> FindWindowsZone(std::string_view name) {
  for (const WindowsZone& zone : kWindowsZones) {
    if (absl::EqualsIgnoreCase(View(zone.windows), View(name))) return FindZone(zone.iana);
  }
  return std::nullopt;
}

// "/example.org/2005/Europe/Berlin": the longest end of it that is a zone.
std::optional<absl::TimeZone> FindBehindPrefix(std::string_view name) {
  while (name.starts_with('/')) {
    name.remove_prefix(1);
    if (const std::optional<absl::TimeZone> zone = FindZone(name)) return zone;
    const size_t slash = name.find('/');
    if (slash == std::string_view::npos) break;
    name.remove_prefix(slash);
  }
  return std::nullopt;
}

// The onsets of one observance within `from` to `to`, as the clock shows them before, and its very first.
class Onsets {
 public:
  Onsets(absl::CivilSecond from, absl::CivilSecond to, ExpansionBudget& budget)
      : from_(from), to_(to), budget_(budget) {}

  // False: something about it is not known.
  bool Add(const IcsObservance& observance) {
    if (!observance.start || !observance.offset_from_seconds || !observance.offset_to_seconds) return false;
    from_seconds_ = *observance.offset_from_seconds;
    to_seconds_ = *observance.offset_to_seconds;
    if (observance.rules.empty()) AddOne(observance.start->wall);
    for (const IcsTime& time : observance.more) AddOne(time.wall);
    return std::all_of(observance.rules.begin(), observance.rules.end(),
                       [&](const std::string& rule) { return AddRule(rule, observance.start->wall); });
  }

  std::vector<WallClock::Change> Take() && { return std::move(changes_); }

 private:
  void AddOne(absl::CivilSecond onset) { changes_.push_back({onset, from_seconds_, to_seconds_}); }

  bool AddRule(const std::string& text, absl::CivilSecond start) {
    absl::StatusOr<RecurrenceRule> rule = ParseRecurrenceRule(text);
    if (!rule.ok()) return false;
    absl::CivilSecond from = from_;
    if (rule->until) {
      if (rule->until->kind == Until::Kind::kUtc) {
        rule->until = {.kind = Until::Kind::kWall, .time = rule->until->time + from_seconds_};
      }
      from = std::min(from, rule->until->time - kYearSeconds);
    }
    const auto onsets = Expand(*rule, start, std::nullopt, from, to_, budget_);
    if (!onsets.ok()) return false;
    for (const absl::CivilSecond onset : *onsets) AddOne(onset);
    return true;
  }

  const absl::CivilSecond from_;
  const absl::CivilSecond to_;
  ExpansionBudget& budget_;
  int from_seconds_ = 0;
  int to_seconds_ = 0;
  std::vector<WallClock::Change> changes_;
};

// Absent: it says something unknown, or nothing.
std::optional<WallClock> ClockOf(const IcsZone& zone, Onsets onsets) {
  for (const IcsObservance& observance : zone.observances) {
    if (!onsets.Add(observance)) return std::nullopt;
  }
  std::vector<WallClock::Change> changes = std::move(onsets).Take();
  if (changes.empty() || changes.size() > kMaxChanges) return std::nullopt;
  return WallClock(std::move(changes));
}

}  // namespace

WallClock::WallClock(std::vector<Change> changes) : changes_(std::move(changes)) {
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const Change& a, const Change& b) { return a.onset < b.onset; });
}

absl::Time WallClock::At(absl::CivilSecond nominal) const {
  if (zone_) return InstantOf(nominal, *zone_);
  int seconds = changes_.front().from_seconds;
  for (const Change& change : changes_) {
    if (nominal < change.onset + std::max(0, change.to_seconds - change.from_seconds)) break;
    seconds = change.to_seconds;
  }
  return InstantOf(nominal, absl::UTCTimeZone()) - absl::Seconds(seconds);
}

absl::CivilSecond WallClock::ShownAt(absl::Time time) const {
  if (zone_) return absl::ToCivilSecond(time, *zone_);
  const absl::CivilSecond utc = absl::ToCivilSecond(time, absl::UTCTimeZone());
  int seconds = changes_.front().from_seconds;
  for (const Change& change : changes_) {
    if (utc < change.onset - change.from_seconds) break;
    seconds = change.to_seconds;
  }
  return utc + seconds;
}

std::optional<absl::TimeZone> FindNamedZone(std::string_view name) {
  name = Trimmed(name);
  if (name.size() > kMaxNameBytes) return std::nullopt;
  if (const std::optional<absl::TimeZone> zone = FindZone(name)) return zone;
  if (const std::optional<absl::TimeZone> zone = FindBehindPrefix(name)) return zone;
  if (const std::optional<absl::TimeZone> zone = FindWindowsZone(name)) return zone;
  return FindWindowsZone(WithoutNumber(name));
}

IcsZones::IcsZones(const IcsCalendar& calendar, absl::TimeZone own, absl::Time around_start, absl::Time around_end,
                   ExpansionBudget& budget)
    : own_(own), of_file_(FindNamedZone(calendar.zone)) {
  const absl::CivilSecond from = absl::ToCivilSecond(around_start, absl::UTCTimeZone()) - kYearSeconds;
  const absl::CivilSecond to = absl::ToCivilSecond(around_end, absl::UTCTimeZone()) + kYearSeconds;
  for (const IcsZone& zone : calendar.zones) {
    if (FindNamedZone(zone.name)) continue;
    const std::optional<WallClock> clock = ClockOf(zone, Onsets(from, to, budget));
    if (clock) embedded_.emplace(zone.name, *clock);
  }
}

const WallClock& IcsZones::Find(const std::string& name) {
  if (name.empty()) return own_;
  const auto known = found_.find(name);
  if (known != found_.end()) return known->second;
  return found_.emplace(name, Resolve(name)).first->second;
}

WallClock IcsZones::Resolve(const std::string& name) {
  if (const std::optional<absl::TimeZone> zone = FindNamedZone(name)) return WallClock(*zone);
  const auto embedded = embedded_.find(name);
  if (embedded != embedded_.end()) return embedded->second;
  if (of_file_) return WallClock(*of_file_);
  ++guessed_;
  return own_;
}

}  // namespace toward::plan
