// How an invite ends: with the device in, or without.
#include "base/status_macros.h"
#include "client/sync/pairing.h"
#include "client/sync/roster_keeping.h"

namespace toward::client {
namespace {

// As often another device may have been faster before this one gives up for now.
constexpr int kMaxRounds = 8;

absl::Status StillBusy() {
  return absl::UnavailableError("Another device of your family is changing it right now. Try again in a moment.");
}

}  // namespace

absl::StatusOr<Inviting::State> Inviting::Confirm() {
  for (int round = 0; round < kMaxRounds; ++round) {
    v1::ConfirmInviteRequest request;
    request.ParseFromString(confirm_);
    ASSIGN_OR_RETURN(Errand* const errand, Session());
    const absl::Status confirmed =
        errand->Ask(errand->connection().invites(), &v1::InviteService::Stub::ConfirmInvite, request).status();
    if (confirmed.ok()) return Confirmed();
    if (absl::IsNotFound(confirmed)) {
      // Over for an hour: in or not, the roster knows.
      RETURN_IF_ERROR(Level());
      const std::optional<trust::PairingJoin> join = inviter_.OpenJoin(join_);
      if (join.has_value() && identity_.roster->IsLive(join->device.device_id())) return Confirmed();
      return End(Step::kExpired);
    }
    if (absl::IsFailedPrecondition(confirmed)) {
      confirm_.clear();
      RETURN_IF_ERROR(Keep());
      return Ask();
    }
    if (!absl::IsAborted(confirmed)) return confirmed;
    RETURN_IF_ERROR(PrepareConfirm());
  }
  return StillBusy();
}

absl::StatusOr<Inviting::State> Inviting::Confirmed() {
  RETURN_IF_ERROR(Level());
  state_.step = Step::kConfirmed;
  RETURN_IF_ERROR(Keep());
  return state_;
}

absl::StatusOr<Inviting::State> Inviting::End(Step step) {
  if (step == Step::kBurned || step == Step::kCancelled) {
    ASSIGN_OR_RETURN(Errand* const errand, Session());
    v1::EndInviteRequest request;
    request.set_invite_id(inviter_.id().ToBytes());
    request.set_burned(step == Step::kBurned);
    const absl::Status ended =
        errand->Ask(errand->connection().invites(), &v1::InviteService::Stub::EndInvite, request).status();
    if (absl::IsUnavailable(ended) || absl::IsUnauthenticated(ended)) return ended;
  }
  Forget();
  state_.step = step;
  return state_;
}

absl::Status Inviting::Cancel() {
  if (state_.step != Step::kOpen && state_.step != Step::kDigitsWanted) return absl::OkStatus();
  const absl::Status ended = End(Step::kCancelled).status();
  if (!ended.ok()) errand_.reset();
  return ended;
}

}  // namespace toward::client
