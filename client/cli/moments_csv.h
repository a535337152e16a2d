// What happened, as a table for a spreadsheet.
#ifndef TOWARD_CLIENT_CLI_MOMENTS_CSV_H_
#define TOWARD_CLIENT_CLI_MOMENTS_CSV_H_

#include <string>

#include "plan/plan.h"

namespace toward::client {

// One line for each moment that was marked, by day and then in the order of their marking, below a heading: day,
// ritual, child, member, outcome, minutes, activity, note. `plan` is one that Shown returned.
std::string MomentsToCsv(const plan::Plan& plan);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MOMENTS_CSV_H_
