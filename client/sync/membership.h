// Who belongs to the family, changed by a person: each a call that asks the server and returns once it is so.
//
// `place` is where the keys are kept; `identity` follows. Errors are sentences for a person. UNAVAILABLE, and any error
// of the network: it may have happened or not; the same call again finishes it and changes nothing twice.
#ifndef TOWARD_CLIENT_SYNC_MEMBERSHIP_H_
#define TOWARD_CLIENT_SYNC_MEMBERSHIP_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"

namespace toward::client {

// Gets the newest roster, so that what is shown or chosen from it is true now.
absl::Status RefreshRoster(const KeyPlace& place, Identity& identity, Random& random);

// Takes one of this member's own devices, or sheet of paper, out, and begins new epochs. OK when it is out already.
// INVALID_ARGUMENT: another member's device, or this very one (that is Leave, or done from another device).
absl::Status RemoveDevice(const KeyPlace& place, Identity& identity, const DeviceId& device, Random& random);

// Stops sharing with another member, from now on. What was shared before they keep. OK when they have gone already.
absl::Status RemoveMember(const KeyPlace& place, Identity& identity, const MemberId& member, Random& random);

// This member leaves, with all devices. What this device holds stays readable here. OK when this device is out already,
// however that came.
absl::Status Leave(const KeyPlace& place, Identity& identity, Random& random);

enum class PaperFor { kFamilysWords, kPrivateWordsToo };
// A sheet of paper with twelve words, in the place of an earlier one. Once they are returned the words are nowhere
// else; until then what they are made from is in `<directory>/sheet`, so that the same call again makes the same sheet.
absl::StatusOr<std::vector<std::string>> AddPaper(const KeyPlace& place, Identity& identity, PaperFor what,
                                                  Random& random);

// A new device from the words of a sheet of paper: the key file is written when this returns. The replica gets its plan
// and its number with the first exchange. INVALID_ARGUMENT: the words are none (trust::ReadPaperWords). NOT_FOUND: this
// server knows no such sheet, or it is not in use any more. DATA_LOSS: what the server shows is not the family this
// sheet was made for. ALREADY_EXISTS: there is a plan in this directory.
absl::StatusOr<Identity> RecoverFromPaper(const KeyPlace& place, const std::string& server, std::string_view words,
                                          Random& random);

// Erases this member's private plan: here at once, and on the server at once when this is the member's only device.
// Where there are others, what is left are deleted records without words, so that the others hear of it: sent with the
// next exchange, which the caller begins.
absl::Status ErasePrivate(const Identity& identity, Replica& own_replica, Random& random);

// Erases this member's own shared records, moments, reflections and preferences: deleted, their words cleared, here at
// once and everywhere with the next exchanges. Needs no server. Cannot be undone. Returns how many there were.
absl::StatusOr<int> EraseShared(const Identity& identity, Replica& replica);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_MEMBERSHIP_H_
