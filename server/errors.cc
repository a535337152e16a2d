#include "server/errors.h"

namespace toward::server {

absl::Status FamilyIdTaken() { return absl::AlreadyExistsError("A family with this id exists. Choose another id."); }

absl::Status DeviceTaken() { return absl::AlreadyExistsError("This device already belongs to a family."); }

absl::Status TooManyFamilies() {
  return absl::ResourceExhaustedError("This server takes no more families. Ask whoever runs it.");
}

absl::Status FamilyFull() {
  return absl::FailedPreconditionError("The family has no room for another member or device.");
}

absl::Status InviteIdTaken() { return absl::AlreadyExistsError("An invite with this id exists. Choose another id."); }

absl::Status TooManyInvites() {
  return absl::ResourceExhaustedError("Too many invites are open. Use one, or wait until they expire.");
}

absl::Status InviteForSomeoneElse() {
  return absl::PermissionDeniedError("An invite for a further device can only be made by its own member.");
}

absl::Status InviteNotUsable() {
  return absl::NotFoundError("This invite cannot be used: it may be used up, too old or mistyped. Ask for a new one.");
}

absl::Status UnknownDevice() { return absl::NotFoundError("No such device."); }

absl::Status UnknownLink() { return absl::NotFoundError("No such link. Make a new one."); }

absl::Status NobodyLeft() {
  return absl::FailedPreconditionError("Everybody has left this family. Begin a new one with toward init.");
}

absl::Status RegistrationClosed() {
  return absl::FailedPreconditionError("This server takes new families by ticket only. Ask whoever runs it for one.");
}

absl::Status TicketNotUsable() {
  return absl::FailedPreconditionError(
      "This ticket cannot be used: it may be used up, too old or mistyped. Ask for a "
      "new one.");
}

absl::Status RosterGrown() {
  return absl::AbortedError("The family has changed meanwhile. Get its roster and try again.");
}

absl::Status RosterFull() {
  return absl::ResourceExhaustedError(
      "So many devices have come and gone that no more can be added. Export the plan and begin a new one with it.");
}

absl::Status PaperMayNot() {
  return absl::PermissionDeniedError("A recovery sheet can only add a device of its own, remove one, or leave.");
}

absl::Status InvitesTooOften() {
  return absl::ResourceExhaustedError("Ten invites were made within an hour. Wait a while and make another.");
}

absl::Status UnknownInvite() { return absl::NotFoundError("No such invite. Make a new one."); }

absl::Status InviteNotClaimed() {
  return absl::FailedPreconditionError("Nobody has used this invite yet. Wait until the other device shows digits.");
}

absl::Status InviteOver() { return absl::FailedPreconditionError("This invite is over. Make a new one."); }

absl::Status InviteConfirmed() {
  return absl::FailedPreconditionError("This invite has brought its device in already. Remove the device instead.");
}

absl::Status RevealedOtherwise() {
  return absl::FailedPreconditionError("This invite has been revealed otherwise. End it and make a new one.");
}

}  // namespace toward::server
