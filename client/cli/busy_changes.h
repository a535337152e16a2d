// When a member has no room, as it is listed and changed. Pure, as marks.h is.
#ifndef TOWARD_CLIENT_CLI_BUSY_CHANGES_H_
#define TOWARD_CLIENT_CLI_BUSY_CHANGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "client/cli/writes.h"
#include "plan/calendar/ics_reader.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

// One line of the list: a time a person wrote, or all times that came from one calendar.
struct BusyEntry {
  // Of all its records, past ones too.
  std::vector<RecordId> ids;
  // Of those that are not over: the first, or the weekly time.
  plan::Busy first;
  size_t times = 0;
  int64_t last_end_ms = 0;
};

// The member's own, those that are over left out: weekly times, then single ones, then calendars, each in the order of
// time.
std::vector<BusyEntry> BusyEntries(const plan::Plan& plan, const MemberId& member, int64_t now_ms);

// Reads "09:00-17:00", up to 24:00. INVALID_ARGUMENT: it is no such time, or ends before it begins.
struct ClockRange {
  uint32_t start_minute = 0;
  uint32_t end_minute = 0;
};
absl::StatusOr<ClockRange> ClockRangeFrom(std::string_view text);

// Every week, on `weekdays` as Ritual.Cadence has them.
Write AddWeekly(const RecordId& id, const MemberId& member, const v1::Ritual::Cadence& weekdays,
                const ClockRange& range);
// On one date of the family's calendar.
Write AddSpan(const RecordId& id, const MemberId& member, const plan::Calendar& calendar, plan::PlanDay day,
              const ClockRange& range);

// The name of a calendar, from where it is: the same on every import, and nothing can be read from it.
std::string SourceName(const FamilyId& family, const MemberId& member, std::string_view canonical_location);

// Makes `spans` the times of a calendar, in place of those that came from it before. What stays as it is is not written
// again. One by one each fits into a transaction.
std::vector<Writes> ReplaceImported(const plan::Plan& plan, const FamilyId& family, const MemberId& member,
                                    const std::string& source, const std::vector<plan::BusySpan>& spans);
std::vector<Writes> RemoveBusy(const BusyEntry& entry);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_BUSY_CHANGES_H_
