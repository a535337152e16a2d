// A family as the reminder engine sees it at one moment: the plan's skeleton without a word, the days around now, and
// the devices that can be reached.
#ifndef TOWARD_SERVER_REMINDERS_FAMILY_VIEW_H_
#define TOWARD_SERVER_REMINDERS_FAMILY_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plan/plan.h"
#include "plan/reminding/nudges.h"
#include "server/store/reminder_store.h"

namespace toward::server {

// How many plan days ahead slots are known.
inline constexpr int kHorizonDays = 8;

struct FamilyView {
  FamilyNumber family{};
  // One that plan::Shown returned, with the slots of the days from the day before yesterday on, and the marks of the
  // weeks of yesterday, today and tomorrow. Without a calendar it is empty, and so is what follows.
  plan::Plan plan;
  plan::PlanDay today;
  std::vector<AsleepRow> asleep;
  std::vector<ReachableDevice> devices;
  // The newest stamp of what was read.
  int64_t changed_ms = 0;

  plan::DayEvents EventsOf(plan::PlanDay day) const;
  // Yesterday, today or tomorrow: the days whose marks are known.
  bool Knows(plan::PlanDay day) const;
  // Null: the family has no such device.
  const ReachableDevice* FindDevice(const DeviceId& device) const;
  // Empty: no mail.
  std::string MailOf(const MemberId& member) const;
};

// Of which days around today there are slots.
struct SlotDays {
  int before = 2;
  int ahead = kHorizonDays;
};

// `reader`'s errors. A calendar whose zone this machine does not know counts as none.
absl::StatusOr<FamilyView> ReadFamilyView(ReminderReader& reader, FamilyNumber family, int64_t now_ms,
                                          SlotDays slot_days = {});

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_FAMILY_VIEW_H_
