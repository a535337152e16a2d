// A new device from a sheet of paper.

#include <cstdio>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "client/sync/errand.h"
#include "client/sync/membership.h"
#include "client/sync/roster_keeping.h"
#include "trust/key_packet.h"
#include "trust/paper.h"
#include "trust/roster_acts.h"

namespace toward::client {
namespace {

absl::Status NoSuchPaper() {
  return absl::NotFoundError(
      "This server knows no such sheet, or it is not in use any more. Check the server's address and the words.");
}

absl::Status NotThePapersFamily() {
  return absl::DataLossError(
      "What this server shows is not the family this sheet was made for, so nothing was begun. Ask whoever runs it.");
}

absl::Status PlanIsHere() {
  return absl::AlreadyExistsError(
      "There is a plan on this device already; choose another place with --directory if you want a second one.");
}

std::string PathIn(const KeyPlace& place) { return place.directory + "/recovering"; }

// The new device's keys, the same after a lost answer.
absl::StatusOr<trust::DeviceIdentity> NewDevice(const KeyPlace& place, Random& random) {
  absl::StatusOr<std::string> seeds = ReadPrivateFile(PathIn(place));
  if (!seeds.ok() || seeds->size() != 2 * trust::kKeyBytes) {
    seeds = random.Bytes(2 * trust::kKeyBytes);
    RETURN_IF_ERROR(WritePrivateFile(place.directory, PathIn(place), *seeds));
  }
  const std::string_view both = *seeds;
  return trust::DeviceIdentity::FromSeeds(*trust::Secret::FromBytes(both.substr(0, trust::kKeyBytes)),
                                          *trust::Secret::FromBytes(both.substr(trust::kKeyBytes)));
}

// Asks the server for its name, which a sheet of paper does not know.
absl::StatusOr<std::string> OriginOf(const std::string& server, const DeviceId& device) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(server));
  v1::CreateChallengeRequest request;
  request.set_device_id(device.ToBytes());
  v1::CreateChallengeResponse response;
  Calls calls;
  Call call(calls, "", kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection->account().CreateChallenge(call.context(), request, &response)));
  return response.origin();
}

// The whole chain, which must have the paper alive in it: the paper's own signature there says whose sheet it is.
absl::StatusOr<trust::Roster> FetchRoster(Errand& errand, const DeviceId& paper) {
  std::vector<v1::SignedStatement> statements;
  while (true) {
    v1::GetRosterRequest request;
    request.set_first_seq(static_cast<uint32_t>(statements.size()));
    ASSIGN_OR_RETURN(const v1::GetRosterResponse response,
                     errand.Ask(errand.connection().rosters(), &v1::RosterService::Stub::GetRoster, request));
    statements.insert(statements.end(), response.statements().begin(), response.statements().end());
    if (response.statements().empty() || statements.size() >= response.length()) break;
  }
  absl::StatusOr<trust::Roster> roster = trust::Roster::FromStatements(statements);
  if (absl::IsInvalidArgument(roster.status())) return NotThePapersFamily();
  RETURN_IF_ERROR(roster.status());
  const trust::RosterDevice* const found = roster->FindDevice(paper);
  if (found == nullptr || !found->live || !found->is_paper()) return NotThePapersFamily();
  return roster;
}

}  // namespace

absl::StatusOr<Identity> RecoverFromPaper(const KeyPlace& place, const std::string& server, std::string_view words,
                                          Random& random) {
  ASSIGN_OR_RETURN(const std::string seed, trust::ReadPaperWords(words));
  const trust::DeviceIdentity paper = trust::PaperDevice(seed);
  if (!absl::IsNotFound(KeyLockOf(place).status())) return PlanIsHere();
  ASSIGN_OR_RETURN(const std::string origin, OriginOf(server, paper.device_id()));
  Identity sheet{
      .family = {}, .member = {}, .device = paper, .keyring = {}, .server = server, .origin = origin, .tls_pin = {}};
  absl::StatusOr<std::unique_ptr<Errand>> errand = Errand::Begin(sheet);
  if (absl::IsPermissionDenied(errand.status())) return NoSuchPaper();
  RETURN_IF_ERROR(errand.status());
  ASSIGN_OR_RETURN(sheet.roster, FetchRoster(**errand, paper.device_id()));
  const trust::RosterDevice known = *sheet.roster->FindDevice(paper.device_id());
  sheet.family = sheet.roster->family();
  sheet.member = known.member;
  ASSIGN_OR_RETURN(const trust::DeviceIdentity device, NewDevice(place, random));
  const bool with_private = known.kind == v1::RosterDevice::KIND_PAPER_WITH_PRIVATE;
  const auto next_seed = [&random] { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); };
  const auto add = [&](const Identity& now) -> absl::StatusOr<std::optional<trust::Act>> {
    if (now.roster->IsLive(device.device_id())) return std::nullopt;
    trust::Act act = trust::AddDevice(device.public_keys());
    trust::AddPackets(now.family, now.keyring, with_private, act, next_seed);
    return std::optional(std::move(act));
  };
  ASSIGN_OR_RETURN(Identity added,
                   AddToRoster((*errand)->connection(), (*errand)->calls(), (*errand)->token(), sheet, add, random));
  Identity identity{.family = sheet.family,
                    .member = sheet.member,
                    .device = device,
                    .keyring = {},
                    .server = server,
                    .origin = origin,
                    .tls_pin = {},
                    .authority_pem = {},
                    .roster = std::move(added.roster)};
  trust::CollectKeys(*identity.roster, identity.device, identity.keyring).IgnoreError();
  RETURN_IF_ERROR(WriteKeyFile(place, identity));
  std::remove(PathIn(place).c_str());
  return identity;
}

}  // namespace toward::client
