// What the server says no to before, or instead of, asking the store. Beside errors.h, which has the store's own. None
// of it quotes input.
#ifndef TOWARD_SERVER_REFUSALS_H_
#define TOWARD_SERVER_REFUSALS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace toward::server {

inline constexpr int kMaxStatementsPerCall = 64;

// UNAUTHENTICATED: no token, an unknown one, or one that has expired. One answer for all.
absl::Status SessionRequired();
// UNAUTHENTICATED: the proof of OpenSession does not hold, for whatever reason.
absl::Status ProofRefused();
// PERMISSION_DENIED: the schema does not say who may call the method.
absl::Status ClosedToAll();

// INVALID_ARGUMENT. `field` is a name from the schema.
absl::Status NotTheMessage();
absl::Status WrongLength(std::string_view field, size_t bytes);
absl::Status TooLong(std::string_view field, size_t max_bytes);
absl::Status OutOfRange(std::string_view field, uint64_t min, uint64_t max);
absl::Status BadCursor();
absl::Status UnknownScope();
absl::Status TooManyStatements();
absl::Status RosterOfAnotherFamily();
absl::Status TooManyTransactions();

// NOT_FOUND.
absl::Status UnknownReminder();

// FAILED_PRECONDITION: whoever runs the server has not switched it on.
absl::Status NoWebPush();
absl::Status NoLinks();

// RESOURCE_EXHAUSTED.
absl::Status PushTooLarge();
absl::Status PutOffTooOften();
absl::Status TestedJustNow();
absl::Status LinkUsedTooOften();
// Too many calls in a short time.
absl::Status TooManyCalls();

// UNAVAILABLE: trying again later may work.
absl::Status ServerBusy();
absl::Status ServerStopping();
// The disk or the database refused; what happened is in the log.
absl::Status StoreTrouble();

}  // namespace toward::server

#endif  // TOWARD_SERVER_REFUSALS_H_
