#include "client/cli/marks.h"

#include <utility>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "plan/completion.h"
#include "plan/rituals.h"
#include "sync/natural_id.h"

namespace toward::client {
namespace {

sync::NaturalId OnDay(const Hand& hand, v1::Kind kind, const RecordId& ritual) {
  sync::NaturalId id(hand.family, kind);
  id.Add(ritual).AddNumber(hand.day.number());
  return id;
}

// The mark that exists once a day: the one of both, this member's own, or the skip of a child's time.
RecordId MomentId(const Hand& hand, const Target& target) {
  sync::NaturalId id = OnDay(hand, v1::KIND_MOMENT, target.ritual.id);
  if (target.child) {
    id.Add(target.child->id);
  } else if (plan::CountingOf(target.ritual) == plan::Counting::kEach) {
    id.Add(hand.member);
  }
  return id.Finish();
}

v1::Moment NewMoment(const Hand& hand, const Target& target, v1::Moment::Outcome outcome) {
  v1::Moment moment;
  moment.set_ritual_id(target.ritual.id.ToBytes());
  moment.set_day(hand.day.number());
  moment.set_member_id(hand.member.ToBytes());
  if (target.child) moment.set_child_id(target.child->id.ToBytes());
  moment.set_outcome(outcome);
  return moment;
}

v1::Moment::Outcome OutcomeOf(const plan::Ritual& ritual, std::optional<uint32_t> minutes) {
  const bool enough = !minutes || !ritual.minutes_goal || *minutes >= *ritual.minutes_goal;
  return enough ? v1::Moment::OUTCOME_DONE : v1::Moment::OUTCOME_PART;
}

std::string Added(const std::string& present, std::string_view words) {
  return present.empty() ? std::string(words) : present + "\n" + std::string(words);
}

// The newest mark `target` is about; marks of `preferred`, where given, go first. Null: none.
const plan::Moment* NewestMark(const Hand& hand, const Target& target, std::optional<MemberId> preferred) {
  if (!target.child) return FindMoment(hand.plan, MomentId(hand, target));
  const plan::Moment* newest = nullptr;
  for (const plan::Moment& moment : hand.plan.moments) {
    if (moment.ritual != target.ritual.id || moment.day != hand.day || moment.child != target.child->id) continue;
    const bool worse = newest != nullptr && newest->member == preferred && moment.member != preferred;
    if (!worse) newest = &moment;
  }
  return newest;
}

Write Reflect(const Hand& hand, const RecordId& ritual, std::string_view words) {
  const RecordId id = OwnWordsId(hand, ritual);
  const plan::Reflection* present = FindReflection(hand.plan, id);
  v1::Reflection reflection;
  reflection.set_ritual_id(ritual.ToBytes());
  reflection.set_day(hand.day.number());
  reflection.set_member_id(hand.member.ToBytes());
  reflection.set_text(Added(present == nullptr ? "" : present->text, words));
  reflection.set_visibility(present == nullptr ? v1::Reflection::VISIBILITY_SHARED : present->visibility);
  return WriteOf(v1::KIND_REFLECTION, id, std::move(reflection));
}

// What an earlier mark of the same id left behind, the reason of a skip or a deleted note, does not belong to a new
// one.
void ClearLeftovers(const Hand& hand, Write& write) {
  const plan::Moment* earlier = FindMoment(hand.everything, write.id);
  const auto& moment = static_cast<const v1::Moment&>(*write.fields);
  if (earlier == nullptr) return;
  if (earlier->minutes && !moment.has_minutes()) write.cleared.push_back(v1::Moment::kMinutesFieldNumber);
  if (!earlier->note.empty() && !moment.has_note()) write.cleared.push_back(v1::Moment::kNoteFieldNumber);
}

}  // namespace

RecordId CheckInId(const Hand& hand, const RecordId& ritual) { return OnDay(hand, v1::KIND_MOMENT, ritual).Finish(); }

RecordId OwnWordsId(const Hand& hand, const RecordId& ritual) {
  return OnDay(hand, v1::KIND_REFLECTION, ritual).Add(hand.member).Finish();
}

Writes NewPlan(const FamilyId& family, const MemberId& member, const std::string& name,
               const plan::Calendar& calendar) {
  v1::Calendar days;
  days.mutable_plan_day()->set_time_zone(calendar.time_zone());
  days.mutable_plan_day()->set_day_start_hour(static_cast<uint32_t>(calendar.day_start_hour()));
  Writes writes = NameMember(member, name);
  writes.push_back(WriteOf(v1::KIND_CALENDAR, sync::NaturalId(family, v1::KIND_CALENDAR).Finish(), std::move(days)));
  for (const plan::StartingRitual& starting : plan::StartingRituals()) {
    v1::Ritual ritual;
    ritual.set_type(starting.type);
    *ritual.mutable_cadence() = plan::Daily();
    if (starting.minutes_goal) ritual.set_minutes_goal(*starting.minutes_goal);
    const RecordId id = sync::NaturalId(family, v1::KIND_RITUAL).Add(starting.natural_part).Finish();
    writes.push_back(WriteOf(v1::KIND_RITUAL, id, std::move(ritual)));
  }
  return writes;
}

Writes NameMember(const MemberId& member, const std::string& name) {
  v1::Member fields;
  fields.set_name(name);
  return {WriteOf(v1::KIND_MEMBER, IdCast<RecordId>(member), std::move(fields))};
}

Writes AddChild(const RecordId& id, const std::string& name, v1::Child::Role role) {
  v1::Child fields;
  fields.set_name(name);
  fields.set_role(role);
  return {WriteOf(v1::KIND_CHILD, id, std::move(fields))};
}

Writes RenameChild(const RecordId& id, const std::string& name) {
  v1::Child fields;
  fields.set_name(name);
  return {WriteOf(v1::KIND_CHILD, id, std::move(fields))};
}

Writes RemoveChild(const RecordId& id) { return {Deletion<v1::Child>(v1::KIND_CHILD, id)}; }

absl::StatusOr<Writes> MarkCheckIn(const Hand& hand, std::optional<uint32_t> minutes, std::string_view words) {
  ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_CHECK_IN));
  const Target target{.ritual = ritual, .child = {}};
  const RecordId id = MomentId(hand, target);
  const plan::Moment* present = FindMoment(hand.plan, id);
  const bool marked = present != nullptr && Happened(*present);
  Writes writes;
  if (!marked || minutes || words.empty()) {
    v1::Moment moment = NewMoment(hand, target, OutcomeOf(ritual, minutes));
    if (minutes) moment.set_minutes(*minutes);
    writes.push_back(WriteOf(v1::KIND_MOMENT, id, std::move(moment)));
    if (!marked) ClearLeftovers(hand, writes.back());
  }
  if (!words.empty()) writes.push_back(Reflect(hand, ritual.id, words));
  return writes;
}

absl::StatusOr<Writes> Thank(const Hand& hand, std::string_view words) {
  if (words.empty()) return NoWords();
  ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_APPRECIATION));
  const Target target{.ritual = ritual, .child = {}};
  const RecordId id = MomentId(hand, target);
  const plan::Moment* present = FindMoment(hand.plan, id);
  v1::Moment moment = NewMoment(hand, target, v1::Moment::OUTCOME_DONE);
  moment.set_note(Added(present != nullptr && Happened(*present) ? present->note : "", words));
  return Writes{WriteOf(v1::KIND_MOMENT, id, std::move(moment))};
}

Writes MarkExtra(const Hand& hand, const plan::Ritual& extra, std::optional<uint32_t> minutes, std::string_view words) {
  const Target target{.ritual = extra, .child = {}};
  const RecordId id = MomentId(hand, target);
  const plan::Moment* present = FindMoment(hand.plan, id);
  const bool marked = present != nullptr && Happened(*present);
  v1::Moment moment = NewMoment(hand, target, OutcomeOf(extra, minutes));
  if (minutes) moment.set_minutes(*minutes);
  if (!words.empty()) moment.set_note(Added(marked ? present->note : "", words));
  Writes writes = {WriteOf(v1::KIND_MOMENT, id, std::move(moment))};
  if (!marked) ClearLeftovers(hand, writes.back());
  return writes;
}

absl::StatusOr<Writes> SpendTime(const Hand& hand, const plan::Child& child, uint32_t minutes, std::string_view words,
                                 const RecordId& id) {
  ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_ONE_ON_ONE));
  v1::Moment moment = NewMoment(hand, {.ritual = ritual, .child = child}, OutcomeOf(ritual, minutes));
  moment.set_minutes(minutes);
  if (!words.empty()) moment.set_note(std::string(words));
  return Writes{WriteOf(v1::KIND_MOMENT, id, std::move(moment))};
}

absl::StatusOr<Writes> Skip(const Hand& hand, const Target& target, v1::Moment::Outcome outcome,
                            std::string_view words) {
  if (outcome == v1::Moment::OUTCOME_CHILD_DECLINED && !target.child) return DeclinesAreForChildren();
  const plan::Moment* present = NewestMark(hand, target, std::nullopt);
  if (present != nullptr && Happened(*present)) return AlreadyHappened();
  v1::Moment moment = NewMoment(hand, target, outcome);
  if (!words.empty()) moment.set_note(std::string(words));
  Writes writes = {WriteOf(v1::KIND_MOMENT, MomentId(hand, target), std::move(moment))};
  ClearLeftovers(hand, writes.back());
  return writes;
}

absl::StatusOr<Writes> Note(const Hand& hand, const Target& target, std::string_view words) {
  const plan::Moment* mark = NewestMark(hand, target, std::nullopt);
  if (mark == nullptr) return NothingMarked();
  v1::Moment moment;
  if (!words.empty()) moment.set_note(std::string(words));
  Writes writes = {WriteOf(v1::KIND_MOMENT, mark->id, std::move(moment))};
  if (words.empty()) writes.back().cleared.push_back(v1::Moment::kNoteFieldNumber);
  return writes;
}

absl::StatusOr<Writes> Remove(const Hand& hand, const Target& target) {
  const plan::Moment* mark = NewestMark(hand, target, hand.member);
  const RecordId own_words = OwnWordsId(hand, target.ritual.id);
  Writes writes;
  if (mark != nullptr) writes.push_back(Deletion<v1::Moment>(v1::KIND_MOMENT, mark->id));
  if (!target.child && FindReflection(hand.plan, own_words) != nullptr) {
    writes.push_back(Deletion<v1::Reflection>(v1::KIND_REFLECTION, own_words));
  }
  if (writes.empty()) return NothingMarked();
  return writes;
}

}  // namespace toward::client
