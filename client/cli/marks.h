// What a person does, as the writes of one local change. Pure: the plan as it is shown goes in, writes come out.
//
// What exists once by nature gets its natural id (records.proto says which), so that two partners doing the same thing
// offline do it once. Words already there are added to, never replaced; only Note replaces.
#ifndef TOWARD_CLIENT_CLI_MARKS_H_
#define TOWARD_CLIENT_CLI_MARKS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "client/cli/choose.h"
#include "client/cli/writes.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

// Who acts, on which day, and what is shown to them.
struct Hand {
  FamilyId family;
  MemberId member;
  plan::PlanDay day;
  // What is shown, and the same with what is not: a mark made anew must not bring back the words of a deleted one.
  const plan::Plan& plan;
  const plan::Plan& everything;
};

// The check-in of the evening, one for both, and this member's own words at it.
RecordId CheckInId(const Hand& hand, const RecordId& ritual);
RecordId OwnWordsId(const Hand& hand, const RecordId& ritual);

// A new family's records: its calendar, this member, and the three rituals.
Writes NewPlan(const FamilyId& family, const MemberId& member, const std::string& name, const plan::Calendar& calendar);
Writes NameMember(const MemberId& member, const std::string& name);
Writes AddChild(const RecordId& id, const std::string& name, v1::Child::Role role);
Writes RenameChild(const RecordId& id, const std::string& name);
Writes RemoveChild(const RecordId& id);

// Marks the check-in of both done, or part when `minutes` are fewer than its goal; `words` are this member's own,
// for the partner to see like those that are there already, or else at once. With words alone, a mark that is there
// already stays the partner's.
absl::StatusOr<Writes> MarkCheckIn(const Hand& hand, std::optional<uint32_t> minutes, std::string_view words);
// This member's thank-you of the day.
absl::StatusOr<Writes> Thank(const Hand& hand, std::string_view words);
// Marks an extra done, or part when `minutes` are fewer than its goal: for both, or for this member, as the library
// says.
Writes MarkExtra(const Hand& hand, const plan::Ritual& extra, std::optional<uint32_t> minutes, std::string_view words);
// Minutes with a child, as a moment of its own with the given new id.
absl::StatusOr<Writes> SpendTime(const Hand& hand, const plan::Child& child, uint32_t minutes, std::string_view words,
                                 const RecordId& id);

// `outcome`: OUTCOME_SKIPPED, or OUTCOME_CHILD_DECLINED for a child. FAILED_PRECONDITION: it has happened already.
absl::StatusOr<Writes> Skip(const Hand& hand, const Target& target, v1::Moment::Outcome outcome,
                            std::string_view words);
// Replaces the note of the day's mark; empty words clear it. Of several with a child, the newest. NOT_FOUND: no mark.
absl::StatusOr<Writes> Note(const Hand& hand, const Target& target, std::string_view words);
// Takes the day's mark away; for the check-in, this member's own words with it. Of several with a child, the newest of
// this member, or else the newest. NOT_FOUND: no mark.
absl::StatusOr<Writes> Remove(const Hand& hand, const Target& target);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MARKS_H_
