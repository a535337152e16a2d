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

}  // namespace toward::server
