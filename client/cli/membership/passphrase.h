// Asking for the passphrase of a device's keys.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_PASSPHRASE_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_PASSPHRASE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/cli/surroundings.h"
#include "client/replica/key_file.h"

namespace toward::client {

// What is typed, unseen at a terminal; else the next line of standard input.
std::string AskUnseen(std::string_view question, Surroundings& around);

// Asks for the passphrase up to three times and unlocks the keys. PERMISSION_DENIED: never the right one. Else errors
// of Unlock.
absl::Status AskToUnlock(const KeyPlace& place, Surroundings& around);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_PASSPHRASE_H_
