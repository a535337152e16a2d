// Reminders as text: when they come, and what one says on this device. Pure.
#ifndef TOWARD_CLIENT_CLI_REMINDER_SCREEN_H_
#define TOWARD_CLIENT_CLI_REMINDER_SCREEN_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "nlohmann/json.hpp"
#include "plan/plan.h"
#include "toward/v1/reminders.pb.h"

namespace toward::client {

// What a reminder on this device may say.
enum class ReminderWords {
  // Only what a screen that others may see can say, as the server wrote it.
  kNeutral,
  // Titles and names too, from this device's own copy of the plan.
  kDetailed,
};

struct ReminderText {
  std::string title;
  std::string body;
};

// `member` is who it is for. What the plan does not know is said neutrally. Safe to print, each on one line.
ReminderText TextOf(const plan::Plan& plan, const MemberId& member, const v1::Nudge& nudge, ReminderWords words);
// "Reminder: One small thank-you. Something specific, in a sentence."
std::string ReminderLine(const ReminderText& text);

// "when the baby sleeps, or at 21:15", "at 20:00, and once more 30 minutes later", "never".
std::string WhenInWords(const std::optional<plan::Reminder::When>& when);

// What `toward remind` shows of one member.
struct ReminderView {
  const plan::Plan& plan;
  MemberId member;
  // Of the plan, in its order.
  std::vector<plan::Ritual> rituals;
  ReminderWords words = ReminderWords::kNeutral;
};
std::string RenderReminders(const ReminderView& view);
nlohmann::json RemindersToJson(const ReminderView& view);

// What came of a test on one channel, in one line; `address`: the member's, by the plan; empty: none. Empty for a
// channel of which this version knows nothing.
std::string TestLine(const v1::TestReminderResponse::Result& result, std::string_view address);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_REMINDER_SCREEN_H_
