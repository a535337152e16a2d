// `toward trust`: what two people can compare to know that nobody is in between.

#include <string>

#include "base/hex.h"
#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/authority.h"
#include "client/cli/membership/confirm.h"
#include "client/cli/membership/device_labels.h"
#include "client/cli/membership/errors.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr size_t kGroup = 4;
constexpr size_t kFingerprintBytes = 10;

struct TrustOptions {
  std::string authority;
  bool yes = false;
  bool json = false;
};

// "9772 bf01 3676": easy to read to one another.
std::string Grouped(std::string_view bytes) {
  const std::string hex = ToHex(bytes);
  std::string text;
  for (size_t i = 0; i < hex.size(); i += kGroup) text += (i == 0 ? "" : " ") + hex.substr(i, kGroup);
  return text;
}

absl::Status Show(Invocation& invocation, const Identity& identity, bool json) {
  if (!identity.roster.has_value()) return NoRoster();
  const trust::Roster& roster = *identity.roster;
  const std::string head = Grouped(std::string_view(roster.head_hash()).substr(0, kFingerprintBytes));
  if (json) {
    invocation.around.out << Dumped({{"plan", ToHex(roster.genesis_hash())},
                                     {"members_and_devices", ToHex(roster.head_hash())},
                                     {"statements", roster.length()},
                                     {"device", identity.device.device_id().ToHex()},
                                     {"server", identity.server},
                                     {"authority", ToHex(identity.tls_pin)}});
    return absl::OkStatus();
  }
  invocation.around.out << fmt::format(
      "Who is in this plan: {}\nRead it to your partner: when theirs is the same, nobody else is in it and nobody is "
      "left "
      "out.\nThis device: {}\nServer: {}\n",
      head, Fingerprint(identity.device.device_id()), SafeLine(identity.server));
  invocation.around.out << (identity.tls_pin.empty()
                                ? "Its certificate is checked in the ordinary way.\n"
                                : fmt::format("Its own authority: {}\n", Grouped(identity.tls_pin)));
  return absl::OkStatus();
}

absl::Status TrustAuthority(Invocation& invocation, Home& home, const TrustOptions& options) {
  ASSIGN_OR_RETURN(const std::string pin, ReadAuthority(options.authority));
  invocation.around.out
      << "From now on this device talks only to a server with this authority. Go on only if you read it on "
         "the server's own screen (`toward-server tls show`).\n";
  RETURN_IF_ERROR(Confirm("trust", options.yes, invocation.around));
  RETURN_IF_ERROR(UpdateKeyFile(home.place(), [&pin](Identity& identity) {
                    identity.tls_pin = pin;
                    identity.authority_pem.clear();
                    return absl::OkStatus();
                  }).status());
  invocation.around.out << "Saved.\n";
  return absl::OkStatus();
}

absl::Status RunTrust(Invocation& invocation, const TrustOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  if (!options.authority.empty()) return TrustAuthority(invocation, *home, options);
  FetchNews(invocation, *home);
  return Show(invocation, home->identity(), options.json);
}

}  // namespace

void AddTrust(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<TrustOptions>();
  CLI::App* trust = AddCommand<TrustOptions>(
      app, invocation, "trust", "Compare with your partner who is in the plan, and know the server", options, RunTrust);
  trust->add_option("authority", options->authority, "The fingerprint of the server's new authority")
      ->type_name("FINGERPRINT");
  AddYes(*trust, options->yes);
  AddJson(*trust, options->json);
}

}  // namespace toward::client
