// Keeping this device's copy of the family's roster level with the server's: it never goes back, never believes, and
// seals for nobody who is not in it.
#ifndef TOWARD_CLIENT_SYNC_ROSTER_KEEPING_H_
#define TOWARD_CLIENT_SYNC_ROSTER_KEEPING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/sync/account.h"
#include "client/sync/connection.h"
#include "trust/roster.h"

namespace toward::client {

// True for the status that says, gently, that this device is not part of the family's plan any more. What it holds
// stays readable, and what waits in its outbox can be exported.
bool IsNoLongerPart(const absl::Status& status);
// True for the status that says that the server shows another history of the family than this device has seen. Nothing
// is lost and nothing is sent.
bool IsDifferentHistory(const absl::Status& status);
absl::Status NoLongerPart();
absl::Status DifferentHistory();

// OK: this device is in the chain it carries, alive. Else IsNoLongerPart; or FAILED_PRECONDITION, one sentence that
// says what to do, for a plan that has no chain (begun with an earlier version).
absl::Status CheckStillPart(const Identity& identity);

// Whether this device's copy goes exactly as far as the server says and nothing is due: no epoch to begin, for the
// family or for this member.
bool IsLevel(const Identity& identity, uint32_t length, std::string_view head);

// `identity` with its chain and its keys as they are once both sides are level: gets what is new and checks it, gives a
// restored server what it has lost, collects the keys that the chain holds for this device, and begins an epoch that is
// due. Changes nothing on disk. Any thread. OK also when the chain says that this device is out: CheckStillPart tells.
//
// Errors: IsDifferentHistory, UNIMPLEMENTED (a newer app has written the chain: update), and those of
// every call. Whatever was cut off, doing it again goes on.
absl::StatusOr<Identity> LevelRoster(Connection& connection, Calls& calls, const std::string& token, Identity identity,
                                     Random& random);

// Makes what LevelRoster returned this device's own: on disk (UpdateKeyFile), then in `identity`.
absl::Status Adopt(const KeyPlace& place, const Identity& levelled, Identity& identity);

// The epoch that is begun next, as statement of this device; its key is made from the device's own seed and the chain's
// head, so the device finds it again after a lost answer (CollectOwnKeys).
v1::SignedStatement BeginEpoch(const trust::Roster& roster, trust::Scope scope, const Identity& identity,
                               Random& random);
// trust::CollectKeys, and the keys of the epochs that this device began itself.
absl::Status CollectAllKeys(Identity& identity);

// What an act adds to a level chain: the statement to sign; or absent when all of it has happened already.
using MakeAct = absl::FunctionRef<absl::StatusOr<std::optional<trust::Act>>(const Identity&)>;
// Levels, adds the act, and levels again, so that an epoch it made due has begun; begins again when another device was
// faster. Doing it again after a lost answer is safe. Returns what Adopt wants. Errors: those of LevelRoster and of
// `make`; INVALID_ARGUMENT: the act breaks a rule of the roster.
absl::StatusOr<Identity> AddToRoster(Connection& connection, Calls& calls, const std::string& token, Identity identity,
                                     MakeAct make, Random& random);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_ROSTER_KEEPING_H_
