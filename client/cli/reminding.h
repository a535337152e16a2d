// Reminders while `toward watch` runs: from the server's stream to the screen and the desktop, and back as
// acknowledged.
#ifndef TOWARD_CLIENT_CLI_REMINDING_H_
#define TOWARD_CLIENT_CLI_REMINDING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/desktop.h"
#include "client/cli/home.h"
#include "client/cli/reminder_screen.h"
#include "client/cli/shown_reminders.h"
#include "client/cli/surroundings.h"
#include "client/reminding/listener.h"
#include "plan/plan.h"

namespace toward::client {

// What this device lets reminders say; kNeutral until somebody chose. A setting of this replica, which no other device
// learns of.
absl::StatusOr<ReminderWords> WordsHere(Replica& replica);
absl::Status SetWordsHere(Replica& replica, ReminderWords words);

// The key of the reminder that was shown here last; empty: none was.
absl::StatusOr<std::string> NewestReminder(Replica& replica);

// Belongs to one thread.
class Reminding {
 public:
  // `home` and what `around` names must outlive it. Errors: as Listener::Start.
  static absl::StatusOr<std::unique_ptr<Reminding>> Start(Home& home, Surroundings& around);

  // Readable while something may have been heard.
  int fd() const { return listener_->fd(); }

  // Takes over what was heard, and returns a line for each reminder that is new. `plan` is what is shown, as for Look.
  // Errors: the replica fails.
  absl::StatusOr<std::vector<std::string>> Hear(const plan::Plan& plan);
  // Takes off what the plan, or the time, has settled.
  absl::Status Look(const plan::Plan& plan);
  // A line for each reminder that is shown now, oldest first.
  absl::StatusOr<std::vector<std::string>> Lines(const plan::Plan& plan);

 private:
  Reminding(std::unique_ptr<Listener> listener, Home& home, Surroundings& around);

  // The line, if it is to be shown.
  absl::StatusOr<std::vector<std::string>> Show(const v1::Nudge& nudge, const plan::Plan& plan);
  void CloseOnDesktop(const std::vector<std::string>& keys);

  const std::unique_ptr<Listener> listener_;
  Home& home_;
  Surroundings& around_;
  Desktop desktop_;
  ShownReminders shown_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_REMINDING_H_
