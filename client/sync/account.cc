#include "client/sync/account.h"

#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "client/sync/roster_keeping.h"
#include "trust/roster_acts.h"
#include "trust/session_proof.h"

namespace toward::client {
namespace {

absl::Status AnotherServer() {
  return absl::FailedPreconditionError(
      "The server at this address is not the one this plan is kept on. Check the address; if that server has lost "
      "everything, `toward init --again` gives it back.");
}

absl::Status FamilyIsThere() {
  return absl::AlreadyExistsError(
      "The server has another history of this family than this device. Ask your partner for an invite and use it with "
      "`toward join`, in another directory.");
}

absl::Status DeviceUnknown() {
  return absl::PermissionDeniedError(
      "The server does not know this device any more. Join again with a new invite; nothing here is lost.");
}

absl::Status NoReplicaNumber() {
  return absl::InternalError(
      "The server gave this device no number, so nothing was begun. Update the server and try again.");
}

// The number as Replica::TakeReplicaNumber wants it.
absl::StatusOr<uint32_t> ReplicaNumberOf(uint32_t replica) {
  if (replica == 0) return NoReplicaNumber();
  return replica;
}

trust::Secret NewSecret(Random& random) { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); }

using trust::ToProto;

absl::StatusOr<v1::CreateChallengeResponse> Challenge(Connection& connection, Calls& calls, const DeviceId& device) {
  v1::CreateChallengeRequest request;
  request.set_device_id(device.ToBytes());
  v1::CreateChallengeResponse response;
  Call call(calls, "", kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection.account().CreateChallenge(call.context(), request, &response)));
  return response;
}

// Shows the server the family's roster. Returns the replica number it gives, 0: none.
absl::StatusOr<uint32_t> GiveFamily(Connection& connection, Calls& calls, const Identity& identity) {
  v1::CreateFamilyRequest request;
  request.set_family_id(identity.family.ToBytes());
  for (const v1::SignedStatement& statement : identity.roster->statements()) *request.add_roster() = statement;
  v1::CreateFamilyResponse response;
  Call call(calls, "", kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection.account().CreateFamily(call.context(), request, &response)));
  return response.replica();
}

// UNAUTHENTICATED: the server does not know the device.
absl::StatusOr<SessionToken> OpenSessionOnce(Connection& connection, Calls& calls, const Identity& identity) {
  const DeviceId device = identity.device.device_id();
  ASSIGN_OR_RETURN(const v1::CreateChallengeResponse challenge, Challenge(connection, calls, device));
  if (challenge.origin() != identity.origin || challenge.nonce().size() != trust::kChallengeBytes) {
    return AnotherServer();
  }
  v1::OpenSessionRequest request;
  request.set_device_id(device.ToBytes());
  request.set_nonce(challenge.nonce());
  request.set_signature(trust::SignSession(identity.device, identity.origin, challenge.nonce()));
  v1::OpenSessionResponse response;
  Call call(calls, "", kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection.account().OpenSession(call.context(), request, &response)));
  return SessionToken{response.token(), response.expire_time_ms()};
}

}  // namespace

Identity NewFamily(Random& random) {
  Identity identity{.family = random.NewId<FamilyId>(),
                    .member = random.NewId<MemberId>(),
                    .device = trust::DeviceIdentity::FromSeeds(NewSecret(random), NewSecret(random)),
                    .keyring = {},
                    .server = {},
                    .origin = {},
                    .tls_pin = {}};
  const std::vector<v1::SignedStatement> first = {
      trust::SignGenesis(identity.family, identity.member, identity.device)};
  absl::StatusOr<trust::Roster> roster = trust::Roster::FromStatements(first);
  TOWARD_CHECK(roster.ok());
  for (const trust::Scope scope : {trust::Scope::kShared, trust::Scope::kPrivate}) {
    TOWARD_CHECK(roster->Append(BeginEpoch(*roster, scope, identity, random)).ok());
  }
  identity.roster = *std::move(roster);
  TOWARD_CHECK(CollectAllKeys(identity).ok());
  return identity;
}

ServerTrust TrustOf(const Identity& identity) { return {identity.tls_pin, identity.authority_pem}; }

absl::StatusOr<Enrolment> CreateFamily(const std::string& server, Identity identity) {
  RETURN_IF_ERROR(CheckStillPart(identity));
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(server, TrustOf(identity)));
  Calls calls;
  absl::StatusOr<uint32_t> replica = GiveFamily(*connection, calls, identity);
  if (absl::IsAlreadyExists(replica.status())) return FamilyIsThere();
  RETURN_IF_ERROR(replica.status());
  ASSIGN_OR_RETURN(const v1::CreateChallengeResponse challenge,
                   Challenge(*connection, calls, identity.device.device_id()));
  identity.server = server;
  identity.origin = challenge.origin();
  identity.authority_pem = connection->authority_pem();
  if (*replica == 0) {
    ASSIGN_OR_RETURN(const SessionToken session, OpenSession(*connection, calls, identity));
    replica = RegisterReplica(*connection, calls, session.token);
    RETURN_IF_ERROR(replica.status());
  }
  ASSIGN_OR_RETURN(const uint32_t number, ReplicaNumberOf(*replica));
  return Enrolment{std::move(identity), number};
}

absl::StatusOr<uint32_t> RegisterReplica(Connection& connection, Calls& calls, const std::string& token) {
  v1::RegisterReplicaResponse response;
  Call call(calls, token, kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection.account().RegisterReplica(call.context(), {}, &response)));
  return ReplicaNumberOf(response.replica());
}

absl::StatusOr<SessionToken> OpenSession(Connection& connection, Calls& calls, const Identity& identity) {
  absl::StatusOr<SessionToken> session = OpenSessionOnce(connection, calls, identity);
  if (!absl::IsUnauthenticated(session.status())) return session;
  if (!identity.roster.has_value()) return DeviceUnknown();
  RETURN_IF_ERROR(CheckStillPart(identity));
  const absl::Status given = GiveFamily(connection, calls, identity).status();
  if (absl::IsAlreadyExists(given)) return DifferentHistory();
  RETURN_IF_ERROR(given);
  session = OpenSessionOnce(connection, calls, identity);
  return absl::IsUnauthenticated(session.status()) ? NoLongerPart() : session;
}

}  // namespace toward::client
