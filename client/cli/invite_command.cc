// `toward invite`.

#include <charconv>
#include <cstdint>
#include <string>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/text.h"
#include "client/sync/account.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr uint32_t kPartnerMinutes = 24 * 60;
constexpr uint32_t kOwnDeviceMinutes = 10;
constexpr uint32_t kMaxHours = 7 * 24;

struct InviteOptions {
  bool my_device = false;
  std::string hours;
};

absl::StatusOr<uint32_t> LifetimeMinutes(const InviteOptions& options) {
  if (options.hours.empty()) return options.my_device ? kOwnDeviceMinutes : kPartnerMinutes;
  uint32_t hours = 0;
  const char* const end = options.hours.data() + options.hours.size();
  const auto [read_to, error] = std::from_chars(options.hours.data(), end, hours);
  if (error != std::errc() || read_to != end || hours < 1 || hours > kMaxHours) return HoursOutOfRange();
  return hours * 60;
}

std::string Duration(uint32_t minutes) {
  return minutes % 60 == 0 ? Count(minutes / 60, "hour") : Count(minutes, "minute");
}

std::string WhatToDo(const InviteOptions& options, uint32_t minutes) {
  const char* const whom = options.my_device ? "Run `toward join` on your other device and paste this link there."
                                             : "Send this link to your partner, who runs `toward join` and pastes it.";
  return fmt::format("{} It works once, for {}; whoever has it can read your plan, so send it privately.", whom,
                     Duration(minutes));
}

absl::Status RunInvite(Invocation& invocation, const InviteOptions& options) {
  ASSIGN_OR_RETURN(const uint32_t minutes, LifetimeMinutes(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  const InviteFor whom = options.my_device ? InviteFor::kOwnDevice : InviteFor::kPartner;
  ASSIGN_OR_RETURN(const std::string link,
                   CreateInvite(home->identity(), whom, int64_t{minutes} * 60, invocation.around.random));
  invocation.around.out << link << "\n" << WhatToDo(options, minutes) << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddInvite(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<InviteOptions>();
  CLI::App* invite = AddCommand<InviteOptions>(app, invocation, "invite", "Make a link that lets your partner join",
                                               options, RunInvite);
  invite->add_flag("--my-device", options->my_device, "For another device of yours");
  invite->add_option("--hours", options->hours, "How long it may be used")->type_name("HOURS");
}

}  // namespace toward::client
