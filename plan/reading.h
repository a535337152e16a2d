// From the messages of records.proto to the plan's values. Words are opened before (on a device) or stay away (on the
// server, where a sealed field is passed as absent).
//
// What a record leaves out, or says beyond its range, becomes the nearest value that makes sense: the plan must be
// readable whatever another version wrote.
#ifndef TOWARD_PLAN_READING_H_
#define TOWARD_PLAN_READING_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "plan/plan.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

// The family's calendar. Absent: not alive, or it says nothing. INVALID_ARGUMENT: there is no data for its time zone.
absl::StatusOr<std::optional<Calendar>> ReadCalendar(const v1::Calendar& message);

Member ReadMember(const RecordId& id, const v1::Member& message);
Child ReadChild(const RecordId& id, const v1::Child& message);
Ritual ReadRitual(const RecordId& id, const v1::Ritual& message);
// `marked_ms`: when the outcome was written, as Moment.marked_ms.
Moment ReadMoment(const RecordId& id, const v1::Moment& message, int64_t marked_ms);
Reflection ReadReflection(const RecordId& id, const v1::Reflection& message);
Preference ReadPreference(const RecordId& id, const v1::Preference& message);
Reminder ReadReminder(const RecordId& id, const v1::Reminder& message);
Slot ReadSlot(const RecordId& id, const v1::Slot& message);
Busy ReadBusy(const RecordId& id, const v1::Busy& message);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_READING_H_
