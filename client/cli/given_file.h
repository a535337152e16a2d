// Files a person names, to be read.
#ifndef TOWARD_CLIENT_CLI_GIVEN_FILE_H_
#define TOWARD_CLIENT_CLI_GIVEN_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace toward::client {

// More than any family's export.
constexpr size_t kMostGivenBytes = 256 << 20;

// All of a file, a pipe too. NOT_FOUND: it cannot be read, as a directory cannot. OUT_OF_RANGE: it goes on after
// `most_bytes`.
absl::StatusOr<std::string> ReadGivenFile(const std::string& path, size_t most_bytes = kMostGivenBytes);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_GIVEN_FILE_H_
