// A day of the plan as text. The same plan gives the same bytes on both partners' devices: there are names, never
// "you".
#ifndef TOWARD_CLIENT_CLI_SCREEN_H_
#define TOWARD_CLIENT_CLI_SCREEN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "client/cli/surroundings.h"
#include "nlohmann/json.hpp"
#include "plan/today.h"

namespace toward::client {

enum class Style {
  // "[x]", for pipes and plain terminals.
  kPlain,
  // Unicode marks and bold type.
  kDecorated,
};

// Decorated on a terminal with a UTF-8 locale, unless NO_COLOR is set or TERM is "dumb" (https://no-color.org).
Style StyleOf(const Surroundings& around);

// Ends with a line end. Words from people are made safe to print.
std::string RenderDay(const plan::DayView& view, int64_t changes_waiting, Style style);
// "check-in", "appreciation", "one-on-one", "extra": the name of a type for programs.
std::string_view RitualName(v1::Ritual::Type type);

// "3 changes waiting to be sent."
std::string RenderWaiting(int64_t changes);

nlohmann::json DayToJson(const plan::DayView& view, int64_t changes_waiting);

// JSON as text, indented, with a line end; bytes that are not UTF-8 become U+FFFD.
std::string Dumped(const nlohmann::json& json);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_SCREEN_H_
