// The desktop this program runs in, for as long as there is one.
#ifndef TOWARD_CLIENT_CLI_DESKTOP_H_
#define TOWARD_CLIENT_CLI_DESKTOP_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "client/cli/reminder_screen.h"
#include "client/cli/surroundings.h"
#include "client/desktop/notifier.h"

namespace toward::client {

// Looks for it each time something is to be shown, so that one that starts later, or starts again, shows it too.
class Desktop {
 public:
  // Only where `around` names a session: $DBUS_SESSION_BUS_ADDRESS or $XDG_RUNTIME_DIR.
  explicit Desktop(const Surroundings& around);

  // UNAVAILABLE: there is none; nothing is wrong with that.
  absl::Status Show(const std::string& key, const ReminderText& text);
  void Close(const std::string& key);

 private:
  const bool in_a_session_;
  // Null: none was found so far.
  std::unique_ptr<Notifier> notifier_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_DESKTOP_H_
