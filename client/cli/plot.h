// The past of the rituals as a person reads it: a calendar and a curve of characters, and the same in one sentence.
//
// Nothing is said by colour alone, and a day on which nothing was marked is blank.
#ifndef TOWARD_CLIENT_CLI_PLOT_H_
#define TOWARD_CLIENT_CLI_PLOT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "client/cli/screen.h"
#include "nlohmann/json.hpp"
#include "plan/history.h"

namespace toward::client {

inline constexpr int kDaysPerWeek = 7;

// How many weeks, each a column, its days fill; the last may have begun only.
int WeeksOf(const plan::History& history);

// How many weeks a screen of so many columns can show, 1 at least.
int WeeksThatFit(size_t columns);

// "Check-in: in these 12 weeks it happened on 50 days and rested on 3; its score is 64 %, and was 58 % four weeks ago."
// Before the second week of its life is over, "4 of the last 7 days" stands in place of the score.
std::string SentenceOf(const plan::History& history);

// The month's name to stand above a week, which begins with day `monday_index` of the history: "Nov" above its first
// Monday, and above the first week drawn where there is room; else empty.
std::string MonthAbove(const plan::History& history, size_t monday_index);

// The histories one below the other, each with its sentence. Their days begin on a Monday. Ends with a line end.
std::string RenderHistories(const std::vector<plan::History>& histories, Style style);

nlohmann::json HistoriesToJson(const std::vector<plan::History>& histories);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PLOT_H_
