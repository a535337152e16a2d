// Every error a client of the server can meet, by name. The wording is here and nowhere else; none of it quotes input.
#ifndef TOWARD_SERVER_ERRORS_H_
#define TOWARD_SERVER_ERRORS_H_

#include "absl/status/status.h"

namespace toward::server {

absl::Status FamilyIdTaken();
absl::Status DeviceTaken();
absl::Status TooManyFamilies();
absl::Status FamilyFull();
absl::Status InviteIdTaken();
absl::Status TooManyInvites();
absl::Status InviteForSomeoneElse();
absl::Status InviteNotUsable();
absl::Status UnknownDevice();
absl::Status UnknownLink();

absl::Status NobodyLeft();
absl::Status RegistrationClosed();
absl::Status TicketNotUsable();
absl::Status RosterGrown();
absl::Status RosterFull();
// PERMISSION_DENIED: a sheet of paper asks for more than it may.
absl::Status PaperMayNot();

absl::Status InvitesTooOften();
// To the device that opened none with this id.
absl::Status UnknownInvite();
absl::Status InviteNotClaimed();
absl::Status InviteOver();
absl::Status InviteConfirmed();
absl::Status RevealedOtherwise();

}  // namespace toward::server

#endif  // TOWARD_SERVER_ERRORS_H_
