// `toward join`: into the family of whoever invited this device.

#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/device_labels.h"
#include "client/cli/membership/errors.h"
#include "client/cli/membership/waiting.h"
#include "client/cli/plan_view.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/sync/pairing.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr int64_t kFetchTimeoutMs = 30'000;

struct JoinOptions {
  std::string invite;
  std::string server;
  std::string name;
  std::string device;
};

// From the argument, or else from the person or the pipe at standard input, which no shell remembers.
std::string InviteFrom(const JoinOptions& options, Surroundings& around) {
  if (around.in_is_terminal || (!options.invite.empty() && options.invite != "-")) {
    return GivenOrAsked(options.invite == "-" ? "" : options.invite, "Paste the invite's link here, or type its code",
                        "", around);
  }
  std::string line;
  std::getline(around.in, line);
  return Trimmed(line);
}

bool IsLink(const std::string& text) { return text.find("://") != std::string::npos; }

absl::StatusOr<trust::Invite> ReadInvite(const JoinOptions& options, Surroundings& around) {
  const std::string text = InviteFrom(options, around);
  if (text.empty()) return NoLink();
  if (IsLink(text)) return trust::ParseInviteLink(text);
  const std::string server =
      GivenOrAsked(options.server, "Where is the server? (http://... or https://...)", "", around);
  if (server.empty()) return NothingGiven("--server URL");
  return FromCode(text, server);
}

// The one that was under way in this directory goes on when nothing else is asked for.
absl::StatusOr<std::unique_ptr<Joining>> Begun(const KeyPlace& place, const JoinOptions& options,
                                               Surroundings& around) {
  if (options.invite.empty()) {
    absl::StatusOr<std::unique_ptr<Joining>> open = Joining::Resume(place);
    if (!absl::IsNotFound(open.status())) return open;
  }
  ASSIGN_OR_RETURN(const trust::Invite invite, ReadInvite(options, around));
  RETURN_IF_ERROR(MakeDirectory(place.directory));
  const std::string label = options.device.empty() ? around.device_name : options.device;
  return Joining::Begin(place, invite, label, around.random);
}

void ShowDigits(const std::string& digits, Surroundings& around) {
  around.out
      << fmt::format("\n    {} {}\n\n", digits.substr(0, 3), digits.substr(3))
      << "Let the person who invited you type these digits, with both screens in front of you or their voice in your "
         "ear. Nobody else has any reason to ask for them.\n"
      << std::flush;
}

absl::StatusOr<Identity> BePaired(Joining& joining, Surroundings& around) {
  const auto wait = WaitASecond(around);
  Joining::State state = joining.state();
  if (state.step == Joining::Step::kWaiting) around.out << "Waiting for the other device...\n" << std::flush;
  while (state.step == Joining::Step::kWaiting || state.step == Joining::Step::kDigitsShown) {
    const Joining::Step before = state.step;
    if (before == Joining::Step::kDigitsShown) ShowDigits(state.digits, around);
    ASSIGN_OR_RETURN(state, AwaitInviter(joining, wait));
    if (state.step == before) return JoinGoesOn();
  }
  if (state.step == Joining::Step::kOver) return JoinIsOver();
  return joining.identity();
}

absl::Status Fetch(Invocation& invocation, Home& home) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Exchange> exchange, WaitForExchange(invocation, home));
  return exchange->RunUntilSettled(kFetchTimeoutMs);
}

// The plan's people, whatever day it is.
absl::StatusOr<plan::Plan> People(Home& home) {
  ASSIGN_OR_RETURN(plan::Plan everything, LoadPlan(home.replica(), home.words(), plan::PlanDay(0), plan::PlanDay(0)));
  return plan::Shown(std::move(everything));
}

absl::Status Introduce(Invocation& invocation, Home& home, const JoinOptions& options) {
  ASSIGN_OR_RETURN(const plan::Plan plan, People(home));
  const plan::Member* self = FindMember(plan, home.identity().member);
  if (self != nullptr && !self->name.empty()) return absl::OkStatus();
  const std::string name = GivenOrAsked(options.name, "What does your family call you?", "", invocation.around);
  if (name.empty()) {
    invocation.around.out << "The plan has no name for you yet; say it with `toward name NAME`.\n";
    return absl::OkStatus();
  }
  return home.Commit(NameMember(home.identity().member, name));
}

absl::Status Settle(Invocation& invocation, Home& home, const JoinOptions& options) {
  const absl::Status fetched = Fetch(invocation, home);
  if (!fetched.ok()) {
    invocation.around.out << "Joined. The plan itself comes when the server can be reached; try `toward sync`.\n";
    return absl::OkStatus();
  }
  const std::string label = options.device.empty() ? invocation.around.device_name : options.device;
  RETURN_IF_ERROR(LabelThisDevice(home, label));
  RETURN_IF_ERROR(Introduce(invocation, home, options));
  RETURN_IF_ERROR(SendSaved(invocation, home));
  ASSIGN_OR_RETURN(const plan::Plan plan, People(home));
  std::vector<std::string> names;
  for (const plan::Member& member : plan.members) names.push_back(SafeLine(NameOf(plan, member.id)));
  invocation.around.out << "Joined. This is the plan of " << Joined(names) << "; `toward today` shows it.\n";
  return absl::OkStatus();
}

absl::Status RunJoin(Invocation& invocation, const JoinOptions& options) {
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const std::string directory, ChooseDirectory(invocation.directory, invocation.around));
  const KeyPlace place = KeyPlaceOf(directory, invocation.around);
  ASSIGN_OR_RETURN(const std::unique_ptr<Joining> joining, Begun(place, options, invocation.around));
  ASSIGN_OR_RETURN(Identity identity, BePaired(*joining, invocation.around));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, Home::OpenAs(std::move(identity), directory, invocation.around));
  return Settle(invocation, *home, options);
}

}  // namespace

void AddJoin(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<JoinOptions>();
  CLI::App* join = AddCommand<JoinOptions>(
      app, invocation, "join", "Join your partner's plan, or your own on a further device", options, RunJoin);
  join->add_option("invite", options->invite, "The invite's link or code; left out, it is asked for")
      ->type_name("INVITE");
  join->add_option("--server", options->server, "The server's address, for a code")->type_name("URL");
  join->add_option("--name", options->name, "What your family calls you")->type_name("NAME");
  join->add_option("--device", options->device, "What you call this device; its own name if left out")
      ->type_name("NAME");
}

}  // namespace toward::client
