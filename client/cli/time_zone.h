// Which time zone this device is in.
#ifndef TOWARD_CLIENT_CLI_TIME_ZONE_H_
#define TOWARD_CLIENT_CLI_TIME_ZONE_H_

#include <string>

#include "client/cli/surroundings.h"

namespace toward::client {

// An IANA name from $TZ, else /etc/timezone, else where /etc/localtime leads. Empty when none of them names one.
std::string DeviceTimeZone(const Surroundings& around);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_TIME_ZONE_H_
