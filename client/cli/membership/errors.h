// The errors of the commands about who belongs, by name: one sentence each that says what to do next.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_ERRORS_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_ERRORS_H_

#include "absl/status/status.h"

namespace toward::client {

absl::Status NoLink();
absl::Status HoursOutOfRange();
absl::Status InviteExpired();
absl::Status InviteCancelled();
absl::Status InviteBurned();
absl::Status InviteStaysOpen();
absl::Status NoOpenInvite();
absl::Status JoinGoesOn();
absl::Status JoinIsOver();
absl::Status NoRoster();
absl::Status WhichDevice();
absl::Status ThisDeviceLeaves();
absl::Status NeedsYes();
absl::Status NothingChanged();
absl::Status NoPassphrase();
absl::Status NoPlaceForOpenKeys();
absl::Status PassphrasesDiffer();
absl::Status AuthorityNotUnderstood();
absl::Status NoSuchNote();

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_ERRORS_H_
