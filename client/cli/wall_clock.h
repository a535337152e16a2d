// Moments as the family's clock shows them.
#ifndef TOWARD_CLIENT_CLI_WALL_CLOCK_H_
#define TOWARD_CLIENT_CLI_WALL_CLOCK_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/home.h"

namespace toward::client {

// "21:40", for milliseconds since 1970-01-01 UTC. FAILED_PRECONDITION: the family's calendar has not arrived.
absl::StatusOr<std::string> WallClockText(Home& home, int64_t wall_ms);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WALL_CLOCK_H_
