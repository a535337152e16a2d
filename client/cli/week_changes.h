// How planned one-on-one times are settled, moved and dropped. Pure, as marks.h is.
//
// A slot's id is its natural one (ritual, day, child). So one that moves within its day is the same record, and one
// that moves to another day leaves a dead record behind, which does not say `when` any more. Where it still does, the
// time fell out, and a repair looks for another place (plan/turns_week.h).
#ifndef TOWARD_CLIENT_CLI_WEEK_CHANGES_H_
#define TOWARD_CLIENT_CLI_WEEK_CHANGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "client/cli/writes.h"
#include "plan/plan.h"
#include "plan/turns_week.h"

namespace toward::client {

// Turns as slots.
Writes SettleTurns(const FamilyId& family, const RecordId& ritual, const std::vector<plan::ProposedTurn>& turns);

// What a repair changes: `after` is all that is ahead then. Times that found no other place are taken out, and stay
// open to the next repair.
struct RepairChange {
  // Of the turns that were settled.
  std::vector<plan::Turn> gone;
  std::vector<plan::ProposedTurn> added;
  Writes writes;
};
RepairChange ChangeOfRepair(const FamilyId& family, const RecordId& ritual, const plan::WeekAhead& before,
                            const std::vector<plan::ProposedTurn>& after);

Writes DropTurn(const FamilyId& family, const RecordId& ritual, const plan::Turn& turn);
// `after`: the same child's.
Writes MoveTurn(const FamilyId& family, const RecordId& ritual, const plan::Turn& before,
                const plan::ProposedTurn& after);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WEEK_CHANGES_H_
