// The check-in as an evening: a shared timer, and each member's own words. Like marks.h: the plan goes in, writes come
// out.
#ifndef TOWARD_CLIENT_CLI_CHECK_IN_H_
#define TOWARD_CLIENT_CLI_CHECK_IN_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/cli/marks.h"
#include "client/cli/writes.h"
#include "plan/plan.h"

namespace toward::client {

// Starts the timer of both, as long as the check-in's goal, or ten minutes where it has none. FAILED_PRECONDITION: it
// runs already, or the check-in has happened.
absl::StatusOr<Writes> StartCheckIn(const Hand& hand, int64_t now_ms);
// NOT_FOUND, these three: no timer runs.
absl::StatusOr<Writes> PauseCheckIn(const Hand& hand, int64_t now_ms);
absl::StatusOr<Writes> ResumeCheckIn(const Hand& hand, int64_t now_ms);
// Marks the check-in with the minutes it ran, to the nearest: done when they reach the goal, else part. One of less
// than half a minute is taken away as if it had never been started.
absl::StatusOr<Writes> EndCheckIn(const Hand& hand, int64_t now_ms);

// This member's words of the evening, in the place of earlier ones. `visibility` absent: as it was, or until reveal.
// `prompt`: the key of the question they answer; empty: none. INVALID_ARGUMENT: no words.
absl::StatusOr<Writes> Answer(const Hand& hand, std::string_view words,
                              std::optional<v1::Reflection::Visibility> visibility, std::string_view prompt);

// Who sees such words, as a sentence to whoever wrote them.
std::string_view VisibilitySentence(v1::Reflection::Visibility visibility);
// The same of what Answer made.
std::string_view AnswerSentence(const Writes& answer);

// This member's words of the evening. Null: none.
const plan::Reflection* OwnAnswer(const Hand& hand);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_CHECK_IN_H_
