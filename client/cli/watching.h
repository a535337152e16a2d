// What has changed between two looks at the plan, one line for each change.
#ifndef TOWARD_CLIENT_CLI_WATCHING_H_
#define TOWARD_CLIENT_CLI_WATCHING_H_

#include <string>
#include <vector>

#include "plan/plan.h"

namespace toward::client {

// Lines like "Ben: check-in done, 10 minutes" and "Mia is in the plan now". They say what happened and who did it, and
// leave the words to the screen. Both plans are ones that plan::Shown returned.
std::vector<std::string> Differences(const plan::Plan& before, const plan::Plan& after);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WATCHING_H_
