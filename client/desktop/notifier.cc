#include "client/desktop/notifier.h"

#include <sdbus-c++/sdbus-c++.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace toward::client {
namespace {

constexpr char kService[] = "org.freedesktop.Notifications";
constexpr char kPath[] = "/org/freedesktop/Notifications";
constexpr char kInterface[] = "org.freedesktop.Notifications";
constexpr char kProgram[] = "Toward";
constexpr auto kPatience = std::chrono::seconds(5);
// Of the three urgencies: shown, but not over a full-screen film.
constexpr uint8_t kNormalUrgency = 1;
// How long it stays is the desktop's choice.
constexpr int32_t kDesktopsChoice = -1;

absl::Status NoDesktop() {
  return absl::UnavailableError(
      "There is no desktop here to show notifications on; run this inside a desktop session, or choose another way to "
      "be reminded.");
}

absl::Status DesktopGone() {
  return absl::UnavailableError("The desktop does not take notifications any more; start this again.");
}

// `text` as it reads in markup.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

bool ReadsMarkup(sdbus::IProxy& desktop) {
  std::vector<std::string> capabilities;
  desktop.callMethod("GetCapabilities").onInterface(kInterface).withTimeout(kPatience).storeResultsTo(capabilities);
  return std::find(capabilities.begin(), capabilities.end(), "body-markup") != capabilities.end();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Notifier>> Notifier::Open() {
  try {
    std::unique_ptr<sdbus::IConnection> connection = sdbus::createSessionBusConnection();
    std::unique_ptr<sdbus::IProxy> desktop = sdbus::createProxy(*connection, kService, kPath);
    const bool reads_markup = ReadsMarkup(*desktop);
    return std::unique_ptr<Notifier>(new Notifier(std::move(connection), std::move(desktop), reads_markup));
  } catch (const sdbus::Error&) {
    return NoDesktop();
  }
}

Notifier::Notifier(std::unique_ptr<sdbus::IConnection> connection, std::unique_ptr<sdbus::IProxy> desktop,
                   bool reads_markup)
    : connection_(std::move(connection)), desktop_(std::move(desktop)), reads_markup_(reads_markup) {}

Notifier::~Notifier() = default;

absl::Status Notifier::Show(const std::string& key, const std::string& title, const std::string& body) {
  const auto earlier = shown_.find(key);
  const uint32_t replaced = earlier == shown_.end() ? 0 : earlier->second;
  const std::string icon;
  const std::vector<std::string> actions;
  const std::map<std::string, sdbus::Variant> hints = {{"urgency", sdbus::Variant(kNormalUrgency)}};
  try {
    uint32_t number = 0;
    desktop_->callMethod("Notify")
        .onInterface(kInterface)
        .withTimeout(kPatience)
        .withArguments(std::string(kProgram), replaced, icon, title, reads_markup_ ? Escaped(body) : body, actions,
                       hints, kDesktopsChoice)
        .storeResultsTo(number);
    shown_[key] = number;
    return absl::OkStatus();
  } catch (const sdbus::Error&) {
    return DesktopGone();
  }
}

void Notifier::Close(const std::string& key) {
  const auto found = shown_.find(key);
  if (found == shown_.end()) return;
  const uint32_t number = found->second;
  shown_.erase(found);
  try {
    desktop_->callMethod("CloseNotification").onInterface(kInterface).withTimeout(kPatience).withArguments(number);
  } catch (const sdbus::Error&) {
    // Not on the screen any more, or no screen.
  }
}

}  // namespace toward::client
