// What the evening's check-in looks like: the question, the timer, and the words of both.
#ifndef TOWARD_CLIENT_CLI_CHECK_IN_SCREEN_H_
#define TOWARD_CLIENT_CLI_CHECK_IN_SCREEN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/marks.h"
#include "nlohmann/json.hpp"
#include "plan/plan.h"
#include "plan/prompts.h"

namespace toward::client {

// The day's question and who speaks first.
struct Evening {
  const plan::Prompt* prompt = nullptr;
  // A name; empty: nobody is in the plan yet.
  std::string starter;
};

std::string RenderQuestion(const Evening& evening);

// "Check-in: 6 minutes left, started by Ana", with a line end; empty when none has begun on that day.
std::string RenderTimer(const plan::Plan& plan, plan::PlanDay day, int64_t now_ms);
// Null where that is empty.
nlohmann::json TimerToJson(const plan::Plan& plan, plan::PlanDay day, int64_t now_ms);

// The words of the evening as this member's device holds them: side by side once both are there and the screen has the
// columns for it, else one below the other. It says nothing about what is not there.
std::string RenderAnswers(const Hand& hand, const Evening& evening, size_t columns);
nlohmann::json AnswersToJson(const Hand& hand, const Evening& evening);

// Safe text as lines of at most `columns`, broken between words where that is possible. Never empty.
std::vector<std::string> Wrapped(std::string_view text, size_t columns);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_CHECK_IN_SCREEN_H_
