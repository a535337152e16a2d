#include "client/cli/membership/errors.h"

namespace toward::client {

absl::Status NoLink() {
  return absl::InvalidArgumentError(
      "There is no invite link; ask your partner to run `toward invite` and paste it here.");
}

absl::Status HoursOutOfRange() {
  return absl::InvalidArgumentError("An invite from afar holds from 1 to 24 hours; choose a number between.");
}

absl::Status InviteExpired() {
  return absl::DeadlineExceededError("The invite has run out, and nobody was let in. `toward invite` makes a new one.");
}

absl::Status InviteCancelled() {
  return absl::CancelledError("The invite was taken back, and nobody was let in. `toward invite` makes a new one.");
}

absl::Status InviteBurned() {
  return absl::PermissionDeniedError(
      "The digits were not those of that device, so the invite has ended and nobody was let in. `toward invite` makes "
      "a "
      "new one; compare the screens side by side.");
}

absl::Status InviteStaysOpen() {
  return absl::CancelledError(
      "The invite stays open; `toward invite` goes on with it, `toward invite --cancel` ends it.");
}

absl::Status NoOpenInvite() { return absl::NotFoundError("No invite of this device is open."); }

absl::Status JoinGoesOn() {
  return absl::CancelledError(
      "You have not joined yet; `toward join` without anything goes on as long as the invite lasts.");
}

absl::Status JoinIsOver() {
  return absl::FailedPreconditionError("That invite is over, and nothing was joined. Ask for a new one.");
}

absl::Status NoRoster() {
  return absl::FailedPreconditionError(
      "This plan was begun with an earlier version, which kept no list of devices. `toward init --again` makes one.");
}

absl::Status WhichDevice() {
  return absl::InvalidArgumentError(
      "No device of yours is called that, or several are; `toward devices` shows each with its fingerprint.");
}

absl::Status ThisDeviceLeaves() {
  return absl::InvalidArgumentError(
      "That is this very device. Remove it from another device of yours, or use `toward leave`.");
}

absl::Status NeedsYes() {
  return absl::FailedPreconditionError("This cannot be undone, so it is asked at a terminal. In a script, say --yes.");
}

absl::Status NothingChanged() { return absl::AbortedError("Nothing has changed."); }

absl::Status NoPassphrase() {
  return absl::InvalidArgumentError("There is no passphrase yet; type one and try again.");
}

absl::Status NoPlaceForOpenKeys() {
  return absl::FailedPreconditionError(
      "A passphrase needs a place that is empty whenever the machine starts (XDG_RUNTIME_DIR), and this system names "
      "none. "
      "Encrypt the disk instead.");
}

absl::Status PassphrasesDiffer() {
  return absl::InvalidArgumentError("The two were not the same, so nothing has changed. Try again.");
}

absl::Status AuthorityNotUnderstood() {
  return absl::InvalidArgumentError(
      "That is not a whole fingerprint: it has 64 digits and letters from a to f, as `toward-server tls show` prints "
      "it.");
}

absl::Status NoSuchNote() {
  return absl::NotFoundError("There is no note with that number; `toward private` shows them.");
}

}  // namespace toward::client
