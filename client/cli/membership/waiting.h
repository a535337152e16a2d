// Waiting for another device, with a person at the keyboard.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_WAITING_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_WAITING_H_

#include <functional>

#include "client/cli/surroundings.h"

namespace toward::client {

// Waits for a second each time it is called; false once the person wants to stop (Ctrl-C, Ctrl-D).
std::function<bool()> WaitASecond(Surroundings& around);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_WAITING_H_
