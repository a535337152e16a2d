#include "client/cli/plan_changes.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"
#include "plan/extras.h"
#include "plan/rituals.h"
#include "sync/natural_id.h"

namespace toward::client {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};
constexpr size_t kShortestWeekday = 3;
// As records.proto says.
constexpr size_t kMaxPauses = 100;
constexpr int32_t kLongestPauseDays = 366;

// A ritual as it begins, and the one part of its natural id.
struct NewRitual {
  std::string natural_part;
  v1::Ritual fields;
};

v1::Ritual Fields(v1::Ritual::Type type, const v1::Ritual::Cadence& cadence, std::optional<uint32_t> minutes_goal) {
  v1::Ritual fields;
  fields.set_type(type);
  *fields.mutable_cadence() = cadence;
  if (minutes_goal) fields.set_minutes_goal(*minutes_goal);
  return fields;
}

absl::StatusOr<NewRitual> RitualByKey(std::string_view key) {
  if (const plan::Extra* extra = plan::FindExtra(key)) {
    NewRitual ritual{.natural_part = std::string(key),
                     .fields = Fields(v1::Ritual::TYPE_EXTRA, UsualCadence(*extra), extra->minutes_goal)};
    ritual.fields.set_extra(std::string(key));
    return ritual;
  }
  const v1::Ritual::Type type = TypeByWord(key);
  for (const plan::StartingRitual& starting : plan::StartingRituals()) {
    if (starting.type != type) continue;
    return NewRitual{.natural_part = std::string(starting.natural_part),
                     .fields = Fields(type, plan::Daily(), starting.minutes_goal)};
  }
  return NoSuchExtra();
}

// 0: no weekday.
uint32_t WeekdayFrom(std::string_view text) {
  const std::string wanted = Folded(Trimmed(text));
  for (size_t i = 0; i < kWeekdays.size(); ++i) {
    if (wanted.size() >= kShortestWeekday && Folded(kWeekdays[i]).starts_with(wanted)) {
      return static_cast<uint32_t>(i + 1);
    }
  }
  return 0;
}

Write PreferenceOf(const Hand& hand, v1::Preference fields) {
  fields.set_member_id(hand.member.ToBytes());
  const RecordId id = sync::NaturalId(hand.family, v1::KIND_PREFERENCE).Add(hand.member).Finish();
  return WriteOf(v1::KIND_PREFERENCE, id, std::move(fields));
}

std::vector<plan::Pause> PausesOf(const Hand& hand) {
  const plan::Preference* preference = FindPreference(hand.plan, hand.member);
  return preference == nullptr ? std::vector<plan::Pause>() : preference->pauses;
}

// Takes this member's pause of today, or one to come, out of `pauses`; absent: there is none.
std::optional<plan::Pause> TakePresent(const Hand& hand, std::vector<plan::Pause>& pauses) {
  const auto present =
      std::find_if(pauses.begin(), pauses.end(), [&](const plan::Pause& pause) { return pause.last_day >= hand.day; });
  if (present == pauses.end()) return std::nullopt;
  const plan::Pause taken = *present;
  pauses.erase(present);
  return taken;
}

v1::Preference PauseFields(const std::vector<plan::Pause>& pauses) {
  v1::Preference fields;
  fields.mutable_pauses();
  const size_t first = pauses.size() - std::min(pauses.size(), kMaxPauses);
  for (size_t i = first; i < pauses.size(); ++i) {
    v1::Preference::Pauses::Days& days = *fields.mutable_pauses()->add_days();
    days.set_first_day(pauses[i].first_day.number());
    days.set_last_day(pauses[i].last_day.number());
  }
  return fields;
}

}  // namespace

absl::StatusOr<Writes> AddRitual(const Hand& hand, std::string_view key) {
  ASSIGN_OR_RETURN(NewRitual ritual, RitualByKey(Folded(Trimmed(key))));
  const RecordId id = sync::NaturalId(hand.family, v1::KIND_RITUAL).Add(ritual.natural_part).Finish();
  const plan::Ritual* earlier = FindRitual(hand.everything, id);
  if (earlier == nullptr) return Writes{WriteOf(v1::KIND_RITUAL, id, std::move(ritual.fields))};
  if (earlier->alive) return RitualAlreadyHere();
  v1::Ritual again;
  again.set_type(ritual.fields.type());
  return Writes{WriteOf(v1::KIND_RITUAL, id, std::move(again))};
}

Writes RemoveRitual(const plan::Ritual& ritual) { return {Deletion<v1::Ritual>(v1::KIND_RITUAL, ritual.id)}; }

Writes ChangeRitual(const plan::Ritual& ritual, const RitualChange& change) {
  v1::Ritual fields;
  std::vector<uint32_t> cleared;
  if (change.cadence) *fields.mutable_cadence() = *change.cadence;
  if (change.minutes_goal && *change.minutes_goal > 0) fields.set_minutes_goal(*change.minutes_goal);
  if (change.minutes_goal && *change.minutes_goal == 0) cleared.push_back(v1::Ritual::kMinutesGoalFieldNumber);
  if (change.title && !change.title->empty()) fields.set_title(*change.title);
  if (change.title && change.title->empty()) cleared.push_back(v1::Ritual::kTitleFieldNumber);
  if (change.windows && change.windows->windows_size() > 0) *fields.mutable_windows() = *change.windows;
  if (change.windows && change.windows->windows_size() == 0) cleared.push_back(v1::Ritual::kWindowsFieldNumber);
  Writes writes = {WriteOf(v1::KIND_RITUAL, ritual.id, std::move(fields))};
  writes.front().cleared = std::move(cleared);
  return writes;
}

absl::StatusOr<v1::Ritual::Cadence> CadenceFromDays(std::string_view text) {
  if (Folded(Trimmed(text)) == "daily") return plan::Daily();
  std::set<uint32_t> weekdays;
  const std::vector<std::string> days = absl::StrSplit(std::string(text), ',');
  for (const std::string& day : days) {
    weekdays.insert(WeekdayFrom(day));
  }
  if (weekdays.contains(0)) return DaysNotUnderstood();
  v1::Ritual::Cadence cadence;
  for (const uint32_t weekday : weekdays) cadence.add_weekdays(weekday);
  return cadence;
}

absl::StatusOr<v1::Ritual::Cadence> CadenceFromTimes(std::string_view text) {
  uint32_t times = 0;
  if (!absl::SimpleAtoi(std::string(text), &times) || times < 1 || times > 7) {
    return TimesOutOfRange();
  }
  v1::Ritual::Cadence cadence;
  cadence.set_times_per_week(times);
  return cadence;
}

std::string CadenceInWords(const v1::Ritual::Cadence& cadence) {
  if (cadence.times_per_week() == 1) return "once a week";
  if (cadence.times_per_week() == 2) return "twice a week";
  if (cadence.times_per_week() > 0) return Count(cadence.times_per_week(), "time") + " a week";
  std::vector<std::string> names;
  for (const uint32_t weekday : cadence.weekdays()) {
    if (weekday >= 1 && weekday <= kWeekdays.size()) names.emplace_back(kWeekdays[weekday - 1]);
  }
  if (names.size() == kWeekdays.size()) return "every day";
  return names.empty() ? "whenever it happens" : Joined(names);
}

absl::StatusOr<Writes> Pause(const Hand& hand, plan::PlanDay last) {
  if (last < hand.day || last >= hand.day.Plus(kLongestPauseDays)) return PauseOutOfRange();
  std::vector<plan::Pause> pauses = PausesOf(hand);
  const std::optional<plan::Pause> present = TakePresent(hand, pauses);
  pauses.push_back({present ? std::min(present->first_day, hand.day) : hand.day, last});
  return Writes{PreferenceOf(hand, PauseFields(pauses))};
}

absl::StatusOr<Writes> EndPause(const Hand& hand) {
  std::vector<plan::Pause> pauses = PausesOf(hand);
  const std::optional<plan::Pause> present = TakePresent(hand, pauses);
  if (!present) return NoPause();
  if (present->first_day < hand.day) pauses.push_back({present->first_day, hand.day.Plus(-1)});
  return Writes{PreferenceOf(hand, PauseFields(pauses))};
}

}  // namespace toward::client
