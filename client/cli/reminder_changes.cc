#include "client/cli/reminder_changes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"
#include "plan/calendar/wall_time.h"
#include "plan/reminding/nudges.h"
#include "sync/natural_id.h"

namespace toward::client {
namespace {

constexpr uint32_t kMinutesOfDay = 24 * 60;
constexpr uint32_t kLatestSecondMinutes = 240;
// RFC 5321, 4.5.3.1.
constexpr size_t kLongestLocalPart = 64;
constexpr size_t kLongestAddress = 254;

RecordId ReminderId(const Hand& hand, const plan::Ritual& ritual) {
  return sync::NaturalId(hand.family, v1::KIND_REMINDER).Add(hand.member).Add(ritual.id).Finish();
}

v1::Reminder ReminderFields(const Hand& hand, const plan::Ritual& ritual) {
  v1::Reminder fields;
  fields.set_member_id(hand.member.ToBytes());
  fields.set_ritual_id(ritual.id.ToBytes());
  return fields;
}

Write PreferenceWrite(const Hand& hand, v1::Preference fields) {
  fields.set_member_id(hand.member.ToBytes());
  const RecordId id = sync::NaturalId(hand.family, v1::KIND_PREFERENCE).Add(hand.member).Finish();
  return WriteOf(v1::KIND_PREFERENCE, id, std::move(fields));
}

Writes ClearPreference(const Hand& hand, uint32_t field) {
  Write write = PreferenceWrite(hand, {});
  write.cleared = {field};
  return {std::move(write)};
}

// 0 to 1439.
absl::StatusOr<uint32_t> MinuteFrom(std::string_view text) {
  const std::optional<uint32_t> minute = plan::ParseClock(Trimmed(text));
  if (!minute || *minute >= kMinutesOfDay) return TimeOfDayNotUnderstood();
  return *minute;
}

absl::StatusOr<uint32_t> SecondFrom(const std::string& text) {
  uint32_t minutes = 0;
  if (!absl::SimpleAtoi(text, &minutes) || minutes > kLatestSecondMinutes) return SecondOutOfRange();
  return minutes;
}

bool IsAtom(std::string_view text) {
  const std::string_view marks = "!#$%&'*+-/=?^_`{|}~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || marks.find(c) != std::string_view::npos;
  });
}

bool IsLabel(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-'; });
}

bool IsAddress(std::string_view text) {
  const std::vector<std::string> halves = absl::StrSplit(std::string(text), '@');
  if (halves.size() != 2 || text.size() > kLongestAddress || halves[0].size() > kLongestLocalPart) return false;
  const std::vector<std::string> atoms = absl::StrSplit(halves[0], '.');
  const std::vector<std::string> labels = absl::StrSplit(halves[1], '.');
  return std::all_of(atoms.begin(), atoms.end(), IsAtom) && std::all_of(labels.begin(), labels.end(), IsLabel);
}

}  // namespace

absl::StatusOr<Writes> SetReminder(const Hand& hand, const plan::Ritual& ritual, const ReminderRequest& request) {
  if (ritual.type == v1::Ritual::TYPE_ONE_ON_ONE) return RemindedBySlots();
  std::optional<plan::Reminder::When> when = WhenOf(hand.plan, hand.member, ritual);
  if (request.at) {
    ASSIGN_OR_RETURN(const uint32_t minute, MinuteFrom(*request.at));
    when = {.minute = minute};
  }
  if (!when) return NothingGiven("the time, as in --at 20:30");
  if (request.after_asleep) when->after_asleep = true;
  if (request.second) {
    ASSIGN_OR_RETURN(when->second_after_minutes, SecondFrom(*request.second));
  }
  v1::Reminder fields = ReminderFields(hand, ritual);
  fields.mutable_when()->set_minute(when->minute);
  fields.mutable_when()->set_after_asleep(when->after_asleep);
  fields.mutable_when()->set_second_after_minutes(when->second_after_minutes);
  return Writes{WriteOf(v1::KIND_REMINDER, ReminderId(hand, ritual), std::move(fields))};
}

absl::StatusOr<Writes> SwitchReminderOff(const Hand& hand, const plan::Ritual& ritual) {
  if (ritual.type == v1::Ritual::TYPE_ONE_ON_ONE) return RemindedBySlots();
  Write write = WriteOf(v1::KIND_REMINDER, ReminderId(hand, ritual), ReminderFields(hand, ritual));
  write.cleared = {v1::Reminder::kWhenFieldNumber};
  return Writes{std::move(write)};
}

absl::StatusOr<Writes> UseUsualReminder(const Hand& hand, const plan::Ritual& ritual) {
  const RecordId id = ReminderId(hand, ritual);
  const bool is_set = std::any_of(hand.plan.reminders.begin(), hand.plan.reminders.end(),
                                  [&](const plan::Reminder& reminder) { return reminder.id == id; });
  if (!is_set) return UsualAlready();
  return Writes{Deletion<v1::Reminder>(v1::KIND_REMINDER, id)};
}

absl::StatusOr<Writes> SetQuietHours(const Hand& hand, std::string_view text) {
  if (text == "off") return ClearPreference(hand, v1::Preference::kQuietHoursFieldNumber);
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return QuietHoursNotUnderstood();
  const absl::StatusOr<uint32_t> start = MinuteFrom(text.substr(0, dash));
  const absl::StatusOr<uint32_t> end = MinuteFrom(text.substr(dash + 1));
  if (!start.ok() || !end.ok() || *start == *end) return QuietHoursNotUnderstood();
  v1::Preference fields;
  fields.mutable_quiet_hours()->set_start_minute(*start);
  fields.mutable_quiet_hours()->set_end_minute(*end);
  return Writes{PreferenceWrite(hand, std::move(fields))};
}

absl::StatusOr<Writes> SetEmail(const Hand& hand, std::string_view text) {
  if (text == "off") return ClearPreference(hand, v1::Preference::kEmailFieldNumber);
  if (!IsAddress(text)) return AddressNotUnderstood();
  v1::Preference fields;
  fields.mutable_email()->set_address(std::string(text));
  return Writes{PreferenceWrite(hand, std::move(fields))};
}

}  // namespace toward::client
