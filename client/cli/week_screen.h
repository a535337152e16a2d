// Planned one-on-one times as text: names, times and reasons, and no word on who has more.
#ifndef TOWARD_CLIENT_CLI_WEEK_SCREEN_H_
#define TOWARD_CLIENT_CLI_WEEK_SCREEN_H_

#include <optional>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "plan/plan.h"
#include "plan/turns_week.h"

namespace toward::client {

// One line of a week.
struct WeekLine {
  plan::ProposedTurn turn;
  // What `drop` and `swap` call it; absent: it is only proposed.
  std::optional<size_t> number;
};

// Grouped by day, each with its reason; `lines` in the order of time. Ends with a line end unless there are none.
std::string RenderWeek(const plan::Plan& plan, const std::vector<WeekLine>& lines);
// "Tuesday 24 November, 17:30, Mia with Ben".
std::string TurnText(const plan::Plan& plan, const plan::Turn& turn);
// One sentence for each child.
std::string RenderUnplaced(const plan::Plan& plan, const std::vector<plan::UnplacedTurns>& unplaced);

nlohmann::json TurnToJson(const plan::Plan& plan, const plan::ProposedTurn& proposed);
nlohmann::json UnplacedToJson(const plan::Plan& plan, const std::vector<plan::UnplacedTurns>& unplaced);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WEEK_SCREEN_H_
