// What a statement may say where it stands in a chain. Roster asks; nobody else needs this.
#ifndef TOWARD_TRUST_ROSTER_RULES_H_
#define TOWARD_TRUST_ROSTER_RULES_H_

#include <string_view>

#include "absl/status/status.h"
#include "toward/v1/roster.pb.h"
#include "trust/roster.h"

namespace toward::trust {

// INVALID_ARGUMENT, with why in the message, for a log.
absl::Status BreaksRule(std::string_view why);

// Whether the message says something this version does not know of, at whatever depth.
bool IsOfNewerVersion(const v1::RosterStatement& statement);

// Whether it ends a device or member, or begins an epoch that is due.
bool EndsSomething(const Roster& roster, const RosterDevice& signer, const v1::RosterStatement& statement);

// The rules of a first statement; `statement` is its own signer's.
absl::Status CheckCreate(const v1::RosterStatement& statement);

// The rules of an act of `signer`, a live device of `roster`, as the next statement.
absl::Status CheckAct(const Roster& roster, const RosterDevice& signer, const v1::RosterStatement& statement);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_ROSTER_RULES_H_
