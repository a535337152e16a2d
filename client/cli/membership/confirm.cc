#include "client/cli/membership/confirm.h"

#include "client/cli/ask.h"
#include "client/cli/errors.h"
#include "client/cli/membership/errors.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {

void AddYes(CLI::App& command, bool& yes) { command.add_flag("--yes", yes, "Do it without asking"); }

absl::Status Confirm(std::string_view word, bool yes, Surroundings& around) {
  if (yes) return absl::OkStatus();
  if (!around.in_is_terminal) return NeedsYes();
  const std::string typed =
      GivenOrAsked("", fmt::format("Type {} to go on, or only Enter to leave it", word), "", around);
  return Folded(typed) == Folded(word) ? absl::OkStatus() : NothingChanged();
}

}  // namespace toward::client
