#include "client/cli/week_changes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plan/turns/problem.h"
#include "sync/natural_id.h"

namespace toward::client {
namespace {

using plan::ProposedTurn;
using plan::Turn;

RecordId SlotId(const FamilyId& family, const RecordId& ritual, const Turn& turn) {
  return sync::NaturalId(family, v1::KIND_SLOT).Add(ritual).AddNumber(turn.day.number()).Add(turn.child).Finish();
}

Write SettledSlot(const FamilyId& family, const RecordId& ritual, const ProposedTurn& proposed) {
  const plan::Slot slot = plan::SlotOf(proposed, ritual);
  v1::Slot fields;
  fields.set_ritual_id(slot.ritual.ToBytes());
  fields.set_day(slot.day.number());
  fields.set_child_id(slot.child.ToBytes());
  fields.set_member_id(slot.member.ToBytes());
  fields.mutable_when()->set_start_minute(slot.start_minute);
  fields.mutable_when()->set_minutes(slot.minutes);
  fields.set_reason(slot.reason);
  return WriteOf(v1::KIND_SLOT, SlotId(family, ritual, proposed.turn), std::move(fields));
}

// What moved elsewhere.
Write MovedSlot(const FamilyId& family, const RecordId& ritual, const Turn& turn) {
  Write write = Deletion<v1::Slot>(v1::KIND_SLOT, SlotId(family, ritual, turn));
  write.cleared.push_back(v1::Slot::kWhenFieldNumber);
  return write;
}

bool Has(const std::vector<ProposedTurn>& turns, const Turn& turn) {
  return std::any_of(turns.begin(), turns.end(), [&](const ProposedTurn& entry) { return entry.turn == turn; });
}

bool IsOnDayOf(const std::vector<ProposedTurn>& turns, const Turn& turn) {
  return std::any_of(turns.begin(), turns.end(), [&](const ProposedTurn& entry) {
    return entry.turn.child == turn.child && entry.turn.day == turn.day;
  });
}

// Those a person would miss first stand last: a turn that only made room has another place for certain.
std::vector<Turn> InOrderOfReplacement(const plan::WeekAhead& before, const std::vector<Turn>& gone) {
  std::vector<Turn> moved, fell_out = before.fallen_out;
  for (const Turn& turn : gone) (plan::turns::CanStay(before.week, turn) ? moved : fell_out).push_back(turn);
  moved.insert(moved.end(), fell_out.begin(), fell_out.end());
  return moved;
}

}  // namespace

Writes SettleTurns(const FamilyId& family, const RecordId& ritual, const std::vector<ProposedTurn>& turns) {
  Writes writes;
  for (const ProposedTurn& proposed : turns) writes.push_back(SettledSlot(family, ritual, proposed));
  return writes;
}

RepairChange ChangeOfRepair(const FamilyId& family, const RecordId& ritual, const plan::WeekAhead& before,
                            const std::vector<ProposedTurn>& after) {
  RepairChange change;
  std::map<RecordId, size_t> new_places;
  for (const ProposedTurn& proposed : before.settled) {
    if (!Has(after, proposed.turn)) change.gone.push_back(proposed.turn);
  }
  for (const ProposedTurn& proposed : after) {
    if (Has(before.settled, proposed.turn)) continue;
    ++new_places[proposed.turn.child];
    change.added.push_back(proposed);
  }
  change.writes = SettleTurns(family, ritual, change.added);
  for (const Turn& turn : InOrderOfReplacement(before, change.gone)) {
    const bool is_replaced = new_places[turn.child] > 0;
    if (is_replaced) --new_places[turn.child];
    if (IsOnDayOf(after, turn)) continue;
    const bool is_dead = std::find(change.gone.begin(), change.gone.end(), turn) == change.gone.end();
    if (is_replaced) change.writes.push_back(MovedSlot(family, ritual, turn));
    if (!is_replaced && !is_dead) {
      change.writes.push_back(Deletion<v1::Slot>(v1::KIND_SLOT, SlotId(family, ritual, turn)));
    }
  }
  return change;
}

Writes DropTurn(const FamilyId& family, const RecordId& ritual, const Turn& turn) {
  return {Deletion<v1::Slot>(v1::KIND_SLOT, SlotId(family, ritual, turn))};
}

Writes MoveTurn(const FamilyId& family, const RecordId& ritual, const Turn& before, const ProposedTurn& after) {
  Writes writes = {SettledSlot(family, ritual, after)};
  if (after.turn.day != before.day) writes.push_back(MovedSlot(family, ritual, before));
  return writes;
}

}  // namespace toward::client
