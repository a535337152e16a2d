// The fingerprint of a server's own authority, as people read it from one screen and type it at another.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_AUTHORITY_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_AUTHORITY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace toward::client {

// 32 bytes from 64 hexadecimal digits; spaces, colons and dashes between them do not matter. INVALID_ARGUMENT
// otherwise.
absl::StatusOr<std::string> ReadAuthority(std::string_view typed);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_AUTHORITY_H_
