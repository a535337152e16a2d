// Files a person asked for, with words of the family in them.
#ifndef TOWARD_CLIENT_CLI_PRIVATE_FILE_H_
#define TOWARD_CLIENT_CLI_PRIVATE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace toward::client {

// Writes `text` to the file, in place of what was there, for its owner's eyes only. On disk when it returns.
// PERMISSION_DENIED: it cannot be written.
absl::Status WritePrivateFile(const std::string& path, std::string_view text);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PRIVATE_FILE_H_
