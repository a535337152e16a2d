#include "client/cli/reminder_screen.h"

#include <algorithm>

#include "client/cli/screen.h"
#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"
#include "plan/extras.h"
#include "plan/reminding/nudges.h"
#include "plan/rituals.h"

namespace toward::client {
namespace {

using Response = v1::TestReminderResponse;

constexpr size_t kTitleColumns = 25;
constexpr char kBySlots[] = "10 minutes before each planned time";

const plan::Member* PartnerOf(const plan::Plan& plan, const MemberId& member) {
  const auto partner = std::find_if(plan.members.begin(), plan.members.end(),
                                    [&](const plan::Member& other) { return other.id != member; });
  return partner == plan.members.end() ? nullptr : &*partner;
}

const plan::Slot* SlotOf(const plan::Plan& plan, const MemberId& member, const plan::Child& child,
                         const v1::Nudge& nudge) {
  for (const plan::Slot& slot : plan.slots) {
    if (slot.member == member && slot.child == child.id && slot.day.number() == nudge.day()) return &slot;
  }
  return nullptr;
}

// What both do together, or one for the other, by name; `neutral` where there is no partner.
std::string BodyOf(const plan::Plan& plan, const MemberId& member, const plan::Ritual& ritual,
                   const std::string& neutral) {
  const plan::Member* const partner = PartnerOf(plan, member);
  const plan::Extra* const extra = plan::FindExtra(ritual.extra);
  if (extra != nullptr) return std::string(extra->hint);
  if (partner == nullptr) return neutral;
  const std::string name = NameOf(plan, partner->id);
  if (ritual.type == v1::Ritual::TYPE_APPRECIATION) {
    return fmt::format("Something specific that {} did, in a sentence.", name);
  }
  if (ritual.type != v1::Ritual::TYPE_CHECK_IN) return neutral;
  const std::string minutes = ritual.minutes_goal ? Count(*ritual.minutes_goal, "minute") : "A while";
  return fmt::format("{} with {}, if there is room for it.", minutes, name);
}

ReminderText DetailedText(const plan::Plan& plan, const MemberId& member, const v1::Nudge& nudge,
                          const plan::Ritual& ritual) {
  const auto child_id = RecordId::FromBytes(nudge.child_id());
  const plan::Child* const child = child_id ? FindChild(plan, *child_id) : nullptr;
  if (child == nullptr) return {TitleOf(ritual), BodyOf(plan, member, ritual, nudge.neutral_body())};
  const plan::Slot* const slot = SlotOf(plan, member, *child, nudge);
  ReminderText text{fmt::format("{} with {}", TitleOf(ritual), NameOf(*child)), nudge.neutral_body()};
  if (slot != nullptr) {
    text.body = fmt::format("At {}, for {}; {} chooses what.", plan::ClockText(slot->start_minute),
                            Count(slot->minutes, "minute"), NameOf(*child));
  }
  return text;
}

bool IsOwn(const ReminderView& view, const plan::Ritual& ritual) {
  return std::any_of(view.plan.reminders.begin(), view.plan.reminders.end(), [&](const plan::Reminder& reminder) {
    return reminder.member == view.member && reminder.ritual == ritual.id;
  });
}

std::string LineOf(const ReminderView& view, const plan::Ritual& ritual) {
  const std::string title = Padded(SafeLine(TitleOf(ritual)), kTitleColumns);
  if (ritual.type == v1::Ritual::TYPE_ONE_ON_ONE) return fmt::format("{}{}\n", title, kBySlots);
  return fmt::format("{}{}{}\n", title, WhenInWords(WhenOf(view.plan, view.member, ritual)),
                     IsOwn(view, ritual) ? "" : " (as usual)");
}

std::string QuietLine(const plan::Preference* preference) {
  if (preference == nullptr || !preference->quiet_hours) return "none";
  return fmt::format("{} to {}; what would come then waits", plan::ClockText(preference->quiet_hours->start_minute),
                     plan::ClockText(preference->quiet_hours->end_minute));
}

nlohmann::json RitualToJson(const ReminderView& view, const plan::Ritual& ritual) {
  nlohmann::json json = {
      {"ritual_id", ritual.id.ToHex()}, {"ritual", RitualName(ritual.type)}, {"title", TitleOf(ritual)}};
  if (ritual.type == v1::Ritual::TYPE_ONE_ON_ONE) {
    json["before_planned_minutes"] = plan::kSlotLeadMs / 60'000;
    return json;
  }
  json["usual"] = !IsOwn(view, ritual);
  if (const auto when = WhenOf(view.plan, view.member, ritual)) {
    json["at"] = plan::ClockText(when->minute);
    json["after_asleep"] = when->after_asleep;
    if (when->second_after_minutes > 0) json["second_after_minutes"] = when->second_after_minutes;
  }
  return json;
}

std::string EmailOutcome(Response::Outcome outcome, std::string_view address) {
  switch (outcome) {
    case Response::OUTCOME_SENT:
      return "the mail server has taken it; look there";
    case Response::OUTCOME_FAILED:
      return "it did not work now; the server will try again with the next reminder";
    case Response::OUTCOME_GONE:
      return "the address does not exist any more; `toward remind email ADDRESS` sets another";
    default:
      return address.empty() ? "no address; `toward remind email ADDRESS` sets one"
                             : "the server sends none; whoever runs it can set that up";
  }
}

std::string PushOutcome(Response::Outcome outcome) {
  switch (outcome) {
    case Response::OUTCOME_SENT:
      return "the push service has taken it";
    case Response::OUTCOME_FAILED:
      return "it did not work now; the server will try again with the next reminder";
    case Response::OUTCOME_GONE:
      return "the browser has ended it; switch reminders on there again";
    default:
      return "not on this device; a phone tests its own";
  }
}

}  // namespace

ReminderText TextOf(const plan::Plan& plan, const MemberId& member, const v1::Nudge& nudge, ReminderWords words) {
  const auto ritual_id = RecordId::FromBytes(nudge.ritual_id());
  const plan::Ritual* const ritual = ritual_id ? FindRitual(plan, *ritual_id) : nullptr;
  ReminderText text{nudge.neutral_title(), nudge.neutral_body()};
  if (words == ReminderWords::kDetailed && ritual != nullptr) text = DetailedText(plan, member, nudge, *ritual);
  return {SafeLine(text.title), SafeLine(text.body)};
}

std::string ReminderLine(const ReminderText& text) {
  return text.body.empty() ? fmt::format("Reminder: {}.", text.title)
                           : fmt::format("Reminder: {}. {}", text.title, text.body);
}

std::string WhenInWords(const std::optional<plan::Reminder::When>& when) {
  if (!when) return "never";
  std::string text =
      fmt::format("{}at {}", when->after_asleep ? "when the baby sleeps, or " : "", plan::ClockText(when->minute));
  if (when->second_after_minutes > 0) {
    text += fmt::format(", and once more {} later", Count(when->second_after_minutes, "minute"));
  }
  return text;
}

std::string RenderReminders(const ReminderView& view) {
  std::string text;
  for (const plan::Ritual& ritual : view.rituals) text += LineOf(view, ritual);
  const plan::Preference* const preference = FindPreference(view.plan, view.member);
  const bool has_email = preference != nullptr && !preference->email.empty();
  text += fmt::format("\n{}{}\n", Padded("Quiet hours", kTitleColumns), QuietLine(preference));
  text += Padded("E-mail", kTitleColumns) + (has_email ? SafeLine(preference->email) : "none") + "\n";
  text += fmt::format("{}while `toward watch` runs, {}\n", Padded("This device", kTitleColumns),
                      view.words == ReminderWords::kDetailed ? "with names" : "without names");
  return text;
}

nlohmann::json RemindersToJson(const ReminderView& view) {
  nlohmann::json reminders = nlohmann::json::array();
  for (const plan::Ritual& ritual : view.rituals) reminders.push_back(RitualToJson(view, ritual));
  nlohmann::json json = {{"member_id", view.member.ToHex()},
                         {"reminders", std::move(reminders)},
                         {"words_here", view.words == ReminderWords::kDetailed ? "detailed" : "neutral"}};
  const plan::Preference* const preference = FindPreference(view.plan, view.member);
  if (preference != nullptr && preference->quiet_hours) {
    json["quiet_hours"] = {{"start", plan::ClockText(preference->quiet_hours->start_minute)},
                           {"end", plan::ClockText(preference->quiet_hours->end_minute)}};
  }
  if (preference != nullptr && !preference->email.empty()) json["email"] = preference->email;
  return json;
}

std::string TestLine(const Response::Result& result, std::string_view address) {
  switch (result.channel()) {
    case Response::CHANNEL_WEB_PUSH:
      return fmt::format("Web Push: {}.", PushOutcome(result.outcome()));
    case Response::CHANNEL_EMAIL:
      return fmt::format("E-mail: {}.", EmailOutcome(result.outcome(), address));
    default:
      return "";
  }
}

}  // namespace toward::client
