#include "server/refusals.h"

#include "fmt/format.h"
#include "sync/limits.h"

namespace toward::server {

absl::Status SessionRequired() {
  return absl::UnauthenticatedError("This needs an open session. Prove the device again with OpenSession.");
}

absl::Status ProofRefused() {
  return absl::UnauthenticatedError("The device could not be proved. Ask for a new challenge and sign it.");
}

absl::Status ClosedToAll() { return absl::PermissionDeniedError("Nobody may call this method."); }

absl::Status NotTheMessage() {
  return absl::InvalidArgumentError("The request is not the message that this method takes.");
}

absl::Status WrongLength(std::string_view field, size_t bytes) {
  return absl::InvalidArgumentError(fmt::format("{} must have {} bytes.", field, bytes));
}

absl::Status TooLong(std::string_view field, size_t max_bytes) {
  return absl::InvalidArgumentError(fmt::format("{} may have 1 to {} bytes.", field, max_bytes));
}

absl::Status OutOfRange(std::string_view field, uint64_t min, uint64_t max) {
  return absl::InvalidArgumentError(fmt::format("{} must be from {} to {}.", field, min, max));
}

absl::Status BadCursor() {
  return absl::InvalidArgumentError("cursor is not one that a server gave. Begin with an empty one.");
}

absl::Status UnknownScope() { return absl::InvalidArgumentError("scope is neither the family nor the member."); }

absl::Status RosterOfAnotherFamily() {
  return absl::InvalidArgumentError("roster is not of the family that family_id names.");
}

absl::Status TooManyStatements() {
  return absl::InvalidArgumentError(
      fmt::format("A call may add 1 to {} statements. Add the rest with another.", kMaxStatementsPerCall));
}

absl::Status TooManyTransactions() {
  return absl::InvalidArgumentError(
      fmt::format("A push may have at most {} transactions. Split it.", sync::kMaxTransactionsPerPush));
}

absl::Status PushTooLarge() {
  return absl::ResourceExhaustedError(fmt::format("A push may have at most {} bytes. Split it.", sync::kMaxPushBytes));
}

absl::Status UnknownReminder() { return absl::NotFoundError("There is no such reminder today."); }

absl::Status NoWebPush() {
  return absl::FailedPreconditionError("This server sends no Web Push. Whoever runs it can set vapid_subject.");
}

absl::Status NoLinks() {
  return absl::FailedPreconditionError("This server answers no HTTP. Whoever runs it can set http_listen.");
}

absl::Status PutOffTooOften() {
  return absl::ResourceExhaustedError("This reminder has been put off often enough for one day.");
}

absl::Status TestedJustNow() { return absl::ResourceExhaustedError("A test was sent just now. Wait a minute."); }

absl::Status TooManyCalls() {
  return absl::ResourceExhaustedError("Too many calls in a short time. Wait a little and try again.");
}

absl::Status LinkUsedTooOften() { return absl::ResourceExhaustedError("This link is used too often. Wait a minute."); }

absl::Status ServerBusy() {
  return absl::UnavailableError("The server has too much to do. Nothing was stored; try again in a moment.");
}

absl::Status ServerStopping() { return absl::UnavailableError("The server is stopping. Try again in a moment."); }

absl::Status StoreTrouble() {
  return absl::UnavailableError("The server could not use its disk. Nothing was changed; try again later.");
}

}  // namespace toward::server
