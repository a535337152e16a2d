#include "client/cli/membership/passphrase.h"

#include <istream>
#include <ostream>

namespace toward::client {
namespace {

constexpr int kTries = 3;

}  // namespace

std::string AskUnseen(std::string_view question, Surroundings& around) {
  if (around.in_is_terminal) around.out << question << ": " << std::flush;
  if (around.in_is_terminal && around.keyboard != nullptr) {
    const std::string typed = around.keyboard->UnseenLine();
    around.out << "\n";
    return typed;
  }
  std::string line;
  std::getline(around.in, line);
  return line;
}

absl::Status AskToUnlock(const KeyPlace& place, Surroundings& around) {
  absl::Status unlocked;
  for (int tries = 0; tries < kTries; ++tries) {
    const std::string passphrase = AskUnseen("Your passphrase for this device", around);
    if (passphrase.empty()) break;
    unlocked = Unlock(place, passphrase);
    if (!absl::IsPermissionDenied(unlocked)) return unlocked;
    around.out << unlocked.message() << "\n";
  }
  return unlocked.ok() ? ReadKeyFile(place).status() : unlocked;
}

}  // namespace toward::client
