// `toward join`: into a family that is there, or back into it on a restored server.

#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/plan_view.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/sync/account.h"

namespace toward::client {
namespace {

constexpr int64_t kFetchTimeoutMs = 30'000;

struct JoinOptions {
  std::string link;
  std::string name;
};

// From the argument, or else from the person or the pipe at standard input, which no shell remembers.
std::string LinkFrom(const JoinOptions& options, Surroundings& around) {
  if (around.in_is_terminal || (!options.link.empty() && options.link != "-")) {
    return GivenOrAsked(options.link == "-" ? "" : options.link, "Paste the invite link here", "", around);
  }
  std::string line;
  std::getline(around.in, line);
  return Trimmed(line);
}

absl::StatusOr<std::optional<Identity>> ExistingIdentity(const std::string& directory) {
  absl::StatusOr<Identity> identity = ReadKeyFile(directory);
  if (absl::IsNotFound(identity.status())) return std::nullopt;
  RETURN_IF_ERROR(identity.status());
  return *std::move(identity);
}

absl::StatusOr<std::unique_ptr<Home>> Enrol(const std::string& link, const std::string& directory,
                                            Surroundings& around) {
  ASSIGN_OR_RETURN(const std::optional<Identity> existing, ExistingIdentity(directory));
  RETURN_IF_ERROR(MakeDirectory(directory));
  ASSIGN_OR_RETURN(const Enrolment enrolment, Join(directory, link, existing ? &*existing : nullptr, around.random));
  ASSIGN_OR_RETURN(std::unique_ptr<Home> home, Home::OpenAs(enrolment.identity, directory, around));
  RETURN_IF_ERROR(existing ? GiveEverythingBack(home->replica(), enrolment.replica)
                           : home->replica().TakeReplicaNumber(enrolment.replica));
  RETURN_IF_ERROR(WriteKeyFile(directory, enrolment.identity));
  FinishJoin(directory);
  return home;
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
  RETURN_IF_ERROR(home.replica().Commit(NameMember(home.identity().member, name)));
  return SendSaved(invocation, home);
}

absl::Status RunJoin(Invocation& invocation, const JoinOptions& options) {
  ASSIGN_OR_RETURN(const std::string directory, ChooseDirectory(invocation.directory, invocation.around));
  const std::string link = LinkFrom(options, invocation.around);
  if (link.empty()) return NoLink();
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, Enrol(link, directory, invocation.around));
  const absl::Status fetched = Fetch(invocation, *home);
  RETURN_IF_ERROR(Introduce(invocation, *home, options));
  if (!fetched.ok()) {
    invocation.around.out << "Joined. The plan itself comes when the server can be reached; try `toward sync`.\n";
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const plan::Plan plan, People(*home));
  std::vector<std::string> names;
  for (const plan::Member& member : plan.members) names.push_back(SafeLine(NameOf(plan, member.id)));
  invocation.around.out << "Joined. This is the plan of " << Joined(names) << "; `toward today` shows it.\n";
  return absl::OkStatus();
}

}  // namespace

void AddJoin(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<JoinOptions>();
  CLI::App* join = AddCommand<JoinOptions>(
      app, invocation, "join", "Join your partner's plan, or your own on a further device", options, RunJoin);
  join->add_option("link", options->link, "The invite link; left out, it is asked for")->type_name("LINK");
  join->add_option("--name", options->name, "What your family calls you")->type_name("NAME");
}

}  // namespace toward::client
