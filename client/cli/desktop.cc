#include "client/cli/desktop.h"

#include "base/status_macros.h"

namespace toward::client {

Desktop::Desktop(const Surroundings& around)
    : in_a_session_(!around.Variable("DBUS_SESSION_BUS_ADDRESS").empty() ||
                    !around.Variable("XDG_RUNTIME_DIR").empty()) {}

absl::Status Desktop::Show(const std::string& key, const ReminderText& text) {
  if (notifier_ != nullptr && notifier_->Show(key, text.title, text.body).ok()) return absl::OkStatus();
  notifier_.reset();
  if (!in_a_session_) return absl::UnavailableError("There is no desktop session here.");
  ASSIGN_OR_RETURN(notifier_, Notifier::Open());
  return notifier_->Show(key, text.title, text.body);
}

void Desktop::Close(const std::string& key) {
  if (notifier_ != nullptr) notifier_->Close(key);
}

}  // namespace toward::client
