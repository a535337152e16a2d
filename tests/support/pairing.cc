#include "tests/support/pairing.h"

#include <filesystem>

#include "base/clock.h"
#include "base/status_macros.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"

namespace toward::support {
namespace {

using client::Inviting;
using client::Joining;

absl::Status Unexpected(const std::string& what) { return absl::InternalError("Pairing: " + what); }

absl::Status Run(Household& home, const std::string& device, const std::vector<std::string>& arguments) {
  const Finished finished = home.Toward(device, arguments);
  return finished.exit_code == 0 ? absl::OkStatus() : Unexpected(finished.error);
}

absl::Status LetIn(Household& home, const std::string& inviter, const std::string& joiner, client::InviteFor whom,
                   const std::string& joiners_server) {
  SystemRandom random;
  const SystemClock clock;
  const client::KeyPlace inviting(home.device_directory(inviter).string());
  const client::KeyPlace joining(home.device_directory(joiner).string());
  std::filesystem::create_directories(joining.directory);
  ASSIGN_OR_RETURN(client::Identity identity, client::ReadKeyFile(inviting));
  const client::InviteOptions options{.whom = whom, .past = client::Past::kShared};
  RETURN_IF_ERROR(Pair(inviting, identity, joining, options, random, joiners_server).status());
  const client::Words words(identity.keyring, identity.family, identity.member, random);
  ASSIGN_OR_RETURN(const auto replica, client::Replica::Open(inviting.directory, words, clock));
  ASSIGN_OR_RETURN(const auto invite, Inviting::Resume(inviting, identity, random));
  RETURN_IF_ERROR(invite->Finish(*replica));
  return Run(home, joiner, {"sync"});
}

}  // namespace

absl::StatusOr<client::Identity> Pair(const client::KeyPlace& inviting, client::Identity& inviter,
                                      const client::KeyPlace& joiner, const client::InviteOptions& options,
                                      Random& random, const std::string& joiners_server) {
  ASSIGN_OR_RETURN(const auto invite, Inviting::Open(inviting, inviter, options, random));
  ASSIGN_OR_RETURN(trust::Invite link, trust::ParseInviteLink(invite->Link()));
  if (!joiners_server.empty()) link.server = joiners_server;
  ASSIGN_OR_RETURN(const auto joining, Joining::Begin(joiner, link, "", random));
  ASSIGN_OR_RETURN(const Inviting::State claimed, invite->Poll());
  if (claimed.step != Inviting::Step::kDigitsWanted) return Unexpected("the claim did not come");
  ASSIGN_OR_RETURN(const Joining::State shown, joining->Poll());
  if (shown.step != Joining::Step::kDigitsShown) return Unexpected("no digits were shown");
  ASSIGN_OR_RETURN(const Inviting::State confirmed, invite->TypeDigits(shown.digits));
  if (confirmed.step != Inviting::Step::kConfirmed) return Unexpected("the digits were not taken");
  ASSIGN_OR_RETURN(const Joining::State joined, joining->Poll());
  if (joined.step != Joining::Step::kJoined) return Unexpected("no welcome came");
  return joining->identity();
}

absl::Status LetInPartner(Household& home, const std::string& inviter, const std::string& joiner,
                          const std::string& members_name) {
  RETURN_IF_ERROR(LetIn(home, inviter, joiner, client::InviteFor::kPartner, ""));
  return Run(home, joiner, {"name", members_name});
}

absl::Status LetInOwnDevice(Household& home, const std::string& inviter, const std::string& joiner,
                            const std::string& joiners_server) {
  return LetIn(home, inviter, joiner, client::InviteFor::kOwnDevice, joiners_server);
}

}  // namespace toward::support
