// `toward leave` and `erase`: going, and taking one's words along.

#include <string>

#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/export.h"
#include "client/cli/membership/confirm.h"
#include "client/cli/membership/errors.h"
#include "client/cli/plan_view.h"
#include "client/cli/private_file.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/sync/membership.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct LeaveOptions {
  std::string member;
  bool only_private = false;
  bool yes = false;
};

// A copy before anything happens, for whoever wants one. Nobody else hears of it.
absl::Status OfferExport(Home& home, Surroundings& around) {
  if (!around.in_is_terminal) return absl::OkStatus();
  const std::string path =
      GivenOrAsked("", "A file for a copy of everything this device holds; only Enter for none", "", around);
  if (path.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const nlohmann::json everything, ExportAll(home.replica(), home.words()));
  RETURN_IF_ERROR(WritePrivateFile(path, Dumped(everything)));
  around.out << "The copy is in that file.\n";
  return absl::OkStatus();
}

absl::Status RunLeave(Invocation& invocation, const LeaveOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  if (invocation.offline) return NeedsTheServer();
  Surroundings& around = invocation.around;
  around.out << "Leaving ends sharing now, for all your devices. Nobody has to agree, and nobody is told why. What you "
                "wrote together stays readable here and on your partner's devices; nobody can take words back from a "
                "phone that has them. `toward erase` removes yours from the plan first, if you want that.\n";
  RETURN_IF_ERROR(OfferExport(*home, around));
  RETURN_IF_ERROR(Confirm("leave", options.yes, around));
  RETURN_IF_ERROR(Leave(home->place(), home->identity(), around.random));
  around.out << "You have left. What this device holds you can still read and export.\n";
  return absl::OkStatus();
}

absl::Status EraseEverything(Invocation& invocation, Home& home, const LeaveOptions& options) {
  if (!options.only_private) RETURN_IF_ERROR(EraseShared(home.identity(), home.replica()).status());
  RETURN_IF_ERROR(ErasePrivate(home.identity(), home.own_replica(), invocation.around.random));
  invocation.around.out
      << "Erased here and on the server. Your devices, and your partner's, follow when they next connect.\n"
      << std::flush;
  return SendSaved(invocation, home);
}

absl::Status RunErase(Invocation& invocation, const LeaveOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  if (invocation.offline) return NeedsTheServer();
  Surroundings& around = invocation.around;
  around.out << (options.only_private
                     ? "This erases your private notes and answers, everywhere. "
                     : "This erases what you marked and wrote, shared and private, everywhere: your marks, "
                       "answers and settings. What your partner wrote stays. ")
             << "It cannot be undone.\n";
  RETURN_IF_ERROR(OfferExport(*home, around));
  RETURN_IF_ERROR(Confirm("erase", options.yes, around));
  return EraseEverything(invocation, *home, options);
}

absl::StatusOr<MemberId> PartnerOf(const Identity& identity) {
  if (!identity.roster.has_value()) return NoRoster();
  for (const MemberId& member : identity.roster->LiveMembers()) {
    if (member != identity.member) return member;
  }
  return NoPartnerYet();
}

absl::Status RunStopSharing(Invocation& invocation, const LeaveOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const MemberId partner, PartnerOf(home->identity()));
  Surroundings& around = invocation.around;
  around.out << "Your plan goes on without your partner's devices. They keep what was shared until now and get nothing "
                "new; nobody is told why.\n";
  RETURN_IF_ERROR(Confirm("stop", options.yes, around));
  RETURN_IF_ERROR(RemoveMember(home->place(), home->identity(), partner, around.random));
  around.out << "You share with nobody now. `toward invite` lets somebody in again.\n";
  return absl::OkStatus();
}

}  // namespace

void AddLeave(CLI::App& app, Invocation& invocation) {
  auto leaving = std::make_shared<LeaveOptions>();
  CLI::App* leave = app.add_subcommand("leave", "Stop sharing and go, with what this device holds");
  leave->require_subcommand(0, 1);
  AddYes(*leave, leaving->yes);
  leave->callback([&invocation, leaving] {
    if (!invocation.run) invocation.run = [&invocation, leaving] { return RunLeave(invocation, *leaving); };
  });
  auto stopping = std::make_shared<LeaveOptions>();
  CLI::App* stop = AddCommand<LeaveOptions>(
      *leave, invocation, "partner", "Keep the plan, and share it with your partner no more", stopping, RunStopSharing);
  AddYes(*stop, stopping->yes);
  auto erasing = std::make_shared<LeaveOptions>();
  CLI::App* erase = AddCommand<LeaveOptions>(app, invocation, "erase", "Erase your own words and marks, everywhere",
                                             erasing, RunErase);
  erase->add_flag("--only-private", erasing->only_private, "Only what was for yourself alone");
  AddYes(*erase, erasing->yes);
}

}  // namespace toward::client
