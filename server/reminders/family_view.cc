#include "server/reminders/family_view.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "plan/reading.h"
#include "sync/record.h"
#include "toward/v1/records.pb.h"

namespace toward::server {
namespace {

// A body that its kind's message refuses says nothing.
template <typename Message>
Message BodyOf(const sync::Record& record) {
  Message message;
  const std::string_view body = record.body();
  return message.ParseFromArray(body.data(), static_cast<int>(body.size())) ? message : Message();
}

int64_t MarkedMs(const sync::Record& record) {
  const sync::Register* const outcome = record.Find(v1::Moment::kOutcomeFieldNumber);
  return outcome == nullptr ? 0 : sync::HlcMs(outcome->stamp.hlc);
}

absl::Status AddTo(plan::Plan& plan, int64_t& changed_ms, const std::string& state) {
  ASSIGN_OR_RETURN(const sync::Record record, sync::Record::Parse(state));
  const RecordId& id = record.id();
  changed_ms = std::max(changed_ms, sync::HlcMs(record.MaxStamp().hlc));
  switch (record.kind()) {
    case v1::KIND_MEMBER: {
      auto message = BodyOf<v1::Member>(record);
      message.clear_name();
      plan.members.push_back(plan::ReadMember(id, message));
      break;
    }
    case v1::KIND_CHILD: {
      auto message = BodyOf<v1::Child>(record);
      message.clear_name();
      plan.children.push_back(plan::ReadChild(id, message));
      break;
    }
    case v1::KIND_RITUAL: {
      auto message = BodyOf<v1::Ritual>(record);
      message.clear_title();
      plan.rituals.push_back(plan::ReadRitual(id, message));
      break;
    }
    case v1::KIND_PREFERENCE: {
      const auto message = BodyOf<v1::Preference>(record);
      plan.preferences.push_back(plan::ReadPreference(id, message));
      break;
    }
    case v1::KIND_REMINDER: {
      const auto message = BodyOf<v1::Reminder>(record);
      plan.reminders.push_back(plan::ReadReminder(id, message));
      break;
    }
    case v1::KIND_CALENDAR: {
      const auto message = BodyOf<v1::Calendar>(record);
      auto calendar = plan::ReadCalendar(message);
      if (calendar.ok()) plan.calendar = *std::move(calendar);
      break;
    }
    case v1::KIND_MOMENT: {
      auto message = BodyOf<v1::Moment>(record);
      message.clear_note();
      message.clear_activity();
      plan.moments.push_back(plan::ReadMoment(id, message, MarkedMs(record)));
      break;
    }
    case v1::KIND_SLOT: {
      auto message = BodyOf<v1::Slot>(record);
      message.clear_reason();
      plan.slots.push_back(plan::ReadSlot(id, message));
      break;
    }
    default:
      break;
  }
  return absl::OkStatus();
}

absl::Status AddAll(plan::Plan& plan, int64_t& changed_ms, const std::vector<std::string>& states) {
  for (const std::string& state : states) RETURN_IF_ERROR(AddTo(plan, changed_ms, state));
  return absl::OkStatus();
}

}  // namespace

plan::DayEvents FamilyView::EventsOf(plan::PlanDay day) const {
  for (const AsleepRow& row : asleep) {
    if (row.day == day.number()) return {.asleep_ms = row.at_ms};
  }
  return {};
}

bool FamilyView::Knows(plan::PlanDay day) const { return today.Plus(-1) <= day && day <= today.Plus(1); }

const ReachableDevice* FamilyView::FindDevice(const DeviceId& device) const {
  const auto found =
      std::find_if(devices.begin(), devices.end(), [&](const ReachableDevice& one) { return one.id == device; });
  return found == devices.end() ? nullptr : &*found;
}

std::string FamilyView::MailOf(const MemberId& member) const {
  const plan::Preference* const preference = plan::FindPreference(plan, member);
  return preference == nullptr ? "" : preference->email;
}

absl::StatusOr<FamilyView> ReadFamilyView(ReminderReader& reader, FamilyNumber family, int64_t now_ms,
                                          SlotDays slot_days) {
  FamilyView view{.family = family};
  plan::Plan everything;
  ASSIGN_OR_RETURN(const auto skeleton, reader.Skeleton(family));
  RETURN_IF_ERROR(AddAll(everything, view.changed_ms, skeleton));
  if (!everything.calendar.has_value()) return view;
  view.today = everything.calendar->DayOf(now_ms);
  const plan::PlanDay first = view.today.Plus(-1).StartOfWeek();
  ASSIGN_OR_RETURN(const auto moments, reader.RecordsOn(family, v1::KIND_MOMENT, first.number(),
                                                        view.today.Plus(1).StartOfWeek().Plus(6).number()));
  RETURN_IF_ERROR(AddAll(everything, view.changed_ms, moments));
  ASSIGN_OR_RETURN(const auto slots,
                   reader.RecordsOn(family, v1::KIND_SLOT, view.today.Plus(-slot_days.before).number(),
                                    view.today.Plus(slot_days.ahead).number()));
  RETURN_IF_ERROR(AddAll(everything, view.changed_ms, slots));
  view.plan = plan::Shown(std::move(everything));
  ASSIGN_OR_RETURN(view.asleep, reader.Asleep(family, view.today.Plus(-2).number()));
  ASSIGN_OR_RETURN(view.devices, reader.DevicesOf(family));
  return view;
}

}  // namespace toward::server
