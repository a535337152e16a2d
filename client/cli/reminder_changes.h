// When a member wants to be reminded, as writes. Pure, as marks.h is.
#ifndef TOWARD_CLIENT_CLI_REMINDER_CHANGES_H_
#define TOWARD_CLIENT_CLI_REMINDER_CHANGES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/cli/marks.h"
#include "client/cli/writes.h"
#include "plan/plan.h"

namespace toward::client {

// As typed. What stays absent stays as it is; but `at` alone means that time, whether the baby sleeps or not.
struct ReminderRequest {
  std::optional<std::string> at;
  bool after_asleep = false;
  std::optional<std::string> second;
};
// This member's reminder of a ritual. INVALID_ARGUMENT: not a time of day, minutes out of range, or no time is given
// and there is none yet. FAILED_PRECONDITION: one-on-one time, which is reminded of by what is planned.
absl::StatusOr<Writes> SetReminder(const Hand& hand, const plan::Ritual& ritual, const ReminderRequest& request);
// None for this ritual. FAILED_PRECONDITION as above.
absl::StatusOr<Writes> SwitchReminderOff(const Hand& hand, const plan::Ritual& ritual);
// What is usual for the ritual again. FAILED_PRECONDITION: it is.
absl::StatusOr<Writes> UseUsualReminder(const Hand& hand, const plan::Ritual& ritual);

// `text`: "22:00-07:00", which may span midnight, or "off". INVALID_ARGUMENT otherwise.
absl::StatusOr<Writes> SetQuietHours(const Hand& hand, std::string_view text);
// `text`: one address, or "off". INVALID_ARGUMENT otherwise.
absl::StatusOr<Writes> SetEmail(const Hand& hand, std::string_view text);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_REMINDER_CHANGES_H_
