// Notifications on the desktop of the session this process runs in: org.freedesktop.Notifications over D-Bus.
#ifndef TOWARD_CLIENT_DESKTOP_NOTIFIER_H_
#define TOWARD_CLIENT_DESKTOP_NOTIFIER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sdbus {
class IConnection;
class IProxy;
}  // namespace sdbus

namespace toward::client {

// One notification per key is on the screen. The desktop's numbers for them are known to this object only, so another
// process cannot replace or close what this one shows. Belongs to one thread at a time; each call waits at most a few
// seconds for the desktop.
class Notifier {
 public:
  // UNAVAILABLE: there is no session bus, or no program on it that shows notifications; one sentence.
  static absl::StatusOr<std::unique_ptr<Notifier>> Open();

  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // Shows a notification, in the place of an earlier one of the same key. Both texts are UTF-8 and are shown as they
  // are, on whatever screen there is, locked or not. UNAVAILABLE: the desktop is gone, or does not answer.
  absl::Status Show(const std::string& key, const std::string& title, const std::string& body);

  // Takes it off the screen. Nothing to do when it was never shown or somebody has closed it, nor when the desktop is
  // gone and it with it.
  void Close(const std::string& key);

 private:
  Notifier(std::unique_ptr<sdbus::IConnection> connection, std::unique_ptr<sdbus::IProxy> desktop, bool reads_markup);

  const std::unique_ptr<sdbus::IConnection> connection_;
  const std::unique_ptr<sdbus::IProxy> desktop_;
  // The desktop takes a body for markup, so our text is escaped.
  const bool reads_markup_;
  // The desktop's number of what is shown for each key.
  std::map<std::string, uint32_t> shown_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_DESKTOP_NOTIFIER_H_
